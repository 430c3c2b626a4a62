import { AlertJson, AlertSort } from '@internal/plugin-payrec-fraud-common';

/** Sorts behind every instant. */
const NEVER = '~';

/** The order of the queue, the same as the server's; total, so that two readings never differ. */
export function compareAlerts(sort: AlertSort): (a: AlertJson, b: AlertJson) => number {
  const text = (a: string, b: string) => Number(a > b) - Number(a < b);
  const byId = (a: AlertJson, b: AlertJson) => text(a.alertId, b.alertId);
  // Scores are decimal texts between 0 and 1, so they compare as text once they have the same length.
  if (sort === 'score') return (a, b) => text(b.score.padEnd(7, '0'), a.score.padEnd(7, '0')) || byId(a, b);
  if (sort === 'received') return (a, b) => text(b.receivedAt, a.receivedAt) || byId(a, b);
  return (a, b) => text(a.slaDueAt ?? NEVER, b.slaDueAt ?? NEVER) || byId(a, b);
}
