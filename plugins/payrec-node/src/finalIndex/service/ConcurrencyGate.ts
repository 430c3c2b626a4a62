import { TooManyQueriesError } from '../../errors/errors';

export type ConcurrencyLimits = {
  /** Queries one person may have running. */
  readonly perUser: number;
  /** Queries all may have running together. */
  readonly global: number;
  /** How long a query waits for its turn before it is refused. */
  readonly waitMs: number;
};

type Waiter = { readonly user: string; readonly enter: () => void };

/** Lets in so many queries at once, per person and in all; the rest wait a moment in order of arrival. */
export class ConcurrencyGate {
  private running = 0;
  private readonly perUser = new Map<string, number>();
  private readonly waiting: Waiter[] = [];

  constructor(private readonly limits: ConcurrencyLimits) {}

  get inFlight(): number {
    return this.running;
  }

  /**
   * Runs `work` once there is room.
   * @throws TooManyQueriesError when there is none within the wait; the signal's reason when it aborts meanwhile.
   */
  async run<T>(user: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.enter(user, signal);
    try {
      return await work();
    } finally {
      this.leave(user);
    }
  }

  private hasRoom(user: string): boolean {
    return this.running < this.limits.global && (this.perUser.get(user) ?? 0) < this.limits.perUser;
  }

  private take(user: string): void {
    this.running += 1;
    this.perUser.set(user, (this.perUser.get(user) ?? 0) + 1);
  }

  private async enter(user: string, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.hasRoom(user)) {
      this.take(user);
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const settled = new AbortController();
      const waiter: Waiter = {
        user,
        enter: () => {
          this.take(user);
          settled.abort();
          resolve();
        },
      };
      const timer = setTimeout(() => {
        settled.abort();
        reject(this.refusal(user));
      }, this.limits.waitMs);
      const onAbort = () => {
        settled.abort();
        reject(signal.reason);
      };
      settled.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.waiting.splice(this.waiting.indexOf(waiter), 1);
      });
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.push(waiter);
    });
  }

  private leave(user: string): void {
    this.running -= 1;
    const left = (this.perUser.get(user) ?? 1) - 1;
    if (left > 0) this.perUser.set(user, left);
    else this.perUser.delete(user);
    // Who waits for a slot of their own must not hold up the others behind them.
    for (const waiter of [...this.waiting]) {
      if (this.hasRoom(waiter.user)) waiter.enter();
    }
  }

  private refusal(user: string): TooManyQueriesError {
    const own = (this.perUser.get(user) ?? 0) >= this.limits.perUser;
    return new TooManyQueriesError(
      own
        ? `You have ${this.limits.perUser} queries running, which is the limit; try again when one of them has ended`
        : `The portal runs ${this.limits.global} queries, which is the limit; try again in a moment`,
    );
  }
}
