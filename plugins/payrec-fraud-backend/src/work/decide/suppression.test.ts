import { parseInstant } from '@internal/plugin-payrec-common';
import {
  SAMPLE_PER_TEN_THOUSAND,
  Suppression,
  SuppressibleAlert,
  compareDecimals,
  isSampled,
  judgeSuppression,
} from './suppression';

const NOW = parseInstant('2026-01-05T12:00:00Z');
const ONE: Suppression = {
  id: 'SUP-1',
  scope: { merchantId: 'M1', reasonCode: 'VELOCITY' },
  scoreCeiling: '0.90',
  startsAt: parseInstant('2026-01-01T00:00:00Z'),
  expiresAt: parseInstant('2026-01-10T00:00:00Z'),
  revokedAt: null,
  approvedBy: 'user:default/flora.supervisor',
};
const ALERT: SuppressibleAlert = {
  alertId: 'A-1',
  score: '0.89999',
  merchantId: 'M1',
  userToken: 'U1',
  cardToken: 'tok_1',
  deviceToken: null,
  reasonCodes: ['VELOCITY', 'NEW_DEVICE'],
  ruleIds: ['R-1'],
};

test.each<[string, Partial<Suppression>, Partial<SuppressibleAlert>, string]>([
  ['under the ceiling', {}, {}, 'hidden'],
  ['score at the ceiling', {}, { score: '0.90000' }, 'shown'],
  ['another merchant', {}, { merchantId: 'M2' }, 'shown'],
  ['another reason', {}, { reasonCodes: ['NEW_DEVICE'] }, 'shown'],
  ['an empty scope hides nothing', { scope: {} }, {}, 'shown'],
  ['nulls in the scope are no scope', { scope: { merchantId: null } }, {}, 'shown'],
  ['by rule', { scope: { ruleId: 'R-1' } }, {}, 'hidden'],
  ['by a device the alert has none of', { scope: { deviceToken: 'D' } }, {}, 'shown'],
  ['not confirmed', { approvedBy: null }, {}, 'shown'],
  ['revoked', { revokedAt: NOW }, {}, 'shown'],
  ['not begun', { startsAt: parseInstant('2026-01-05T12:00:01Z') }, {}, 'shown'],
  ['expired this moment', { expiresAt: NOW }, {}, 'shown'],
])('%s', (_, suppression, alert, kind) => {
  expect(judgeSuppression({ ...ALERT, ...alert }, [{ ...ONE, ...suppression }], NOW).kind).toBe(kind);
});

it('lets about one in fifty through, always the same ones', () => {
  const ids = Array.from({ length: 20_000 }, (_, at) => `A-${at}`);
  const sampled = ids.filter(id => isSampled('SUP-1', id));
  expect(sampled.length / ids.length).toBeGreaterThan((SAMPLE_PER_TEN_THOUSAND / 10_000) * 0.8);
  expect(sampled.length / ids.length).toBeLessThan((SAMPLE_PER_TEN_THOUSAND / 10_000) * 1.2);
  expect(judgeSuppression({ ...ALERT, alertId: sampled[0] }, [ONE], NOW)).toEqual({
    kind: 'sampled',
    suppressionId: 'SUP-1',
  });
});

it('is spoken for by the first of several, in any order', () => {
  const two = { ...ONE, id: 'SUP-2', scope: { merchantId: 'M1' } };
  for (const list of [
    [ONE, two],
    [two, ONE],
  ]) {
    expect(judgeSuppression(ALERT, list, NOW)).toEqual({ kind: 'hidden', suppressionId: 'SUP-1' });
  }
});

test.each([
  ['0.9', '0.90000', 0],
  ['0.90001', '0.9', 1],
  ['0.1', '0.10000000000000000001', -1],
  ['1', '0.99999', 1],
  ['0', '0.0', 0],
])('%s against %s: %d', (a, b, sign) => {
  expect(compareDecimals(a, b)).toBe(sign);
});
