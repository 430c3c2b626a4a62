import createKnex, { Knex } from 'knex';
import { adyenReport, mt940 } from './__testUtils__/sampleFiles';
import { createPlace, Place, startReconciliation, TestReconciliation } from './__testUtils__/startReconciliation';

jest.setTimeout(120_000);

const FILES = 8;
const ACTOR = 'user:default/finn.operator';
const UNITS = ['ACC-ADYEN-EUR|EUR', 'ACC-USD|USD'];

const report = (batch: number) =>
  adyenReport({
    merchantAccount: batch % 2 ? 'ExampleCom' : 'YOURCOMPANY_ACCOUNT',
    currency: batch % 2 ? 'EUR' : 'USD',
    batch: `${batch}`,
    date: '2026-11-16',
    rows: [1, 2, 3].map(at => ({
      psp: `8810${batch}00${at}`,
      reference: `ORD-${batch}-${at}`,
      gross: BigInt(batch * 1000 + at),
      commission: 5n,
    })),
  });

/** Every change of state or owner of a run, as the database saw it. */
const LOG_TAKES = `
  CREATE TABLE run_log (at timestamptz NOT NULL DEFAULT clock_timestamp(), run_id text, state text, owner text, attempts int);
  CREATE FUNCTION log_run() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO run_log (run_id, state, owner, attempts) VALUES (NEW.id, NEW.state, NEW.lease_owner, NEW.attempts);
    RETURN NEW;
  END $$;
  CREATE TRIGGER log_run AFTER UPDATE OF state, attempts ON recon_runs FOR EACH ROW EXECUTE FUNCTION log_run();
  CREATE TABLE unit_log (at timestamptz NOT NULL DEFAULT clock_timestamp(), run_id text, unit text, state text);
  CREATE FUNCTION log_unit() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.state <> OLD.state THEN INSERT INTO unit_log (run_id, unit, state) VALUES (NEW.run_id, NEW.unit, NEW.state); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER log_unit AFTER UPDATE ON recon_run_units FOR EACH ROW EXECUTE FUNCTION log_unit();`;

describe('two replicas over one database and one index', () => {
  let place: Place;
  let knexes: Knex[];
  let replicas: TestReconciliation[];

  beforeEach(async () => {
    place = await createPlace();
    await place.knex.raw(LOG_TAKES);
    knexes = [0, 1].map(() => createKnex({ client: 'pg', connection: place.connection, pool: { min: 0, max: 5 } }));
    replicas = await Promise.all(
      knexes.map((knex, at) =>
        startReconciliation({ root: place.root, knex }, { owner: `replica-${at}`, config: { pollMilliseconds: 20 } }),
      ),
    );
  });
  afterEach(async () => {
    await Promise.all(replicas.map(replica => replica.close()));
    await Promise.all(knexes.map(knex => knex.destroy()));
    await place.remove();
  });

  test('no run is done twice, and no two runs of one unit at the same time', async () => {
    for (const replica of replicas) replica.start();
    const reports = Array.from({ length: FILES }, (_, at) => report(at + 1));
    await Promise.all(reports.map(({ text }, at) => replicas[at % 2].ingest(`report-${at}.csv`, text)));
    const bank = mt940({
      account: 'NL13TEST0123456789',
      currency: 'EUR',
      statementNo: '1/1',
      date: '2026-11-17',
      lines: reports.flatMap(({ payout }, at) =>
        at % 2 ? [] : [{ amount: payout, text: `EXAMPLECOM BATCH ${at + 1}` }],
      ),
    });
    await replicas[0].ingest('bank.sta', bank);
    // The same wishes at both, and one each for the same unit; a key names one run wherever it arrives.
    const asked = await Promise.all(
      Array.from({ length: 6 }, (_, at) =>
        Promise.all(
          replicas.map(replica =>
            replica.runs.start({ actor: ACTOR, units: [UNITS[at % 2]], idempotencyKey: `same-${at}` }),
          ),
        ),
      ),
    );
    for (const [one, other] of asked) expect(one.id).toBe(other.id);
    await replicas[0].settle();

    const runs = await replicas[1].runs.list({ limit: 50 });
    expect(runs.map(run => [run.state, run.error])).toEqual(runs.map(() => ['published', null]));
    const units = await place.knex('unit_log').select('at', 'run_id', 'unit', 'state');
    expect(units).toHaveLength(new Set(units.map(each => `${each.run_id} ${each.unit}`)).size);
    expect(units.every(each => each.state === 'published')).toBe(true);

    const log = await place.knex('run_log').orderBy('at');
    expect(log.every(each => each.attempts === 1)).toBe(true);
    // A unit is taken when its run is, and free again when it is published.
    const spans = units.map(each => {
      const mine = log.filter(entry => entry.run_id === each.run_id);
      expect(mine.map(entry => entry.state)).toEqual(['running', 'published']);
      return { unit: each.unit, run: each.run_id, from: mine[0].at, to: each.at };
    });
    const overlaps = spans.flatMap((a, at) =>
      spans.slice(at + 1).filter(b => a.unit === b.unit && a.from < b.to && b.from < a.to),
    );
    expect(overlaps).toEqual([]);

    const first = runs.find(run => run.units.some(each => each.unit === UNITS[0]))!;
    expect(first.units.find(each => each.unit === UNITS[0])).toMatchObject({
      leftCount: (FILES / 2) * 3,
      matchedLeft: (FILES / 2) * 3,
      rightCount: FILES / 2,
      unexplainedMinor: '0',
    });
  });
});
