import { ServiceUnavailableError } from '@backstage/errors';

/** Under a stream each write waits that long for company: one commit for all of it. What comes alone does not. */
const GATHER_MS = 5;
/** The stream is over when nothing was written for that long. */
const STREAM_MS = 20;

type Waiting<T, R> = {
  readonly items: readonly T[];
  readonly bytes: number;
  resolve(results: R[]): void;
  reject(error: unknown): void;
};

/**
 * One commit for many senders: what comes while a write is under way waits, and then goes together. That is what makes a
 * thousand events a second possible from senders of one event each. A sender is answered after the commit of its group.
 */
export class GroupCommit<T, R = void> {
  private readonly queue: Waiting<T, R>[] = [];
  private waitingItems = 0;
  private waitingBytes = 0;
  private running = 0;
  private wroteAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly options: {
      /** Writes at once; more than one keeps the others going while one waits for a lock. */
      readonly concurrencyMax: number;
      /** Items of one write; a sender with more than that is a group of its own. */
      readonly groupMax: number;
      /** Items, and bytes of them, that may wait while all writes are busy. */
      readonly waitingMax: number;
      readonly waitingBytesMax?: number;
      /** All or nothing; one result for each item, in their order. */
      readonly write: (items: readonly T[]) => Promise<readonly R[]>;
    },
  ) {}

  /**
   * One result for each item once all of them are committed.
   * @param bytes - what the items take while they wait; counted only where a limit is set.
   * @throws ServiceUnavailableError at once when too much waits already, with nothing kept; whatever `write` throws.
   */
  put(items: readonly T[], bytes = 0): Promise<R[]> {
    if (this.isFull(items.length, bytes)) {
      const error = new ServiceUnavailableError(
        `Intake is full: ${this.waitingItems} events wait; send these again in a few seconds, nothing of them was kept`,
      );
      return Promise.reject(error);
    }
    return new Promise((resolve, reject) => {
      this.queue.push({ items, bytes, resolve, reject });
      this.waitingItems += items.length;
      this.waitingBytes += bytes;
      // After the requests of this turn of the loop, so that they go together.
      if (this.running < this.options.concurrencyMax) setImmediate(() => this.run());
    });
  }

  /** Whether `put` would refuse so much now. */
  isFull(items: number, bytes = 0): boolean {
    const { concurrencyMax, waitingMax, waitingBytesMax = Number.POSITIVE_INFINITY } = this.options;
    if (this.running < concurrencyMax && this.queue.length === 0) return false;
    return this.waitingItems + items > waitingMax || this.waitingBytes + bytes > waitingBytesMax;
  }

  private async run(): Promise<void> {
    if (this.running >= this.options.concurrencyMax) return;
    this.running += 1;
    while (this.queue.length > 0) {
      if (this.waitingItems < this.options.groupMax && performance.now() - this.wroteAtMs < STREAM_MS) {
        await new Promise(resolve => setTimeout(resolve, GATHER_MS));
      }
      const group = this.nextGroup();
      if (group.length > 0) await this.writeGroup(group);
    }
    this.running -= 1;
  }

  private async writeGroup(group: ReadonlyArray<Waiting<T, R>>): Promise<void> {
    try {
      const results = await this.options.write(group.flatMap(one => one.items));
      this.wroteAtMs = performance.now();
      let from = 0;
      for (const { items, resolve } of group) {
        resolve(results.slice(from, from + items.length));
        from += items.length;
      }
    } catch (error) {
      group.forEach(one => one.reject(error));
    }
  }

  private nextGroup(): Waiting<T, R>[] {
    let size = 0;
    let count = 0;
    for (const { items } of this.queue) {
      if (count > 0 && size + items.length > this.options.groupMax) break;
      size += items.length;
      count += 1;
    }
    const group = this.queue.splice(0, count);
    this.waitingItems -= size;
    this.waitingBytes -= group.reduce((sum, one) => sum + one.bytes, 0);
    return group;
  }
}
