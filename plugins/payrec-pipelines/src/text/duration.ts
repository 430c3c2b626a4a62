const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Seconds in words of at most two units: `47 min`, `1 h 19 min`, `3 d`, `17 s`. The sign is left out. */
export function durationText(seconds: number): string {
  const value = Math.round(Math.abs(seconds));
  if (value < 2 * MINUTE) return `${value}\u00a0s`;
  if (value < HOUR) return `${Math.round(value / MINUTE)}\u00a0min`;
  if (value < 2 * DAY) {
    const minutes = Math.round(value / MINUTE);
    const rest = minutes % 60;
    return `${Math.floor(minutes / 60)}\u00a0h${rest ? ` ${rest}\u00a0min` : ''}`;
  }
  return `${Math.floor(value / DAY)}\u00a0d`;
}

/** Whole minutes for a cell, at least one: `47`; above a day in days. */
export function shortMinutes(seconds: number): string {
  const minutes = Math.max(1, Math.round(Math.abs(seconds) / MINUTE));
  if (minutes < 100) return String(minutes);
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)}h`;
  return `${Math.round(minutes / (24 * 60))}d`;
}

/** `2026-11-19` for `dt=2026-11-19`, the text itself when it holds no day. */
export function dayOfPartition(partition: string | null | undefined): string | null {
  return partition ? /\d{4}-\d{2}-\d{2}/.exec(partition)?.[0] ?? null : null;
}

/** The last part of a path-like or dotted name: what people call a dataset. */
export function shortName(name: string): string {
  const trimmed = name.replace(/\/+$/, '');
  const tail = trimmed.slice(trimmed.lastIndexOf('/') + 1);
  return tail.slice(tail.lastIndexOf('.') + 1) || name;
}
