import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { finalIndexTable, Table } from '@internal/plugin-payrec-common';
import { columnTypeSql } from '@internal/plugin-payrec-node/system';

export type References = 'unique' | 'repeated';

/** How many groups of each pass, and how many breaks, the generated rows must give. */
export type KnownTruth = { readonly rows: number; readonly expected: ReadonlyMap<string, number> };

/*
 * The mix by hundredths: 60 equal references, 15 written differently, 10 with amount and date only, 10 inside payouts of
 * 20, 3 paid net of a fee, 2 missing. Threes of neighbours share everything but the id, so that with `repeated`, where they
 * share the reference too, no key is unique. Line S<n> pays transaction T<n>.
 */
const KINDS = `CASE WHEN share < 60 THEN 'exact' WHEN share < 75 THEN 'written' WHEN share < 85 THEN 'amount'
  WHEN share < 95 THEN 'batch' WHEN share < 98 THEN 'fee' ELSE 'missing' END`;

/** Writes `transactions` and `statement_lines` as Parquet below `root` and says what matching must find. */
export async function writeBenchIndex(root: string, left: number, references: References): Promise<KnownTruth> {
  const instance = await DuckDBInstance.create(':memory:');
  const db = await instance.connect();
  try {
    const reference = references === 'unique' ? 'n' : 'three';
    await db.run('SET preserve_insertion_order = false');
    await db.run(
      `CREATE TABLE mix AS SELECT *, ${KINDS} AS kind,
         CASE WHEN ${KINDS} = 'amount' THEN 100000000 + ${reference} ELSE 100 + hash(three) % 5000000 END AS gross,
         DATE '2026-03-01' + CAST(hash(three, 'day') % 28 AS INTEGER) AS day
       FROM (SELECT n, n // 3 AS three, (n // 3) % 100 AS share, n // 300 AS block FROM range(CAST(? AS BIGINT)) t(n)) numbered`,
      [BigInt(left)],
    );
    await db.run(
      `CREATE TABLE rows AS SELECT lpad(CAST(n AS VARCHAR), 10, '0') AS id, three, block, kind, day, CAST(gross AS BIGINT) AS gross,
         CAST(CASE WHEN kind IN ('batch', 'fee') THEN gross - gross // 50 - 1 ELSE gross END AS BIGINT) AS net,
         CASE WHEN kind = 'amount' THEN NULL ELSE 'ORD-' || CAST(${reference} AS VARCHAR) || '-X' END AS ref,
         CASE WHEN kind = 'batch' THEN 'PO' || block || '-' || (n % 3) // 2 END AS batch,
         'ACC' || CAST(block % 4 AS VARCHAR) AS account
       FROM mix`,
    );
    await writeTable(db, root, finalIndexTable('transactions'), 'FROM rows', {
      txn_id: `'T' || id`,
      merchant_id: `'M' || CAST(block % 300 AS VARCHAR)`,
      account_id: 'account',
      recon_unit: `account || '|EUR'`,
      reference: 'ref',
      type: `'sale'`,
      gross_minor: 'gross',
      expected_fee_minor: 'net - gross',
      expected_net_minor: 'net',
      status: `'settled'`,
      business_date: 'day',
      value_date: 'day',
      settlement_batch_id: 'batch',
    });
    const lines = `FROM (
        SELECT 'S' || id AS line_id, account, CASE WHEN kind = 'fee' THEN net ELSE gross END AS amount,
          CASE WHEN kind = 'written' THEN lower(replace(ref, '-', ' ')) ELSE ref END AS ref, NULL AS batch,
          day + 1 + CAST(hash(three, 'lag') % 3 AS INTEGER) AS paid
        FROM rows WHERE kind NOT IN ('batch', 'missing')
        UNION ALL
        SELECT 'S-' || batch, any_value(account), CAST(sum(net) AS BIGINT), NULL, batch, max(day) + 2
        FROM rows WHERE kind = 'batch' GROUP BY batch) line`;
    await writeTable(db, root, finalIndexTable('statement_lines'), lines, {
      line_id: 'line_id',
      statement_id: `'ST1'`,
      ordinal: '1',
      account_id: 'account',
      recon_unit: `account || '|EUR'`,
      amount_minor: 'amount',
      value_date: 'paid',
      business_date: 'paid',
      reference: 'ref',
      batch_ref: 'batch',
      reversal: 'false',
      status: `'BOOK'`,
    });
    const reader = await db.runAndReadAll(
      `SELECT CASE kind WHEN 'fee' THEN 'P1_EXACT_REF' WHEN 'exact' THEN 'P1_EXACT_REF' WHEN 'written' THEN 'P2_NORM_REF'
         WHEN 'amount' THEN 'P4_AMOUNT_DATE' WHEN 'batch' THEN 'P3_BATCH' ELSE 'break' END AS result,
         CASE WHEN kind = 'batch' THEN count(DISTINCT batch) ELSE count(*) END FROM rows GROUP BY 1, kind`,
    );
    const expected = new Map<string, number>();
    for (const [result, count] of reader.getRows()) {
      expected.set(String(result), (expected.get(String(result)) ?? 0) + Number(count));
    }
    const lineCount = (await db.runAndReadAll(`SELECT count(*) ${lines}`)).getRows()[0][0];
    return { rows: left + Number(lineCount), expected };
  } finally {
    db.closeSync();
    instance.closeSync();
  }
}

async function writeTable(
  db: Awaited<ReturnType<DuckDBInstance['connect']>>,
  root: string,
  table: Table,
  from: string,
  values: Readonly<Record<string, string>>,
) {
  const common: Record<string, string> = {
    currency: `'EUR'`,
    currency_exponent: '2',
    source_system: `'bench'`,
    ingested_at: `TIMESTAMPTZ '2026-04-01 00:00:00Z'`,
    pipeline_run_id: `'bench'`,
    contract_version: '1',
  };
  const columns = table.columns.map(({ name, type }) => {
    const value = values[name] ?? common[name] ?? 'NULL';
    return `CAST(${value} AS ${columnTypeSql('duckdb', type)}) AS "${name}"`;
  });
  const folder = join(root, table.name);
  await mkdir(folder, { recursive: true });
  await db.run(
    `COPY (SELECT ${columns.join(', ')} ${from}) TO '${folder.replaceAll("'", "''")}'
     (FORMAT parquet, PARTITION_BY (business_date), WRITE_PARTITION_COLUMNS true, OVERWRITE_OR_IGNORE true)`,
  );
}
