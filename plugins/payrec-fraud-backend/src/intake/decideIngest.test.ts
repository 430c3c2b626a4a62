import { Instant } from '@internal/plugin-payrec-common';
import { AlertEvent, alertEventSchema } from '@internal/plugin-payrec-fraud-common';
import { alertEvent } from '../__testUtils__/alertEvents';
import { AlertRow } from '../store/alertRow';
import { DEFAULT_BANDS } from '../work/decide/priority';
import { IngestPolicy, decideIngest } from './decideIngest';
import { createTokeniser } from './tokens';

const NOW = '2026-01-05T12:00:00.000Z' as Instant;
const policy: IngestPolicy = {
  bands: DEFAULT_BANDS,
  hours: null,
  lateAfterMs: 300_000,
  skewToleranceMs: 5000,
  token: createTokeniser('test'),
};
const nothing = { byId: undefined, open: undefined, closed: undefined };
const event = (parts: Parameters<typeof alertEvent>[0] = {}): AlertEvent =>
  alertEventSchema.parse(alertEvent({ eventAt: NOW, ...parts }));

function created(parts: Parameters<typeof alertEvent>[0], row: Partial<AlertRow> = {}): AlertRow {
  const decision = decideIngest(event(parts), nothing, '2026-01-05T10:00:00.000Z' as Instant, policy);
  if (decision.kind !== 'create') throw new Error('expected a new alert');
  return { ...decision.row, ...row };
}

describe('a new hit on an open alert (TR-07)', () => {
  it('raises score and priority, draws the deadline nearer and brings the alert up again', () => {
    const open = created(
      { alertId: 'A-30', dedupeKey: 'k', score: '0.71000' },
      { sla_due_at: '2026-01-06T10:00:00.000Z' as Instant },
    );
    const hit = event({ alertId: 'A-31', dedupeKey: 'k', score: '0.96000', reasons: [{ code: 'VELOCITY' }] });
    expect(decideIngest(hit, { ...nothing, open }, NOW, policy)).toMatchObject({
      kind: 'update',
      change: 'hit',
      row: {
        alert_id: 'A-30',
        hit_count: 2,
        score: '0.96000',
        previous_score: '0.71000',
        priority: 'HIGH',
        sla_due_at: '2026-01-05T16:00:00.000Z',
        boost: 'new_evidence',
        row_version: 2,
        reasons: [{ code: 'AMOUNT_UNUSUAL' }, { code: 'VELOCITY', label: 'Velocity' }],
      },
    });
  });

  it('a weaker one counts and lowers nothing', () => {
    const open = created({ alertId: 'A-30', dedupeKey: 'k', score: 0.99 });
    const hit = event({ alertId: 'A-31', dedupeKey: 'k', score: 0.5 });
    expect(decideIngest(hit, { ...nothing, open }, NOW, policy)).toMatchObject({
      row: { hit_count: 2, score: '0.99000', priority: 'CRITICAL', sla_due_at: open.sla_due_at, previous_score: null },
    });
  });

  it('wakes a snoozed alert when it is stronger', () => {
    const open = created({ alertId: 'A-1', score: 0.8 }, { state: 'SNOOZED', snoozed_until: NOW });
    const decision = decideIngest(
      event({ alertId: 'A-2', dedupeKey: 'A-1', score: 0.95 }),
      { ...nothing, open },
      NOW,
      policy,
    );
    expect(decision).toMatchObject({ row: { state: 'NEW', snoozed_until: null } });
  });
});

describe('a score for an alert', () => {
  const held = created(
    { alertId: 'A-9', scoreVersion: 2, score: 0.91 },
    { state: 'IN_REVIEW', claimed_by: 'user:default/ana', lease_until: NOW },
  );
  test.each<[string, AlertRow, number, number, object]>([
    [
      'newer and lower: shown, priority and deadline stay (RT-07)',
      held,
      3,
      0.42,
      {
        kind: 'update',
        change: 'score',
        row: {
          score: '0.42000',
          previous_score: '0.91000',
          priority: 'HIGH',
          sla_due_at: held.sla_due_at,
          state: 'IN_REVIEW',
          claimed_by: 'user:default/ana',
          boost: null,
          score_version: 3,
          row_version: 2,
        },
      },
    ],
    [
      'newer and higher: more urgent',
      held,
      3,
      0.99,
      { kind: 'update', row: { priority: 'CRITICAL', sla_due_at: '2026-01-05T13:00:00.000Z', boost: 'new_evidence' } },
    ],
    ['older: history only', held, 1, 0.99, { kind: 'keep', alertId: 'A-9' }],
    ['the same version: history only', held, 2, 0.99, { kind: 'keep' }],
    ['newer, but closed: history only', { ...held, state: 'CLOSED' }, 3, 0.99, { kind: 'keep' }],
  ])('%s', (_, byId, scoreVersion, score, expected) => {
    expect(
      decideIngest(event({ alertId: 'A-9', scoreVersion, score }), { ...nothing, byId }, NOW, policy),
    ).toMatchObject(expected);
  });
});

it('a hit after the close opens a new alert linked to the old one', () => {
  const closed = created({ alertId: 'A-1', dedupeKey: 'k' }, { state: 'CLOSED', closed_at: NOW });
  expect(decideIngest(event({ alertId: 'A-2', dedupeKey: 'k' }), { ...nothing, closed }, NOW, policy)).toMatchObject({
    kind: 'create',
    row: { alert_id: 'A-2', previous_alert_id: 'A-1', state: 'NEW', row_version: 1 },
  });
});

test.each<[string, string, boolean, number]>([
  ['in time', '2026-01-05T11:59:00Z', false, 0],
  ['late', '2026-01-05T11:50:00Z', true, 0],
  ['a clock within tolerance', '2026-01-05T12:00:04Z', false, 0],
  ['a clock that goes wrong', '2026-01-05T12:00:30Z', false, 30_000],
])('times: %s', (_, eventAt, late, skewMs) => {
  expect(decideIngest(event({ eventAt }), nothing, NOW, policy)).toMatchObject({ row: { late, skew_ms: skewMs } });
});
