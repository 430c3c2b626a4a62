import { LoggerService } from '@backstage/backend-plugin-api';
import { Projector } from './Projector';

/** Another replica may have stored events and died; then nobody wakes us. */
const POLL_MS = 1000;
/**
 * After a step events gather that long: a step costs some fifteen statements however few events it folds, and jobs and
 * datasets are written once for all of them; but while it computes nobody is answered, so it must not have too many. The
 * first event after a rest does not wait.
 */
const GATHER_MS = 50;

/** Folds what was stored, soon after it was. */
export class ProjectorWorker {
  private running?: Promise<void>;
  private stopped = false;
  private wakeUp?: () => void;
  private woken = false;
  private endGathering = () => {};

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
    this.endGathering();
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
      if (more || this.stopped) continue;
      if (woken) await this.gather();
      await this.rest(more === undefined);
    }
  }

  /** Cut short by the end only. */
  private gather(): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, GATHER_MS);
      this.endGathering = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Until it is woken or the second is over; after a failure the whole second, whoever wakes. */
  private rest(failed: boolean): Promise<void> {
    return new Promise(resolve => {
      const end = () => {
        this.wakeUp = undefined;
        resolve();
      };
      const timer = setTimeout(end, POLL_MS);
      this.wakeUp = () => {
        if (failed && !this.stopped) return;
        clearTimeout(timer);
        end();
      };
      if (this.woken || this.stopped) this.wakeUp();
    });
  }
}
