import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseIsoDate } from '@internal/plugin-payrec-common';
import { adyenReport, mt940 } from './__testUtils__/sampleFiles';
import { Place, TestReconciliation, createPlace, startReconciliation } from './__testUtils__/startReconciliation';

jest.setTimeout(120_000);

const IBAN = 'NL13TEST0123456789';
const REPORT = adyenReport({
  merchantAccount: 'ExampleCom',
  currency: 'EUR',
  batch: '380',
  date: '2026-11-17',
  rows: Array.from({ length: 40 }, (_, at) => ({
    psp: `881000000000${1000 + at}`,
    reference: `ORD-${at}`,
    gross: BigInt(1000 + at * 37),
    commission: BigInt(10 + at),
  })),
  batchFee: 4500n,
});
const bankLine = (amount: bigint) =>
  mt940({
    account: IBAN,
    currency: 'EUR',
    statementNo: '214/1',
    date: '2026-11-18',
    lines: [{ amount, text: '/TRTP/SEPA OVERBOEKING/REMI/TX4512 EXAMPLECOM BATCH 380' }],
  });

const UNIT = 'ACC-ADYEN-EUR|EUR';
const txnOf = ({ members }: { members: ReadonlyArray<{ side: string; rowId: string }> }) =>
  members.find(one => one.side === 'L')!.rowId;

describe('from files to a decision', () => {
  let place: Place;
  let portal: TestReconciliation;

  beforeEach(async () => {
    place = await createPlace();
    portal = await startReconciliation(place);
    portal.start();
  });
  afterEach(async () => {
    await portal.close();
    await place.remove();
  });

  test('a batch that adds up to its bank line clears, and its fees explain the rest', async () => {
    const report = await portal.ingest('settlement.csv', REPORT.text);
    expect(report).toMatchObject({ state: 'ingested', lineCount: 41, duplicateLineCount: 0 });
    const bank = await portal.ingest('abn.sta', bankLine(REPORT.payout));
    expect(bank).toMatchObject({ state: 'ingested', lineCount: 1, format: 'mt940' });
    const run = await portal.settle();
    expect(run.units).toEqual([
      expect.objectContaining({
        state: 'published',
        leftCount: 41,
        rightCount: 1,
        matchedLeft: 41,
        groups: 1,
        openLeft: 0,
        proofMinor: '0',
        expectedMinor: REPORT.gross.toString(),
        receivedMinor: REPORT.net.toString(),
        explainedMinor: (REPORT.gross - REPORT.net).toString(),
        unexplainedMinor: '0',
      }),
    ]);
    const [found] = await portal.breaks.list({ breakClass: ['EXPLAINED'] }, { sort: 'age', limit: 10 });
    const detail = await portal.breakDetail.get(found.id, { actor: 'user:default/finn.operator', scope: portal.scope });
    expect(detail.headline).toBe('Batch 380 came in short by its fees. All of it is explained.');
    expect(detail.break.difference.minor).toBe((REPORT.net - REPORT.gross).toString());
    expect(detail.amountChain[detail.amountChain.length - 1]).toMatchObject({
      label: 'Unexplained',
      amount: { minor: '0' },
    });
    expect(detail.members).toHaveLength(42);
    expect(await portal.transactionState.get({ txnId: txnOf(detail), unit: UNIT }, {})).toEqual({
      state: 'matched',
      breakId: null,
      runId: run.id,
      asOf: expect.any(String),
    });
    expect(detail.members.map(member => member.businessDate)).toEqual([
      '2026-11-18',
      ...Array.from({ length: 41 }, () => '2026-11-17'),
    ]);
    const overview = await portal.overview.get({ days: 5, actor: 'user:default/finn.operator', scope: portal.scope });
    expect(overview.totals).toEqual([
      expect.objectContaining({ currency: 'EUR', unexplained: { minor: '0', currency: 'EUR' }, openBreaks: 0 }),
    ]);
  });

  test('ten cents short: nothing clears, and every row of the batch says so', async () => {
    await portal.ingest('settlement.csv', REPORT.text);
    await portal.ingest('abn.sta', bankLine(REPORT.payout - 10n));
    const run = await portal.settle();
    expect(run.units[0]).toMatchObject({ state: 'published', groups: 0, openLeft: 41, openRight: 1, proofMinor: '0' });
    const breaks = await portal.breaks.list({}, { sort: 'age', limit: 10 });
    expect(breaks).toEqual([
      expect.objectContaining({
        breakClass: 'BATCH_AMOUNT',
        leftCount: 41,
        rightCount: 1,
        leftReference: 'batch 380',
        differenceMinor: (REPORT.net - REPORT.gross - 10n).toString(),
        explainedMinor: (REPORT.net - REPORT.gross).toString(),
      }),
    ]);
    const finn = { actor: 'user:default/finn.operator', scope: portal.scope };
    const txnId = txnOf(await portal.breakDetail.get(breaks[0].id, finn));
    const stateOf = async (txn: string, unit = UNIT) => {
      const { state, breakId } = await portal.transactionState.get({ txnId: txn, unit }, {});
      return [state, breakId];
    };
    expect(await stateOf(txnId)).toEqual(['open', breaks[0].id]);
    await portal.breakService.decide('dispute', breaks[0].id, {
      ...finn,
      version: breaks[0].version,
      reason: 'the provider owes it',
      party: 'provider',
      idempotencyKey: 'dispute-of-380',
    });
    expect(await stateOf(txnId)).toEqual(['disputed', breaks[0].id]);
    expect(await stateOf('T-nobody')).toEqual(['unknown', null]);
    expect(await stateOf(txnId, 'ACC-USD|USD')).toEqual(['unknown', null]);
  });

  test('what has left the window stands as the last run that had it says', async () => {
    const runAsOf = async (asOfDate: string) => {
      await portal.runs.start({
        actor: 'user:default/finn.operator',
        units: [UNIT],
        asOfDate: parseIsoDate(asOfDate),
        idempotencyKey: `as-of-${asOfDate}`,
      });
      return portal.settle();
    };
    const stateOf = (txnId: string) => portal.transactionState.get({ txnId, unit: UNIT }, {});
    await portal.ingest('settlement.csv', REPORT.text);
    await portal.ingest('abn.sta', bankLine(REPORT.payout));
    await portal.settle();
    const last = await runAsOf('2026-11-30');
    const [found] = await portal.breaks.list({ breakClass: ['EXPLAINED'] }, { sort: 'age', limit: 10 });
    const detail = await portal.breakDetail.get(found.id, { actor: 'user:default/finn.operator', scope: portal.scope });
    const much = await runAsOf('2027-06-01');
    expect(much.units[0]).toMatchObject({ state: 'published', leftCount: 0 });
    const { runId, ...state } = await stateOf(txnOf(detail));
    expect(state).toEqual({ state: 'matched', breakId: null, asOf: expect.any(String) });
    expect(runId).toBe(last.id);
    expect(await stateOf('T-nobody')).toMatchObject({ state: 'unknown', runId: much.id });
  });

  test('a batch that is not due yet is on its way', async () => {
    await portal.ingest('settlement.csv', REPORT.text);
    await portal.settle();
    const [found] = await portal.breaks.list({ breakClass: ['TIMING'] }, { sort: 'age', limit: 10 });
    const detail = await portal.breakDetail.get(found.id, { actor: 'user:default/finn.operator', scope: portal.scope });
    expect(await portal.transactionState.get({ txnId: txnOf(detail), unit: UNIT }, {})).toMatchObject({
      state: 'on-its-way',
      breakId: found.id,
    });
  });

  const sample = path.resolve(__dirname, '../../../../shared/samples/adyen/oca-settlement_detail_report_batch_380.csv');
  (existsSync(sample) ? test : test.skip)(
    'the real batch 380 (skipped where ../shared/samples is absent)',
    async () => {
      const csv = await readFile(sample, 'utf8');
      const statement = (amount: bigint) =>
        mt940({
          account: '4471000002',
          currency: 'USD',
          statementNo: '3/1',
          date: '2021-01-08',
          lines: [{ amount, text: 'TX635094301XT BATCH 380 YOURCOMPANY_ACCOUNT' }],
        });
      await portal.ingest('batch_380.csv', csv);
      await portal.ingest('bank.sta', statement(5_530_807n));
      const run = await portal.settle();
      expect(run.units[0]).toMatchObject({
        leftCount: 227,
        matchedLeft: 227,
        groups: 1,
        proofMinor: '0',
        explainedMinor: '42773',
        unexplainedMinor: '0',
      });
      const [found] = await portal.breaks.list({ breakClass: ['EXPLAINED'] }, { sort: 'age', limit: 10 });
      expect(found.differenceMinor).toBe('-42773');
    },
  );
});
