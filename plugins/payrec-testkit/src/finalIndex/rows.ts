import { createHash } from 'node:crypto';
import {
  Column,
  FINAL_INDEX_TABLES,
  Table,
  currencyExponent,
  finalIndexTable,
  isCurrency,
} from '@internal/plugin-payrec-common';

/** A row by column name: text for everything exact, bigint or safe integer for whole numbers, lists of text. */
export type TestRow = Record<string, string | bigint | number | boolean | null | readonly string[]>;

const DAY = '2026-03-30';

const BY_TYPE: Record<Column['type'], TestRow[string]> = {
  text: '',
  bigint: 0n,
  integer: 0,
  boolean: false,
  date: DAY,
  timestamp: `${DAY}T12:00:00.000Z`,
  decimal: '1',
  'text[]': [],
};

const LINEAGE: TestRow = {
  source_system: 'test',
  source_file: 'test.csv',
  source_file_sha256: createHash('sha256').update('test.csv').digest('hex'),
  source_line_no: 1,
  pipeline_run_id: 'test-run',
  contract_version: 1,
};

/**
 * A complete row of a table of the contract: required columns get a harmless value, nullable ones null, and what is given
 * wins. `recon_unit` and `currency_exponent` follow from account and currency unless given.
 * @throws TypeError for a column the table does not have: a typo would else test nothing.
 */
export function tableRow(tableName: string, given: TestRow = {}, defaults: TestRow = {}): TestRow {
  const table = finalIndexTable(tableName);
  const names = new Set(table.columns.map(column => column.name));
  for (const name of Object.keys(given)) {
    if (!names.has(name)) throw new TypeError(`Table ${tableName} has no column "${name}"`);
  }
  const row: TestRow = {};
  for (const column of table.columns) {
    row[column.name] = column.nullable ? null : BY_TYPE[column.type];
    if (column.name in LINEAGE) row[column.name] = LINEAGE[column.name];
  }
  Object.assign(row, names.has('currency') && { currency: 'EUR' }, defaults, given);
  if (names.has('currency_exponent') && given.currency_exponent === undefined) {
    const currency = String(row.currency);
    row.currency_exponent = isCurrency(currency) ? currencyExponent(currency) : 2;
  }
  if (names.has('recon_unit') && given.recon_unit === undefined && names.has('account_id')) {
    row.recon_unit = `${row.account_id}|${row.currency}`;
  }
  return row;
}

/** A settled card sale of 100.00 EUR expected on account `acc-1`. `value_date` and instants follow `business_date`. */
export function transactionRow(given: TestRow = {}): TestRow {
  const day = String(given.business_date ?? DAY);
  const gross = BigInt(String(given.gross_minor ?? 10_000n));
  const fee = BigInt(String(given.expected_fee_minor ?? 0n));
  const id = String(given.txn_id ?? 'txn-1');
  return tableRow('transactions', given, {
    txn_id: id,
    merchant_id: 'merchant-a',
    account_id: 'acc-1',
    reference: `REF-${id}`,
    psp: 'adyen',
    type: 'sale',
    gross_minor: gross,
    expected_fee_minor: fee,
    expected_net_minor: gross + fee,
    status: 'settled',
    event_at: `${day}T10:00:00.000Z`,
    captured_at: `${day}T10:00:05.000Z`,
    business_date: day,
    value_date: day,
    ingested_at: `${day}T23:00:00.000Z`,
  });
}

/** A booked bank line of 100.00 EUR on account `acc-1`; dates follow `business_date`. */
export function statementLineRow(given: TestRow = {}): TestRow {
  const day = String(given.business_date ?? DAY);
  const id = String(given.line_id ?? 'line-1');
  return tableRow('statement_lines', given, {
    line_id: id,
    statement_id: 'statement-1',
    ordinal: 1,
    account_id: 'acc-1',
    amount_minor: 10_000n,
    booking_date: day,
    value_date: day,
    business_date: day,
    status: 'BOOK',
    line_sha256: createHash('sha256').update(id).digest('hex'),
    ingested_at: `${day}T23:30:00.000Z`,
  });
}

/** Tables whose rows a folder of the index is made of, as `createSeededIndex` takes them. */
export type SeedRows = { readonly [tableName: string]: readonly TestRow[] };

/** The tables of a seed, in the order of the contract. @throws TypeError for a name that is none. */
export function seededTables(rows: SeedRows): Table[] {
  for (const name of Object.keys(rows)) finalIndexTable(name);
  return FINAL_INDEX_TABLES.filter(table => rows[table.name] !== undefined);
}
