import { LoggerService } from '@backstage/backend-plugin-api';
import { Projector } from './Projector';

/** Another replica may have stored events and died; then nobody wakes us. */
const POLL_MS = 1000;

/** Folds what was stored, soon after it was. */
export class ProjectorWorker {
  private running?: Promise<void>;
  private stopped = false;
  private wakeUp?: () => void;
  private woken = false;

  constructor(
    private readonly projector: Pick<Projector, 'step'>,
    private readonly logger: LoggerService,
    private readonly onFolded: () => void = () => {},
  ) {}

  start(): void {
    this.running ??= this.loop();
  }

  wake(): void {
    this.woken = true;
    this.wakeUp?.();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wakeUp?.();
    await this.running;
  }

  private async loop(): Promise<void> {
    while (!this.stopped) {
      const woken = this.woken;
      this.woken = false;
      const more = await this.projector.step().catch(error => {
        if (!this.stopped) this.logger.error('Lineage events could not be folded; trying again', error);
        return undefined;
      });
      if (woken || more) this.onFolded();
      // While events keep coming a step takes what came meanwhile, instead of one at a time.
      if (more === undefined) await this.pause(POLL_MS);
      else if (!more && !this.stopped) await this.pause(this.woken ? 20 : POLL_MS);
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(() => this.wakeUp?.(), ms);
      this.wakeUp = () => {
        clearTimeout(timer);
        this.wakeUp = undefined;
        resolve();
      };
      if (this.woken && ms === POLL_MS) this.wakeUp();
    });
  }
}
