import { parseInstant } from '@internal/plugin-payrec-common';
import { DEFAULT_BANDS, PRIORITIES, bandOf, boostBy, raisePriority } from './priority';

const POLICY = { bands: DEFAULT_BANDS, hours: null };

it('TR-07: a higher hit on an open alert raises it, pulls the deadline and brings it up again', () => {
  expect(
    boostBy(
      { score: '0.71000', priority: 'MEDIUM', slaDueAt: parseInstant('2026-01-06T10:00:00Z') },
      { score: '0.96000', at: parseInstant('2026-01-05T12:00:00Z') },
      POLICY,
    ),
  ).toEqual({ priority: 'HIGH', slaDueAt: '2026-01-05T16:00:00.000Z', boost: 'new_evidence' });
});

test.each([
  // case                   held priority  due                      hit       priority   due
  ['fallen score', 'HIGH', '2026-01-05T13:00:00Z', '0.42', 'HIGH', '2026-01-05T13:00:00Z', null],
  ['due sooner already', 'HIGH', '2026-01-05T13:00:00Z', '0.97', 'HIGH', '2026-01-05T13:00:00Z', 'new_evidence'],
  ['critical', 'LOW', '2026-01-09T13:00:00Z', '0.99', 'CRITICAL', '2026-01-05T13:00:00.000Z', 'new_evidence'],
] as const)('%s', (_, priority, due, score, wanted, dueAt, boost) => {
  const held = { score: '0.91', priority, slaDueAt: parseInstant(due) };
  expect(boostBy(held, { score, at: parseInstant('2026-01-05T12:00:00Z') }, POLICY)).toEqual({
    priority: wanted,
    slaDueAt: dueAt,
    boost,
  });
});

test.each([
  ['0', 'LOW'],
  ['0.69999', 'LOW'],
  ['0.70000', 'MEDIUM'],
  ['0.9', 'HIGH'],
  ['1', 'CRITICAL'],
])('a score of %s is %s', (score, priority) => {
  expect(bandOf(score, DEFAULT_BANDS).priority).toBe(priority);
});

it('never falls, whatever comes', () => {
  for (const held of PRIORITIES) {
    for (const fresh of PRIORITIES) {
      const raised = raisePriority(held, fresh);
      expect(PRIORITIES.indexOf(raised)).toBe(Math.max(PRIORITIES.indexOf(held), PRIORITIES.indexOf(fresh)));
    }
  }
  expect(() => bandOf('0.1', DEFAULT_BANDS.slice(1))).toThrow('one must start at 0');
});
