import { Instant, Transaction } from '@internal/plugin-payrec-common';
import { alertEventSchema } from '@internal/plugin-payrec-fraud-common';
import { alertFor, brokenEvent, rescored } from './fraudEvents';
import { seededRandom } from './random';

const payment = {
  txnId: 'T-1',
  merchantId: 'M0001',
  businessDate: '2026-03-29',
  country: 'DE',
  gross: { minor: '12999', currency: 'EUR' },
} as unknown as Transaction;
const at = '2026-03-30T12:00:00Z' as Instant;

test.each([1, 2, 3, 4, 5, 6, 7, 8])('an alert of the demo keeps the contract of the intake (seed %i)', seed => {
  const random = seededRandom(seed);
  const event = alertFor(payment, 'Kaffeehaus Nord', at, random);
  expect(alertEventSchema.safeParse(event).error).toBeUndefined();
  const again = rescored(event, at, random);
  expect(alertEventSchema.safeParse(again).error).toBeUndefined();
  expect([again.alertId, again.scoreVersion]).toEqual([event.alertId, 2]);
  expect(again.eventId).not.toBe(event.eventId);
});

it('sends at times what cannot be an alert', () => {
  expect(alertEventSchema.safeParse(brokenEvent(at)).success).toBe(false);
});
