import { LoggerService } from '@backstage/backend-plugin-api';

/**
 * Calls `step` again and again: at once while it finds work, after `pollMs` when it found none. `wake` cuts the wait
 * short. An error is logged and waits like no work, so a database that is away does not fill the log.
 */
export class PollingWorker {
  private readonly controller = new AbortController();
  private running?: Promise<void>;
  private wakeUp?: () => void;
  private woken = false;

  constructor(
    private readonly options: {
      readonly name: string;
      readonly pollMs: number;
      readonly logger: LoggerService;
      /** True when there may be more to do. */
      readonly step: (signal: AbortSignal) => Promise<boolean>;
    },
  ) {}

  start(): void {
    this.running ??= this.loop();
  }

  wake(): void {
    this.woken = true;
    this.wakeUp?.();
  }

  /** Aborts the step at work and waits for its end. */
  async stop(): Promise<void> {
    this.controller.abort(new Error(`${this.options.name} is shutting down`));
    this.wakeUp?.();
    await this.running;
  }

  private async loop(): Promise<void> {
    const { signal } = this.controller;
    while (!signal.aborted) {
      const more = await this.options.step(signal).catch(error => {
        if (!signal.aborted) this.options.logger.error(`${this.options.name} failed; trying again`, error);
        return false;
      });
      if (!more && !this.woken && !signal.aborted) await this.pause();
      this.woken = false;
    }
  }

  private pause(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => this.wakeUp?.(), this.options.pollMs);
      this.wakeUp = () => {
        clearTimeout(timer);
        this.wakeUp = undefined;
        resolve();
      };
    });
  }
}
