import { alertEvent } from '../__testUtils__/alertEvents';
import { parseEvent } from './parseEvent';

const NOW = '2026-01-05T12:00:00.000Z';
const { eventId: _, ...withoutId } = alertEvent();

test.each<[string, unknown, string]>([
  ['a text', 'x', 'The event is "x"; send a JSON object.'],
  ['a list', [1, 2], 'The event is a list of 2; send a JSON object.'],
  ['no id', withoutId, 'eventId is missing; send a text of 1 to 200 characters that no other event has.'],
  ['a score above 1', alertEvent({ score: 1.7 }), 'score is 1.7; send a probability from 0 to 1, such as 0.94.'],
  ['a score in percent', alertEvent({ score: '94%' }), 'score is "94%"; send a probability from 0 to 1, such as 0.94.'],
  [
    'a currency nobody has',
    { ...alertEvent(), amount: { minor: '1', currency: 'ZZZ' } },
    'amount.currency is "ZZZ"; send a code of ISO 4217, such as EUR.',
  ],
  [
    'an amount as number',
    { ...alertEvent(), amount: { minor: 64.5, currency: 'EUR' } },
    'amount.minor is 64.5; send whole minor units as text, such as "64000".',
  ],
  [
    'a country in words',
    alertEvent({ country: 'Germany' }),
    'country is a text of 7 characters; send two capital letters of ISO 3166, such as DE.',
  ],
  [
    'a reason in words',
    alertEvent({ reasons: [{ code: 'OK' }, { code: 'too much' }] }),
    'reasons[2].code is a text of 8 characters; send capital letters, digits and _, such as AMOUNT_UNUSUAL.',
  ],
  [
    'a long name',
    alertEvent({ merchantName: 'x'.repeat(201) }),
    'merchantName is a text of 201 characters; send at most 200 characters.',
  ],
  [
    'a number for a text',
    { ...alertEvent(), entities: { pan: 4111111111111111 } },
    'entities.pan is another number; send a text.',
  ],
  [
    'its own word for ours',
    (({ eventAt, ...rest }) => ({ ...rest, event_time: eventAt.replace('Z', '') }))(alertEvent({ eventAt: NOW })),
    'event_time is "2026-01-05T12:00:00.000"; send a time in UTC, such as 2026-01-05T11:59:00Z.',
  ],
  [
    'a day far ahead',
    alertEvent({ eventAt: '2026-01-06T12:00:00Z' }),
    'eventAt is "2026-01-06T12:00:00Z", 1440 min ahead of our clock; set the clock of the sender and try again.',
  ],
  [
    'a day that is none',
    alertEvent({ eventAt: '2026-13-45T12:00:00Z' }),
    'eventAt is "2026-13-45T12:00:00Z", which is on no calendar; send a time that exists.',
  ],
])('an event with %s goes to quarantine with a sentence', (__, payload, reason) => {
  expect(parseEvent(payload, Date.parse(NOW), 3_600_000)).toMatchObject({ kind: 'unusable', reason });
});

test('of many faults three are named and the others counted', () => {
  const parsed = parseEvent({ amount: 1, country: '', ruleHits: {} }, Date.parse(NOW), 3_600_000);
  expect(parsed).toMatchObject({ kind: 'unusable' });
  const { reason } = parsed as { reason: string };
  expect(reason).toMatch(/^eventId is missing; .* scoreVersion is missing; .* 4 more properties are wrong\.$/);
});

test.each([
  ['4111111111111111'],
  ['411111111'],
  ['Žofia'],
  ['Kovacova'],
  ['jose.nunez@example.com'],
  ['DE89370400440532013000'],
  ['+49 30 1234567'],
  ['203.0.113.77'],
])('%s in the place of another value is not quoted', value => {
  const mixedUp = {
    ...alertEvent(),
    ...{ score: value, country: value, businessDate: value, amount: { minor: value, currency: value } },
  };
  const one = (fields: object) => parseEvent({ ...alertEvent(), ...fields }, Date.parse(NOW), 3_600_000);
  const parsed = [
    parseEvent(mixedUp, Date.parse(NOW), 3_600_000),
    one({ eventAt: value }),
    one({ entities: { name: [value] } }),
  ];
  expect(parsed.map(({ kind }) => kind)).toEqual(['unusable', 'unusable', 'unusable']);
  expect(JSON.stringify(parsed)).not.toContain(value);
});
