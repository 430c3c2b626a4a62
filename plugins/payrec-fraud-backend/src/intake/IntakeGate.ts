import { ServiceUnavailableError } from '@backstage/errors';

/** Lets so many transactions in at once and so many events wait; beyond that the sender has to come again. */
export class IntakeGate {
  private running = 0;
  private waitingEvents = 0;
  private readonly queue: Array<() => void> = [];

  constructor(private readonly limits: { readonly concurrencyMax: number; readonly waitingMax: number }) {}

  /** @throws ServiceUnavailableError at once when too many events wait already. */
  async pass<T>(events: number, work: () => Promise<T>): Promise<T> {
    if (this.running >= this.limits.concurrencyMax) {
      if (this.waitingEvents + events > this.limits.waitingMax) {
        throw new ServiceUnavailableError(
          `Intake is full: ${this.waitingEvents} events wait; send these again in a few seconds, nothing of them was kept`,
        );
      }
      this.waitingEvents += events;
      await new Promise<void>(resolve => this.queue.push(resolve));
      this.waitingEvents -= events;
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      // The place goes to the next in line, so `running` stays; it falls only when nobody waits.
      const next = this.queue.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
