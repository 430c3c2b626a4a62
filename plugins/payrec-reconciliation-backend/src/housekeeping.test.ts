import { readdir } from 'node:fs/promises';
import path from 'node:path';
import {
  addDays,
  instantFromEpochMs,
  instantToEpochMs,
  parseInstant,
  parseIsoDate,
} from '@internal/plugin-payrec-common';
import { adyenReport, mt940 } from './__testUtils__/sampleFiles';
import { createPlace, Place, startReconciliation, TestReconciliation } from './__testUtils__/startReconciliation';

jest.setTimeout(120_000);

const ACTOR = 'user:default/finn.operator';
const UNIT = 'ACC-ADYEN-EUR|EUR';
const DAY_MS = 86_400_000;

const report = adyenReport({
  merchantAccount: 'ExampleCom',
  currency: 'EUR',
  batch: '77',
  date: '2026-11-16',
  rows: [{ psp: '881000000001', reference: 'ORD-1', gross: 1_000n, commission: 10n }],
});
const bank = mt940({
  account: 'NL13TEST0123456789',
  currency: 'EUR',
  statementNo: '1/1',
  date: '2026-11-17',
  lines: [
    { amount: report.payout, text: 'EXAMPLECOM BATCH 77' },
    { amount: 4711n, reference: 'STRANGE', text: 'STRANGE CREDIT' },
  ],
});

describe('housekeeping', () => {
  let place: Place;
  let portal: TestReconciliation;
  let now = parseInstant('2026-11-18T08:00:00.000Z');
  const later = (days: number) => {
    now = instantFromEpochMs(instantToEpochMs(now) + days * DAY_MS);
  };

  beforeAll(async () => {
    place = await createPlace();
    portal = await startReconciliation(place, {
      now: () => now,
      config: {
        runAfterStatement: false,
        pollMilliseconds: 20,
        retention: { matchRunDays: 30, idempotencyKeyDays: 7 },
      },
    });
    portal.start();
    await portal.ingest('report.csv', report.text);
    await portal.ingest('bank.sta', bank);
    for (const key of ['first', 'second']) {
      await portal.runs.start({
        actor: ACTOR,
        units: [UNIT],
        idempotencyKey: `housekeeping-${key}`,
        asOfDate: addDays(parseIsoDate('2026-11-17'), key === 'first' ? 0 : 1),
      });
      await portal.settle();
    }
  });
  afterAll(async () => {
    await portal.close();
    await place.remove();
  });

  const matchRuns = async () => {
    const rows = await portal.system.withSession({ reason: 'test' }, session =>
      session.all(`SELECT run_id FROM final_index.match_members UNION SELECT run_id FROM final_index.match_breaks
                   UNION SELECT run_id FROM final_index.match_groups ORDER BY run_id`),
    );
    return rows.map(row => String(row.run_id));
  };
  const counted = async () => (await place.knex('recon_pointers').orderBy('unit')).map(row => row.match_run_id);

  test('keeps everything within the retention', async () => {
    const before = await matchRuns();
    expect(before).toHaveLength(2);
    later(6);
    expect(await portal.housekeeping.run()).toEqual({ matchRuns: [], idempotencyKeys: 0 });
    expect(await matchRuns()).toEqual(before);
  });

  test('removes the run that counts no more, its folders too, and keys past their life; what counts stays', async () => {
    const [pointer] = await counted();
    const [old] = (await matchRuns()).filter(run => run !== pointer);
    await place.knex('idempotency_keys').insert([
      {
        actor: ACTOR,
        key: 'past',
        operation: 'x',
        request_sha256: 'x',
        response: '{}',
        created_at: '2026-11-18T08:00:00Z',
      },
      {
        actor: ACTOR,
        key: 'fresh',
        operation: 'x',
        request_sha256: 'x',
        response: '{}',
        created_at: '2026-12-23T08:00:00Z',
      },
    ]);
    const runs = await place.knex('recon_runs').count();
    later(30);
    const { matchRuns: removed } = await portal.housekeeping.run();
    expect(removed).toEqual([old]);
    expect(await matchRuns()).toEqual([pointer]);
    expect(await readdir(path.join(place.root, 'match_breaks'))).toEqual([`run_id=${pointer}`]);
    const keys = (await place.knex('idempotency_keys').select('key')).map(row => row.key);
    expect(keys).toContain('fresh');
    expect(keys).not.toContain('past');
    // Figures of the run are evidence and stay.
    expect(await place.knex('recon_runs').count()).toEqual(runs);
  });

  test('never removes what a pointer names, however old, and says so by showing the break', async () => {
    later(1_000);
    expect(await portal.housekeeping.run()).toMatchObject({ matchRuns: [] });
    expect(await matchRuns()).toEqual(await counted());
    const [strange] = await portal.breaks.list({}, { sort: 'amount', limit: 10 });
    const detail = await portal.breakDetail.get(strange.id, { actor: ACTOR, scope: portal.scope });
    expect(detail.members).toHaveLength(1);
  });

  test('leaves a match run that our tables do not know to whoever wrote it', async () => {
    await portal.system.withSession({ reason: 'test' }, session =>
      session.replacePartition(
        'match_breaks',
        'SPARK-1-1',
        `SELECT * REPLACE ('SPARK-1-1' AS run_id) FROM final_index.match_breaks`,
      ),
    );
    later(1_000);
    expect((await portal.housekeeping.run()).matchRuns).toEqual([]);
    expect(await matchRuns()).toContain('SPARK-1-1');
  });
});
