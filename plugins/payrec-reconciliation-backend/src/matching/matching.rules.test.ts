import { MatchingEngine, openMatchingEngine } from './__testUtils__/matchingEngine';
import { caseDifferences, CaseResult, MatchingCase } from './cases/matchingCases';

type Left = MatchingCase['left'][number];
type Right = MatchingCase['right'][number];
type Row = { ref?: string; net?: number; day?: number; batch?: string; ccy?: string; month?: number };

const date = ({ day = 2, month = 3 }: Row) => `2026-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
const txn = (txn_id: string, amount: number | string, row: Row = {}): Left => ({
  txn_id,
  amount,
  net: row.net,
  ref: row.ref,
  ccy: row.ccy ?? 'EUR',
  vdate: date(row),
  batch_id: row.batch,
});
const line = (line_id: string, amount: number | string, row: Row = {}): Right => ({
  line_id,
  amount,
  ref: row.ref,
  ccy: row.ccy ?? 'EUR',
  vdate: date(row),
  batch_id: row.batch,
});
const group = (pass: string, left: string[], right: string[], residual = 0, fee = 0) => ({
  pass,
  left,
  right,
  residual,
  fee_explained: fee,
  unexplained: residual + fee,
});
const open = (text: string) => {
  const [side, id, type] = text.split(' ');
  return { side, id, type };
};

type Rule = {
  readonly left: Left[];
  readonly right: Right[];
  readonly groups?: CaseResult['groups'];
  /** `side id class`. */
  readonly open?: string[];
  readonly decisions?: Array<Record<string, unknown>>;
  readonly config?: Record<string, unknown>;
  readonly fx?: unknown;
  readonly asOf?: string;
};

const X = { ref: 'ORD-1' };
const never = (txn_id: string, line_id: string) => ({
  decision_id: `${txn_id}${line_id}`,
  action: 'NEVER',
  txn_id,
  line_id,
});

const rules: Record<string, Rule> = {
  // One transaction, one line
  'two lines never take one transaction': {
    left: [txn('T1', 500)],
    right: [line('S1', 500), line('S2', 500)],
    groups: [group('P4_AMOUNT_DATE', ['T1'], ['S1'])],
    open: ['R S2 MISSING_LEFT'],
  },
  'a line booked twice under its reference is a duplicate': {
    left: [txn('T1', 500, X)],
    right: [line('S1', 500, X), line('S2', 500, X)],
    groups: [group('P1_EXACT_REF', ['T1'], ['S1'])],
    open: ['R S2 DUPLICATE'],
  },
  'of five equal transactions and two lines the two earliest are paid': {
    left: [5, 4, 3, 2, 1].map(day => txn(`T${day}`, 700, { ...X, day })),
    right: [line('S1', 700, { ...X, day: 6 }), line('S2', 700, { ...X, day: 6 })],
    groups: [group('P1_EXACT_REF', ['T1'], ['S1']), group('P1_EXACT_REF', ['T2'], ['S2'])],
    open: ['L T3 DUPLICATE', 'L T4 DUPLICATE', 'L T5 DUPLICATE'],
  },
  'an empty reference equals nothing': {
    left: [txn('T1', 100, { ref: '' })],
    right: [line('S1', 100, { ref: '', day: 20 })],
    open: ['L T1 MISSING_RIGHT', 'R S1 MISSING_LEFT'],
  },
  'a normalised reference of three characters is no key': {
    left: [txn('T1', 100, { ref: 'A-12' })],
    right: [line('S1', 100, { ref: 'a 12', day: 20 })],
    open: ['L T1 MISSING_RIGHT', 'R S1 MISSING_LEFT'],
  },
  'amounts past 2^53 agree to the minor unit or not at all': {
    left: [txn('T1', '9007199254740993', { ref: 'BIG-1' }), txn('T2', '9007199254740995', { ref: 'BIG-2' })],
    right: [line('S1', '9007199254740993', { ref: 'BIG-1' }), line('S2', '9007199254740994', { ref: 'BIG-2' })],
    groups: [group('P1_EXACT_REF', ['T1'], ['S1'])],
    open: ['L T2 AMOUNT', 'R S2 AMOUNT'],
  },
  // Fees
  'a line of the expected net matches and the fee explains the residual': {
    left: [txn('T1', 10000, { ...X, net: 9680 })],
    right: [line('S1', 9680, X)],
    groups: [group('P1_EXACT_REF', ['T1'], ['S1'], -320, 320)],
  },
  'a line of the gross leaves nothing to explain although a fee was expected': {
    left: [txn('T1', 10000, { ...X, net: 9680 })],
    right: [line('S1', 10000, X)],
    groups: [group('P1_EXACT_REF', ['T1'], ['S1'])],
  },
  'a normalised reference matches the net as well': {
    left: [txn('T1', 10000, { ref: 'INV-77', net: 9680 })],
    right: [line('S1', 9680, { ref: 'inv77' })],
    groups: [group('P2_NORM_REF', ['T1'], ['S1'], -320, 320)],
  },
  'half the money is no fee': {
    left: [txn('T1', 10000, { ...X, net: 9680 })],
    right: [line('S1', 5000, X)],
    open: ['L T1 AMOUNT', 'R S1 AMOUNT'],
  },
  // Dates
  'equal references 31 days apart are one payment, 32 days are not': {
    left: [txn('T1', 100, { ref: 'ORD-A' }), txn('T2', 100, { ref: 'ORD-B' })],
    right: [line('S1', 100, { ref: 'ORD-A', month: 4, day: 2 }), line('S2', 100, { ref: 'ORD-B', month: 4, day: 3 })],
    groups: [group('P1_EXACT_REF', ['T1'], ['S1'])],
    open: ['L T2 DATE_WINDOW', 'R S2 DATE_WINDOW'],
  },
  'the key window is a setting': {
    left: [txn('T1', 100, X)],
    right: [line('S1', 100, { ...X, day: 10 })],
    config: { key_window_days: 7 },
    open: ['L T1 DATE_WINDOW', 'R S1 DATE_WINDOW'],
  },
  'without a reference five days late matches, six do not': {
    left: [txn('T1', 100), txn('T2', 300)],
    right: [line('S1', 100, { day: 7 }), line('S2', 300, { day: 8 })],
    groups: [group('P4_AMOUNT_DATE', ['T1'], ['S1'])],
    open: ['L T2 MISSING_RIGHT', 'R S2 MISSING_LEFT'],
  },
  'one day early matches, two do not': {
    left: [txn('T1', 100, { day: 5 }), txn('T2', 300, { day: 5 })],
    right: [line('S1', 100, { day: 4 }), line('S2', 300, { day: 3 })],
    groups: [group('P4_AMOUNT_DATE', ['T1'], ['S1'])],
    open: ['L T2 MISSING_RIGHT', 'R S2 MISSING_LEFT'],
  },
  'a day later is tried before a day earlier': {
    left: [txn('T1', 100, { day: 5 }), txn('T2', 100, { day: 20 })],
    right: [line('S1', 100, { day: 4 }), line('S2', 100, { day: 6 })],
    groups: [group('P4_AMOUNT_DATE', ['T1'], ['S2'])],
    open: ['L T2 MISSING_RIGHT', 'R S1 MISSING_LEFT'],
  },
  'a payment is on its way up to the due lag and missing the day after': {
    asOf: '2026-03-08',
    left: [txn('T1', 100, { day: 3 }), txn('T2', 300, { day: 2 })],
    right: [],
    open: ['L T1 TIMING', 'L T2 MISSING_RIGHT'],
  },
  'zero amounts without a reference say nothing': {
    left: [txn('T1', 0)],
    right: [line('S1', 0)],
    open: ['L T1 ZERO_AMOUNT', 'R S1 ZERO_AMOUNT'],
  },
  // Batches
  'a batch is paid in one line, net of fees': {
    left: [txn('T1', 100, { batch: 'PO1', net: 97 }), txn('T2', 200, { batch: 'PO1', net: 194 })],
    right: [line('S1', 291, { batch: 'PO1' })],
    groups: [group('P3_BATCH', ['T1', 'T2'], ['S1'], -9, 9)],
  },
  'a batch is paid in several lines': {
    left: [txn('T1', 100, { batch: 'PO1' }), txn('T2', 200, { batch: 'PO1' })],
    right: [line('S1', 250, { batch: 'PO1' }), line('S2', 50, { batch: 'PO1', day: 9 })],
    groups: [group('P3_BATCH', ['T1', 'T2'], ['S1', 'S2'])],
  },
  'a short batch forms no group and every row says so': {
    left: [txn('T1', 100, { batch: 'PO1' }), txn('T2', 200, { batch: 'PO1' })],
    right: [line('S1', 290, { batch: 'PO1' })],
    open: ['L T1 BATCH_AMOUNT', 'L T2 BATCH_AMOUNT', 'R S1 BATCH_AMOUNT'],
  },
  'a batch member is never matched singly': {
    left: [txn('T1', 100, { ...X, batch: 'PO1' })],
    right: [line('S1', 100, X)],
    open: ['L T1 MISSING_RIGHT', 'R S1 MISSING_LEFT'],
  },
  'a batch that nets to nothing closes without a line': {
    left: [txn('T1', 100, { batch: 'PO1' }), txn('T2', -100, { batch: 'PO1' })],
    right: [],
    groups: [group('P3_ZERO_BATCH', ['T1', 'T2'], [])],
  },
  'but not when a line names it': {
    left: [txn('T1', 100, { batch: 'PO1' }), txn('T2', -100, { batch: 'PO1' })],
    right: [line('S1', 5, { batch: 'PO1' })],
    open: ['L T1 BATCH_AMOUNT', 'L T2 BATCH_AMOUNT', 'R S1 BATCH_AMOUNT'],
  },
  '60 USD and 40 EUR never match 100 USD': {
    left: [txn('T1', 6000, { batch: 'PO1', ccy: 'USD' }), txn('T2', 4000, { batch: 'PO1', ccy: 'EUR' })],
    right: [line('S1', 10000, { batch: 'PO1', ccy: 'USD' })],
    open: ['L T1 BATCH_AMOUNT', 'L T2 MISSING_RIGHT', 'R S1 BATCH_AMOUNT'],
  },
  'one transaction is paid in two lines of its reference': {
    left: [txn('T1', 1000, X)],
    right: [line('S1', 600, X), line('S2', 400, { ref: 'ord 1', day: 4 })],
    groups: [group('P3_SPLIT', ['T1'], ['S1', 'S2'])],
  },
  'a booking and its reversal close each other': {
    left: [],
    right: [line('S1', 600, X), line('S2', -600, { ...X, day: 4 })],
    groups: [group('P3_CONTRA', [], ['S1', 'S2'])],
  },
  'not while a transaction of the reference is open': {
    left: [txn('T1', 900, X)],
    right: [line('S1', 600, X), line('S2', -600, { ...X, day: 4 })],
    open: ['L T1 AMOUNT', 'R S1 AMOUNT', 'R S2 AMOUNT'],
  },
  // Tolerance
  'the absolute tolerance holds to the minor unit': {
    config: { tol_abs: 5 },
    left: [txn('T1', 1000, { ref: 'ORD-A' }), txn('T2', 1000, { ref: 'ORD-B' })],
    right: [line('S1', 1005, { ref: 'ORD-A' }), line('S2', 1006, { ref: 'ORD-B' })],
    groups: [group('P5_TOLERANCE', ['T1'], ['S1'], 5)],
    open: ['L T2 AMOUNT', 'R S2 AMOUNT'],
  },
  '50 basis points of 92.15 are 0.46, and 0.47 is too much': {
    config: { tol_bps: 50 },
    left: [txn('T1', 9215, X)],
    right: [line('S1', 9168, X)],
    open: ['L T1 AMOUNT', 'R S1 AMOUNT'],
  },
  'tolerance needs equal references unless told otherwise': {
    config: { tol_abs: 5 },
    left: [txn('T1', 1000)],
    right: [line('S1', 1001)],
    open: ['L T1 MISSING_RIGHT', 'R S1 MISSING_LEFT'],
  },
  'tolerance reaches across a power of ten': {
    config: { tol_bps: 100, tol_requires_ref: false },
    left: [txn('T1', 10005), txn('T2', 99950)],
    right: [line('S1', 9990), line('S2', 100100)],
    groups: [group('P5_TOLERANCE', ['T1'], ['S1'], -15), group('P5_TOLERANCE', ['T2'], ['S2'], 150)],
  },
  'tolerance counts from the expected net': {
    config: { tol_abs: 5 },
    left: [txn('T1', 10000, { ...X, net: 9680 })],
    right: [line('S1', 9677, X)],
    groups: [group('P5_TOLERANCE', ['T1'], ['S1'], -323, 320)],
  },
  'a debit is within tolerance of no credit': {
    config: { tol_abs: 5 },
    left: [txn('T1', 2, X)],
    right: [line('S1', -2, X)],
    open: ['L T1 SIGN', 'R S1 SIGN'],
  },
  // Currencies
  'a converted amount within tolerance is called FX, by either direction of the rate': {
    fx: [{ from: 'USD', to: 'EUR', rate: '0.92' }],
    left: [txn('T1', 10000, { ccy: 'USD' }), txn('T2', 50000, { ccy: 'EUR' })],
    right: [line('S1', 9215), line('S2', 54300, { ccy: 'USD' })],
    open: ['L T1 FX', 'L T2 FX', 'R S1 FX', 'R S2 FX'],
  },
  'a converted amount beyond it is not': {
    fx: [{ from: 'USD', to: 'EUR', rate: '0.92' }],
    left: [txn('T1', 10000, { ccy: 'USD' })],
    right: [line('S1', 9100)],
    open: ['L T1 MISSING_RIGHT', 'R S1 MISSING_LEFT'],
  },
  'conversion knows that the yen has no decimals': {
    fx: { 'EUR/JPY': '160' },
    left: [txn('T1', 10000)],
    right: [line('S1', 16000, { ccy: 'JPY' })],
    open: ['L T1 FX', 'R S1 FX'],
  },
  // Decisions
  'an approved short payment is a group with an unexplained rest': {
    left: [txn('T1', 10000, { ...X, net: 9680 })],
    right: [line('S1', 9650, X)],
    decisions: [{ decision_id: 'D1', action: 'MATCH', txn_id: 'T1', line_id: 'S1' }],
    groups: [group('P0_DECISION', ['T1'], ['S1'], -350, 320)],
  },
  'a decision holds rows of many against many, named one by one': {
    left: [txn('T1', 100), txn('T2', 50)],
    right: [line('S1', 75), line('S2', 70)],
    decisions: [
      { decision_id: 'D1', action: 'MATCH', txn_id: 'T1', line_id: 'S1' },
      { decision_id: 'D1', action: 'MATCH', txn_id: 'T2' },
      { decision_id: 'D1', action: 'MATCH', line_id: 'S2' },
    ],
    groups: [group('P0_DECISION', ['T1', 'T2'], ['S1', 'S2'], -5)],
  },
  'excluded rows leave both sides': {
    left: [txn('T1', 100, X), txn('T2', 30)],
    right: [line('S1', 100, X)],
    decisions: [{ decision_id: 'D1', action: 'EXCLUDE', txn_id: 'T1' }],
    open: ['L T2 MISSING_RIGHT', 'R S1 MISSING_LEFT'],
  },
  'of two decisions that share a row the earlier counts': {
    left: [txn('T1', 100), txn('T2', 100)],
    right: [line('S1', 90)],
    decisions: [
      { decision_id: 'D2', seq: 2, action: 'MATCH', txn_id: 'T2', line_id: 'S1' },
      { decision_id: 'D1', seq: 1, action: 'MATCH', txn_id: 'T1', line_id: 'S1' },
    ],
    groups: [group('P0_DECISION', ['T1'], ['S1'], -10)],
    open: ['L T2 MISSING_RIGHT'],
  },
  'a decision about a row that is gone is not half kept': {
    left: [txn('T1', 100, X)],
    right: [line('S1', 100, X)],
    decisions: [{ decision_id: 'D1', action: 'MATCH', left: ['T1', 'T9'], right: ['S1'] }],
    groups: [group('P1_EXACT_REF', ['T1'], ['S1'])],
  },
  'a NEVER lets the rows go elsewhere': {
    left: [txn('T1', 600, X)],
    right: [line('S1', 600, X), line('S2', 600, { day: 3 })],
    decisions: [never('T1', 'S1')],
    groups: [group('P4_AMOUNT_DATE', ['T1'], ['S2'])],
    open: ['R S1 REJECTED'],
  },
  'a NEVER inside a batch keeps the batch open': {
    left: [txn('T1', 100, { batch: 'PO1' }), txn('T2', 200, { batch: 'PO1' })],
    right: [line('S1', 300, { batch: 'PO1' })],
    decisions: [never('T1', 'S1')],
    open: ['L T1 REJECTED', 'L T2 REJECTED', 'R S1 REJECTED'],
  },
  'a NEVER inside a split keeps the split open': {
    left: [txn('T1', 1000, X)],
    right: [line('S1', 600, X), line('S2', 400, X)],
    decisions: [never('T1', 'S2')],
    open: ['L T1 REJECTED', 'R S1 REJECTED', 'R S2 REJECTED'],
  },
  'a NEVER stands against a later MATCH of the pair': {
    left: [txn('T1', 600)],
    right: [line('S1', 600)],
    decisions: [never('T1', 'S1'), { decision_id: 'D2', seq: 2, action: 'MATCH', txn_id: 'T1', line_id: 'S1' }],
    open: ['L T1 REJECTED', 'R S1 REJECTED'],
  },
  // Settings differ by unit in the same statements; each rule above is a unit of the one run below.
  'lags are a setting of the unit': {
    config: { lag_min: 0, lag_max: 0 },
    left: [txn('T1', 100), txn('T2', 300)],
    right: [line('S1', 100), line('S2', 300, { day: 3 })],
    groups: [group('P4_AMOUNT_DATE', ['T1'], ['S1'])],
    open: ['L T2 MISSING_RIGHT', 'R S2 MISSING_LEFT'],
  },
};

describe('the rules of matching', () => {
  const cases: MatchingCase[] = Object.values(rules).map((rule, index) => ({
    id: `R${index}`,
    as_of: rule.asOf ?? '2026-04-30',
    ...rule,
  }));
  let engine: MatchingEngine;
  let run: Awaited<ReturnType<MatchingEngine['run']>>;
  beforeAll(async () => {
    engine = await openMatchingEngine(2);
    run = await engine.run(cases);
  }, 30_000);
  afterAll(() => engine.close());

  test.each(Object.entries(rules).map(([name, rule], index) => [name, rule, index] as const))(
    '%s',
    (_, rule, index) => {
      const expected = { groups: rule.groups ?? [], breaks: (rule.open ?? []).map(open) };
      expect(caseDifferences(expected, run.byCase.get(`R${index}`)!)).toEqual([]);
    },
  );

  test('decisions that cannot be kept are reported with the reason', () => {
    expect(run.result.ignored.map(({ reason }) => reason).sort()).toEqual([
      'MEMBER_ABSENT',
      'NEVER_PAIR',
      'SHARES_ROW',
    ]);
  });
});
