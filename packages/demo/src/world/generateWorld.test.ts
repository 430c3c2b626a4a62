import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FINAL_INDEX_TABLES, parseIsoDate } from '@internal/plugin-payrec-common';
// The readers are what the files are written for.
// eslint-disable-next-line @backstage/no-mixed-plugin-imports
import { readStatements } from '@internal/plugin-payrec-reconciliation-backend/readers';
import { DUCKDB_TYPE } from './contractSelect';
import { generateWorld } from './generateWorld';
import { WorldSummary } from './options';
import { WorldDatabase } from './WorldDatabase';

const OPTIONS = { scale: 9_000, seed: 7, endDate: parseIsoDate('2026-11-24'), days: 30 };
// Matching writes its own tables, and the alerts of the demo come over HTTP instead of by the Streaming Index.
const WRITTEN = FINAL_INDEX_TABLES.filter(({ name }) => !name.startsWith('match_') && name !== 'streaming_alerts');

describe('generateWorld', () => {
  let root: string;
  let db: WorldDatabase;
  let world: WorldSummary;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'payrec-world-'));
    world = await generateWorld({ ...OPTIONS, root: join(root, 'a') });
    db = await WorldDatabase.open(join(root, '.read'));
    for (const { name } of WRITTEN) {
      await db.run(`CREATE VIEW ${name} AS SELECT * FROM read_parquet('${join(root, 'a/index', name)}/**/*.parquet',
        hive_partitioning = false)`);
    }
  }, 120_000);

  afterAll(async () => {
    await db.close();
    await rm(root, { recursive: true, force: true });
  });

  it('makes the same rows and files from the same seed, and others from another', async () => {
    const hashOf = async (folder: string) => {
      const parts = [];
      for (const { name } of WRITTEN) {
        const files = `read_parquet('${join(root, folder, 'index', name)}/**/*.parquet', hive_partitioning = false)`;
        parts.push(String((await db.all(`SELECT sum(hash(x)) AS h FROM ${files} x`))[0].h));
      }
      return parts;
    };
    const again = await generateWorld({ ...OPTIONS, root: join(root, 'b') });
    await generateWorld({ ...OPTIONS, seed: 8, root: join(root, 'c') });
    const [first, second, other] = [await hashOf('a'), await hashOf('b'), await hashOf('c')];
    expect(second).toEqual(first);
    expect(other).not.toEqual(first);
    expect(again).toEqual(world);
    const read = (folder: string) =>
      Promise.all(world.statementFiles.map(name => readFile(join(root, folder, 'statements', name), 'utf8')));
    expect(await read('b')).toEqual(await read('a'));
  }, 120_000);

  it.each(WRITTEN.map(table => [table.name, table] as const))(
    '%s has the columns, types, keys and required values of the contract',
    async (name, table) => {
      const columns = await db.all(`SELECT column_name AS name, column_type AS type FROM (DESCRIBE ${name})`);
      expect(columns).toEqual(
        table.columns.map(column => ({
          name: column.name,
          type: DUCKDB_TYPE[column.type].replace('TIMESTAMPTZ', 'TIMESTAMP WITH TIME ZONE'),
        })),
      );
      const key = table.key.join(', ');
      expect(await db.all(`SELECT ${key} FROM ${name} GROUP BY ${key} HAVING count(*) > 1 ORDER BY ${key}`)).toEqual(
        [],
      );
      const required = table.columns.filter(column => !column.nullable).map(column => `${column.name} IS NULL`);
      expect(await db.count(`SELECT count(*) FROM ${name} WHERE ${required.join(' OR ')}`)).toBe(0);
    },
  );

  it('adds up: payouts are the sum of their transactions, part by part and in total', async () => {
    const parts = `gross_minor + fees_minor + refunds_minor + chargebacks_minor + reserve_held_minor
      + reserve_released_minor + carried_in_minor + carried_out_minor`;
    expect(await db.count(`SELECT count(*) FROM payouts WHERE net_minor <> ${parts}`)).toBe(0);
    expect(
      await db.all(`SELECT p.payout_id FROM payouts p
        JOIN (SELECT account_id, settlement_batch_id, sum(expected_net_minor) AS net, min(business_date) AS first
              FROM transactions WHERE settlement_batch_id IS NOT NULL GROUP BY ALL) t
          ON t.settlement_batch_id = p.payout_id AND t.account_id = p.account_id
        WHERE t.net <> p.net_minor ORDER BY p.payout_id`),
    ).toEqual([]);
    expect(
      await db.count(`SELECT count(*) FROM transactions WHERE gross_minor + expected_fee_minor <> expected_net_minor`),
    ).toBe(0);
  });

  it('books on the statements what the lines say, and each opens where the one before closed', async () => {
    expect(
      await db.count(`SELECT count(*) FROM statements s LEFT JOIN (SELECT statement_id, sum(amount_minor) AS total
        FROM statement_lines GROUP BY ALL) l USING (statement_id)
        WHERE s.opening_minor + coalesce(l.total, 0) <> s.closing_minor`),
    ).toBe(0);
    expect(
      await db.count(`SELECT count(*) FROM (SELECT opening_minor, lag(closing_minor) OVER (PARTITION BY account_id
        ORDER BY business_date) AS before FROM statements) WHERE before <> opening_minor`),
    ).toBe(0);
  });

  it('writes files the readers of the portal understand, with the three sloppy ones it promises', async () => {
    const remarks: string[] = [];
    for (const name of world.statementFiles) {
      const statements = await readStatements(await readFile(join(root, 'a/statements', name)), { fileName: name });
      expect(statements).toHaveLength(1);
      const codes = statements[0].warnings.map(warning => warning.code);
      if (statements[0].foots === false || codes.length > 0) remarks.push(`${name} ${codes.join(' ')}`);
    }
    expect(remarks).toEqual([
      expect.stringMatching(/^gulf-settlement-.* impossible-date$/),
      expect.stringMatching(/^mizu-bank-/),
    ]);
    expect(world.lateFiles).toEqual([expect.stringMatching(/^sparbank-sud-.*\.bai2$/)]);
  }, 60_000);
});
