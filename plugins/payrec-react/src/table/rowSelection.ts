export type Selection = ReadonlySet<string>;

/** With or without one row. */
export function toggled(selection: Selection, id: string): Selection {
  const next = new Set(selection);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** All rows from one to the other, both included, in whichever order, added to the selection. */
export function withRange(selection: Selection, ids: readonly string[], from: number, to: number): Selection {
  const [low, high] = from < to ? [from, to] : [to, from];
  return new Set([...selection, ...ids.slice(low, high + 1)]);
}
