import { Readable } from 'node:stream';
import { Engine, TrinoEngine } from '@internal/plugin-payrec-node/system';
import { startTestTrino } from '@internal/plugin-payrec-testkit';
import { adyenReport, mt940 } from './__testUtils__/sampleFiles';
import { createPlace, startReconciliation, until } from './__testUtils__/startReconciliation';

// A statement costs a quarter of a second there on a quiet machine, and a run has a hundred and fifty.
const WAIT_MS = 600_000;
jest.setTimeout(900_000);

const CLEARED = ['transactions', 'statements', 'statement_lines', 'match_groups', 'match_members', 'match_breaks'];
const FINN = 'user:default/finn.operator';

const batch = (name: string, date: string, rows: number) =>
  adyenReport({
    merchantAccount: 'ExampleCom',
    currency: 'EUR',
    batch: name,
    date,
    rows: Array.from({ length: rows }, (_, at) => ({
      psp: `88100000${name}${100 + at}`,
      reference: `ORD-${name}-${at}`,
      gross: BigInt(1000 + at),
      commission: BigInt(10 + at),
    })),
  });
const PAID = batch('377', '2026-11-17', 25);
const SHORT = batch('380', '2026-11-17', 3);
const STRANGE_CREDIT = 4711n;
const BANK = mt940({
  account: 'NL13TEST0123456789',
  currency: 'EUR',
  statementNo: '214/1',
  date: '2026-11-17',
  lines: [
    { amount: PAID.payout, text: 'EXAMPLECOM BATCH 377' },
    { amount: SHORT.payout - 10n, text: 'EXAMPLECOM BATCH 380' },
    { amount: STRANGE_CREDIT, reference: 'STRANGE', text: 'STRANGE CREDIT' },
  ],
});

/** Files in, a run, its publication, and what people then read: with the engine given, or the embedded one. */
async function reconcile(engine?: Engine) {
  const place = await createPlace();
  const portal = await startReconciliation(place, {
    engine,
    waitMs: WAIT_MS,
    config: { debounceSeconds: 3600, leaseSeconds: 60 },
  });
  try {
    const files = [];
    for (const [name, text] of [
      ['paid.csv', PAID.text],
      ['short.csv', SHORT.text],
      ['bank.sta', BANK],
    ]) {
      files.push(await portal.statements.upload(Readable.from([Buffer.from(text)]), { actor: FINN, fileName: name }));
    }
    portal.start();
    const states = await Promise.all(
      files.map(({ id }) =>
        until(
          () => portal.statements.get(id),
          file => file.state === 'ingested' || file.state === 'rejected',
          WAIT_MS,
        ),
      ),
    );
    // One run over all files, however long the engine took to read them.
    await place.knex('recon_runs').update({ not_before: '2026-01-01T00:00:00Z' });
    const run = await portal.settle();
    const breaks = await portal.breaks.list({}, { sort: 'amount', limit: 10 });
    const short = breaks.find(one => one.breakClass === 'BATCH_AMOUNT');
    const detail = short && (await portal.breakDetail.get(short.id, { actor: FINN, scope: portal.scope }));
    const overview = await portal.overview.get({ days: 5, actor: FINN, scope: portal.scope });
    return {
      files: states.map(({ state, lineCount, rejectedReason }) => ({ state, lineCount, rejectedReason })),
      run: { state: run.state, error: run.error, units: run.units },
      breaks: breaks.map(({ id, breakClass, state, leftCount, rightCount, leftMinor, rightMinor }) => ({
        ...{ id, breakClass, state, leftCount, rightCount, leftMinor, rightMinor },
      })),
      members: detail?.members.length,
      totals: overview.totals,
    };
  } finally {
    await portal.close();
    await place.remove();
  }
}

describe('reconciliation on Trino', () => {
  let trino: Awaited<ReturnType<typeof startTestTrino>>;

  /** One server for all suites: what another left in the index is not ours to match, nor ours to leave. */
  const clearIndex = async () => {
    const engine = new TrinoEngine(trino.options);
    for (const table of CLEARED) {
      const sql = `DELETE FROM final_index.${table}`;
      // Its answer is one row, and a reader that has all it wants cancels: one row wanted would undo the deletion.
      await engine.read({ name: 'test.clear', sql, params: [], maxRows: 10, signal: AbortSignal.timeout(120_000) });
    }
    await engine.close();
  };

  beforeAll(async () => {
    trino = await startTestTrino();
    await clearIndex();
  }, 300_000);
  afterAll(async () => {
    await clearIndex();
    await trino?.stop();
  }, 300_000);

  test('intake, matching, proof, publication, breaks and overview are those of the embedded engine', async () => {
    const here = await reconcile();
    expect(here).toMatchObject({
      files: [{ state: 'ingested' }, { state: 'ingested' }, { state: 'ingested', lineCount: 3 }],
      run: {
        state: 'published',
        error: null,
        units: [{ state: 'published', proofMinor: '0', leftCount: 28, matchedLeft: 25, openLeft: 3, openRight: 2 }],
      },
      members: 4,
    });
    expect(here.breaks.map(one => one.breakClass)).toEqual(expect.arrayContaining(['BATCH_AMOUNT', 'MISSING_LEFT']));
    const there = await reconcile(new TrinoEngine(trino.options));
    expect(there).toEqual(here);
  });
});
