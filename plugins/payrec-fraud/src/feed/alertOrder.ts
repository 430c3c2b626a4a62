import { AlertJson, AlertPriority, AlertSort } from '@internal/plugin-payrec-fraud-common';

const RANK: Record<AlertPriority, number> = { CRITICAL: 0, HIGH: 1, MEDIUM: 2, LOW: 3 };
/** Sorts behind every instant. */
const NEVER = '~';

/** The order of the queue, the same as the server's; total, so that two readings never differ. */
export function compareAlerts(sort: AlertSort): (a: AlertJson, b: AlertJson) => number {
  const text = (a: string, b: string) => Number(a > b) - Number(a < b);
  const byId = (a: AlertJson, b: AlertJson) => text(a.alertId, b.alertId);
  // Scores are decimal texts between 0 and 1, so they compare as text once they have the same length.
  const byScore = (a: AlertJson, b: AlertJson) => text(b.score.padEnd(7, '0'), a.score.padEnd(7, '0'));
  if (sort === 'score') return (a, b) => byScore(a, b) || byId(a, b);
  if (sort === 'received') return (a, b) => text(b.receivedAt, a.receivedAt) || byId(a, b);
  return (a, b) =>
    text(a.slaDueAt ?? NEVER, b.slaDueAt ?? NEVER) ||
    RANK[a.priority] - RANK[b.priority] ||
    byScore(a, b) ||
    byId(a, b);
}
