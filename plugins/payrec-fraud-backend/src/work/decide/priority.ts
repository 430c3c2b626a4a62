import { Instant } from '@internal/plugin-payrec-common';
import { WorkingHours, earlierDue, slaDueAt } from './sla';

/** Lowest first. */
export const PRIORITIES = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** From this score on (decimal text between 0 and 1), an alert has the priority and this time to be decided. */
export type PriorityBand = { readonly priority: Priority; readonly scoreFrom: string; readonly slaMinutes: number };

/** The bands the portal ships; `payrec.fraud.priorities` replaces them. */
export const DEFAULT_BANDS: readonly PriorityBand[] = [
  { priority: 'LOW', scoreFrom: '0', slaMinutes: 48 * 60 },
  { priority: 'MEDIUM', scoreFrom: '0.70', slaMinutes: 24 * 60 },
  { priority: 'HIGH', scoreFrom: '0.90', slaMinutes: 4 * 60 },
  { priority: 'CRITICAL', scoreFrom: '0.98', slaMinutes: 60 },
];

/** The band of a score: the highest whose floor it reaches. @throws RangeError when no band starts at 0. */
export function bandOf(score: string, bands: readonly PriorityBand[]): PriorityBand {
  const reached = bands
    .filter(band => Number(score) >= Number(band.scoreFrom))
    .sort((a, b) => Number(b.scoreFrom) - Number(a.scoreFrom));
  if (reached.length === 0) throw new RangeError(`No priority band takes the score ${score}; one must start at 0`);
  return reached[0];
}

/** The higher of the two: a priority never falls by itself. */
export function raisePriority(held: Priority, fresh: Priority): Priority {
  return PRIORITIES.indexOf(fresh) > PRIORITIES.indexOf(held) ? fresh : held;
}

/**
 * What a new hit does to an open alert: the priority may only rise, the deadline only move earlier, and the alert comes up
 * again whenever the hit adds evidence. A fallen score changes neither; the screen shows the fall.
 */
export function boostBy(
  held: { readonly score: string; readonly priority: Priority; readonly slaDueAt: Instant | null },
  hit: { readonly score: string; readonly at: Instant },
  policy: { readonly bands: readonly PriorityBand[]; readonly hours: WorkingHours | null },
): { priority: Priority; slaDueAt: Instant | null; boost: 'new_evidence' | null } {
  const band = bandOf(hit.score, policy.bands);
  const risen = Number(hit.score) > Number(held.score);
  return {
    priority: raisePriority(held.priority, band.priority),
    slaDueAt: earlierDue(held.slaDueAt, slaDueAt(hit.at, band.slaMinutes, policy.hours)),
    boost: risen ? 'new_evidence' : null,
  };
}
