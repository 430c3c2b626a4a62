import { mockCredentials } from '@backstage/backend-test-utils';
import { parseInstant } from '@internal/plugin-payrec-common';
import {
  SeededIndex,
  TestFinalIndex,
  createSeededIndex,
  createTestFinalIndex,
  tableRow,
  transactionRow,
} from '@internal/plugin-payrec-testkit';
import { TransactionState } from '@internal/plugin-payrec-reconciliation-common';
import { StoredReason } from '../store/alertRow';
import { TransactionStateReader } from './deps';
import { ANA, FLORA, TestWork, sightOf, startWork } from './__testUtils__/startWork';

jest.setTimeout(120_000);

let index: SeededIndex;
let opened: TestFinalIndex;
let work: TestWork;

const sale = (n: number, given = {}) =>
  transactionRow({
    txn_id: `T-${n}`,
    user_id: 'U1',
    merchant_id: 'M1',
    business_date: `2026-01-0${n}`,
    gross_minor: BigInt(n) * 1000n,
    ...given,
  });

beforeAll(async () => {
  index = await createSeededIndex({
    transactions: [
      sale(1),
      sale(3),
      sale(5, { settlement_batch_id: 'B-paid', expected_value_date: '2026-01-07' }),
      sale(6, { user_id: 'U2', settlement_batch_id: 'B-open' }),
      sale(4, { user_id: 'U9' }),
      sale(2, { type: 'refund', gross_minor: -500n }),
    ],
    payouts: [
      tableRow('payouts', { payout_id: 'B-paid', merchant_id: 'M1', business_date: '2026-01-06', bank_line_id: 'L-1' }),
      tableRow('payouts', { payout_id: 'B-open', merchant_id: 'M1', business_date: '2026-01-07' }),
    ],
  });
  opened = await createTestFinalIndex(index.root, { duckdb: { threads: 1 } });
});
afterAll(async () => {
  await opened.close();
  await index.remove();
});
beforeEach(async () => {
  work = await startWork({ finalIndex: opened.finalIndex });
});
afterEach(() => work.drop());

const CREDENTIALS = mockCredentials.user(ANA);
const RUN_AT = parseInstant('2026-01-08T04:10:00.000Z');
const says =
  (state: TransactionState['state'], breakId: string | null = null): TransactionStateReader =>
  async () => ({ state, breakId, runId: 'RUN-1', asOf: RUN_AT });
const page = async (
  alertId: string,
  given: { transactionState?: TransactionStateReader; maySeeReconciliation?: boolean } = {},
) => {
  const scope = await opened.finalIndex.scopeFor(CREDENTIALS);
  if (given.transactionState) Object.assign(work.deps, { transactionState: given.transactionState });
  return work.detail.get(alertId, {
    sight: sightOf(ANA, { scope }),
    mayTriage: true,
    mayApprove: false,
    maySeeReconciliation: given.maySeeReconciliation ?? false,
    signal: new AbortController().signal,
  });
};

it('shows the customer’s payments before and with this one, oldest first, and the transaction as settled and matched', async () => {
  await work.seed({ alert_id: 'A-1', txn_id: 'T-5' });
  const detail = await page('A-1', { transactionState: says('matched') });
  expect(detail.history.map(one => [one.txnId, one.amount.minor, one.isThis])).toEqual([
    ['T-1', '1000', false],
    ['T-3', '3000', false],
    ['T-5', '5000', true],
  ]);
  expect(detail.transaction).toMatchObject({
    txnId: 'T-5',
    businessDate: '2026-01-05',
    gross: { minor: '5000', currency: 'EUR' },
    reconciliation: { state: 'matched' },
    settlement: { batchId: 'B-paid', expectedValueDate: '2026-01-07' },
  });
  expect(detail.transactionUnavailable).toBeNull();
});

test.each<[string, string, TransactionStateReader, string, string | null]>([
  // transaction, reconciliation, answer,                    state,        break for who may see it
  ['T-6', 'an open break', says('open', 'BRK-1'), 'open', 'BRK-1'],
  ['T-6', 'a dispute', says('disputed', 'BRK-1'), 'disputed', 'BRK-1'],
  ['T-6', 'a batch that is not due', says('on-its-way', 'BRK-2'), 'on-its-way', 'BRK-2'],
  ['T-6', 'no row of it', says('unknown'), 'unknown', null],
  ['T-5', 'no row of it any more, and a bank line proves the batch', says('unknown'), 'matched', null],
  ['T-5', 'a break, whatever line the batch has', says('open', 'BRK-1'), 'open', 'BRK-1'],
])('of %s reconciliation has %s', async (txnId, _, transactionState, state, breakId) => {
  await work.seed({ alert_id: 'A-1', txn_id: txnId });
  const analyst = await page('A-1', { transactionState });
  expect(analyst.transaction?.reconciliation).toMatchObject({ state, breakId: null, runId: null, asOf: RUN_AT });
  const both = await page('A-1', { transactionState, maySeeReconciliation: true });
  expect(both.transaction?.reconciliation).toMatchObject({ state, breakId, runId: 'RUN-1' });
});

it('asks for this transaction in its unit, and only once the alert is allowed', async () => {
  const asked: unknown[] = [];
  const transactionState: TransactionStateReader = async transaction => {
    asked.push(transaction);
    return null;
  };
  await expect(page('A-none', { transactionState })).rejects.toThrow('A-none');
  expect(asked).toEqual([]);
  await work.seed({ alert_id: 'A-1', txn_id: 'T-6' });
  expect((await page('A-1', { transactionState })).transaction?.reconciliation).toEqual({
    state: 'unknown',
    runId: null,
    breakId: null,
    asOf: null,
    reason: 'reconciliation does not answer',
  });
  expect(asked).toEqual([{ txnId: 'T-6', reconUnit: expect.stringContaining('|') }]);
});

test.each([
  ['not merged yet', { txn_id: 'T-77' }, 'has not brought this transaction'],
  ['no transaction named', { txn_id: null }, 'named no transaction'],
])('says why there is no transaction: %s', async (_, row, text) => {
  await work.seed({ alert_id: 'A-1', ...row });
  const detail = await page('A-1');
  expect([detail.transaction, detail.transactionUnavailable]).toEqual([null, expect.stringContaining(text)]);
});

it('stays whole but for the index when that is down', async () => {
  const down = await startWork();
  await down.seed({ alert_id: 'A-1' });
  const detail = await down.detail.get('A-1', {
    sight: sightOf(ANA),
    mayTriage: true,
    mayApprove: false,
    maySeeReconciliation: false,
    signal: new AbortController().signal,
  });
  await down.drop();
  expect([detail.alertId, detail.history, detail.transaction]).toEqual(['A-1', [], null]);
  expect(detail.transactionUnavailable).toContain('does not answer');
});

it('says the reasons, what would have had to be otherwise, and how often each rule was right', async () => {
  const reason = (code: string, label: string, weight: number): StoredReason => ({
    code,
    label,
    weight,
    text: `${label} in words`,
    observed: null,
    baseline: null,
    n: 24,
    window: '60 d',
  });
  await work.seed(
    {
      alert_id: 'A-1',
      score: '0.93980',
      reasons: [
        reason('AMOUNT', 'Amount 3.9×', 0.75),
        reason('DEVICE', 'Device ×3', 0.62),
        reason('COUNTRY', 'New country', 0.28),
        reason('MERCHANT', 'Merchant', 0.12),
      ],
    },
    { alert_id: 'A-2' },
  );
  const claim = await work.claims.claim('A-2', { sight: sightOf(FLORA), expectedRowVersion: 1, isSupervisor: true });
  await work.decisions.dispose('A-2', 'CONFIRMED_FRAUD', {
    sight: sightOf(FLORA),
    fence: claim.fence,
    expectedRowVersion: claim.alert.rowVersion,
    reason: 'same device',
    idempotencyKey: 'key-000001',
  });
  const detail = await page('A-1');
  expect(detail.reasonsInWords.map(one => one.text)[0]).toBe('Amount 3.9× in words');
  expect(detail.counterfactual?.text).toBe(
    'Would not have alerted without Amount 3.9× (0.76). Not enough: Device ×3 alone (0.84), New country alone (0.92).',
  );
  expect(detail.ruleHits).toMatchObject([{ ruleId: 'R-114', precision: { hits: 1, n: 1, share: 1 } }]);
  expect(detail.decisionBlockedReason).toBe('Nobody holds alert A-1; claim it first');
});

it('tells the story of an alert in words', async () => {
  await work.seed({ alert_id: 'A-1', amount_minor: '70000' });
  const sight = sightOf(ANA);
  const claim = await work.claims.claim('A-1', { sight, expectedRowVersion: 1, isSupervisor: false });
  expect((await page('A-1')).decisionBlockedReason).toBeNull();
  await work.decisions.dispose('A-1', 'FALSE_POSITIVE', {
    sight,
    fence: claim.fence,
    expectedRowVersion: 2,
    reason: 'owner confirmed by phone',
    idempotencyKey: 'key-000001',
  });
  work.setNow(parseInstant('2026-01-05T15:00:00.000Z'));
  await work.clock.step();
  const detail = await page('A-1');
  expect(detail.timeline.map(one => one.text)).toEqual([
    'Alert with a score of 0.91000',
    'Claimed',
    'Decided as a false positive, waits for a second person: owner confirmed by phone',
    'Past its deadline of 2026-01-05T14:00:00.000Z',
  ]);
  expect(detail.approval).toMatchObject({ state: 'pending', blockedReason: 'You decided it; a second person signs' });
  expect(detail.needsSecondPerson).toBe(true);
});
