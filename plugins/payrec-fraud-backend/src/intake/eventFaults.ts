import { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Faults named one by one; the others are counted. */
const FAULTS_NAMED = 3;
/** Only times, plain numbers and codes of up to three letters are quoted. */
const QUOTABLE = [
  /^\d{4}-\d{2}-\d{2}([T ][\d:.]{0,20}(Z|[+-]\d{2}:?\d{2})?)?$/,
  /^[+-]?\d{1,8}([.,]\d{1,12})?%?$/,
  /^[A-Za-z]{1,3}$/,
];

const INSTANT = 'a time in UTC, such as 2026-01-05T11:59:00Z';
const COUNTRY = 'two capital letters of ISO 3166, such as DE';
/** What to send instead, per property; list positions left out. Others are told by their limits. */
const REMEDIES: Readonly<Record<string, string>> = {
  eventId: 'a text of 1 to 200 characters that no other event has',
  scoreVersion: 'a whole number from 1, greater with each new score of an alert',
  score: 'a probability from 0 to 1, such as 0.94',
  threshold: 'a number from 0 to 1',
  eventAt: INSTANT,
  recoverableUntil: INSTANT,
  amount: 'minor units and currency, such as {"minor": "64000", "currency": "EUR"}',
  'amount.minor': 'whole minor units as text, such as "64000"',
  'amount.currency': 'a code of ISO 4217, such as EUR',
  businessDate: 'a day of the calendar, such as 2026-01-05',
  country: COUNTRY,
  counterCountry: COUNTRY,
  reasons: 'a list of at most 40 reasons',
  'reasons.code': 'capital letters, digits and _, such as AMOUNT_UNUSUAL',
  'reasons.weight': 'a number from 0 to 1',
  'reasons.n': 'a whole number from 0',
  ruleHits: 'a list of at most 100 rule hits',
  'ruleHits.ruleId': 'a text of 1 to 100 characters',
  entities: 'an object of texts, such as {"userId": "U-1"}',
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  array: 'a list',
  object: 'an object',
};

/**
 * Why an event is none, in sentences that name property, value and remedy. Read by everybody who sees the quarantine,
 * whatever their mask level: a value is quoted only when its form leaves no room for a name, a card or an address, since a
 * sender that mixes its columns up puts them anywhere.
 * @param sentAs names the sender used for our properties.
 */
export function faultSentences(
  issues: readonly Issue[],
  event: unknown,
  sentAs: ReadonlyMap<string, string> = new Map(),
): string {
  const sentences = issues.slice(0, FAULTS_NAMED).map(issue => {
    const [first, ...rest] = issue.path;
    const place = [sentAs.get(String(first)) ?? first, ...rest].map(part =>
      typeof part === 'number' ? `[${part + 1}]` : `.${String(part)}`,
    );
    const name = place.join('').slice(1);
    return `${name} ${wrong(valueAt(event, issue.path))}; send ${remedy(issue)}.`;
  });
  const others = issues.length - sentences.length;
  if (others > 0) sentences.push(others === 1 ? 'One more property is wrong.' : `${others} more properties are wrong.`);
  return sentences.join(' ');
}

/** What is wrong with a value, as the middle of a sentence: `is 1.7`, `is missing`, `is a text of 12 characters`. */
export function wrong(value: unknown): string {
  if (value === undefined) return 'is missing';
  if (value === null || typeof value === 'boolean') return `is ${value}`;
  if (Array.isArray(value)) return `is a list of ${value.length}`;
  if (typeof value === 'object') return 'is an object';
  const text = String(value);
  if (text === '') return 'is an empty text';
  if (QUOTABLE.some(form => form.test(text))) return typeof value === 'number' ? `is ${text}` : `is "${text}"`;
  return typeof value === 'number' ? 'is another number' : `is a text of ${text.length} characters`;
}

function remedy(issue: Issue): string {
  const known = REMEDIES[issue.path.filter(part => typeof part !== 'number').join('.')];
  if (known) return known;
  if (issue.code === 'too_big') return `at most ${issue.maximum}${unitOf(issue.origin)}`;
  if (issue.code === 'too_small') return `at least ${issue.minimum}${unitOf(issue.origin)}`;
  if (issue.code === 'invalid_type') return TYPES[issue.expected] ?? 'what the contract says';
  return 'what the contract says';
}

function unitOf(origin: string): string {
  if (origin === 'string') return ' characters';
  return origin === 'array' ? ' entries' : '';
}

function valueAt(event: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[part] : undefined,
    event,
  );
}
