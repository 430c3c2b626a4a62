import { ViewerJson } from '../api';

const NOBODY: readonly ViewerJson[] = [];

/**
 * Who else looks at the rows on screen. Looking is no event of the feed, so the marks come from the first answer and from
 * asking again for the rows that are drawn; a row says itself that it is.
 */
export class RowViewers {
  private readonly viewers = new Map<string, readonly ViewerJson[]>();
  private readonly rows = new Map<string, Set<() => void>>();

  /** Called by a row while it is drawn; `listener` runs when its viewers change. */
  watch(alertId: string, listener: () => void): () => void {
    const listeners = this.rows.get(alertId) ?? new Set();
    this.rows.set(alertId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.rows.delete(alertId);
    };
  }

  /** The same array until it changes. */
  of(alertId: string): readonly ViewerJson[] {
    return this.viewers.get(alertId) ?? NOBODY;
  }

  /** Rows on screen, at most `max`. */
  onScreen(max: number): string[] {
    return [...this.rows.keys()].slice(0, max);
  }

  /** What the first answer of the queue says of all its rows. */
  begin(alerts: readonly { alertId: string; viewers?: readonly ViewerJson[] }[]): void {
    const before = [...this.viewers.keys()];
    this.viewers.clear();
    for (const { alertId, viewers } of alerts) if (viewers?.length) this.viewers.set(alertId, viewers);
    for (const alertId of new Set([...before, ...this.viewers.keys()])) this.tell(alertId);
  }

  /** An answer about `asked`; whoever is not in it has no viewer. */
  put(asked: readonly string[], answer: readonly { alertId: string; viewers: readonly ViewerJson[] }[]): void {
    const found = new Map(answer.map(one => [one.alertId, one.viewers]));
    for (const alertId of asked) {
      const viewers = found.get(alertId) ?? NOBODY;
      if (sameViewers(this.of(alertId), viewers)) continue;
      if (viewers.length > 0) this.viewers.set(alertId, viewers);
      else this.viewers.delete(alertId);
      this.tell(alertId);
    }
  }

  private tell(alertId: string): void {
    this.rows.get(alertId)?.forEach(listener => listener());
  }
}

function sameViewers(a: readonly ViewerJson[], b: readonly ViewerJson[]): boolean {
  return a.length === b.length && a.every(({ actor }, index) => actor === b[index].actor);
}
