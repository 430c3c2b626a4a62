import { statementLines, statements } from '@internal/plugin-payrec-common';
import { DEMO_ACCOUNTS } from './company';
import { contractSelect, lineage, literal } from './contractSelect';
import { statementFileName } from './statementWriters/statementFileName';

/** `account`: what the statement SQL needs to know of each. */
export function createAccountTable(): string {
  const rows = DEMO_ACCOUNTS.map(
    a =>
      `(${[a.id, a.bank, a.number, a.currency, a.format].map(literal).join(', ')}, ${a.exponent}, ${literal(
        statementFileName(a, '{date}'),
      )})`,
  );
  return `CREATE TABLE account AS SELECT * FROM (VALUES ${rows.join(', ')})
    v(account_id, bank, number, currency, format, exponent, file)`;
}

const FILE = `replace(a.file, '{date}', strftime(s.date, '%Y-%m-%d'))`;
const STATEMENT_ID = `sha256('statement|' || a.account_id || '|' || s.date)`;

function ingestedOn(column: string): Record<string, string> {
  const run = `intake_run(${column})`;
  return {
    ...lineage('bank', '', '1970-01-01 00:00:00'),
    ingested_at: `to_timestamp(date_diff('second', DATE '1970-01-01', ${column}) + 85800)`,
    pipeline_run_id: run,
    valid_from_run: run,
  };
}

/** Statements that were read long ago: rows only, the files are kept elsewhere. */
export function statementRows(where: string): string {
  return `${contractSelect(
    statements,
    {
      statement_id: STATEMENT_ID,
      format: 'a.format',
      account_id: 'a.account_id',
      recon_unit: `a.account_id || '|' || a.currency`,
      account_number: 'a.number',
      bank: 'a.bank',
      statement_no: 'CAST(s.statement_no AS VARCHAR)',
      page: `'1'`,
      opening_minor: 's.opening_minor',
      closing_minor: 's.closing_minor',
      opening_date: 's.date',
      closing_date: 's.date',
      business_date: 's.date',
      currency: 'a.currency',
      currency_exponent: 'a.exponent',
      foots: 'true',
      chain_ok: 'true',
      interim: 'false',
      warnings: '[]',
      ...ingestedOn('s.date'),
      source_file: FILE,
      source_file_sha256: `sha256(${FILE})`,
      source_line_no: '1',
    },
    `stmt s JOIN account a ON a.account_id = s.account_id WHERE ${where}`,
  )} ORDER BY s.date, a.account_id`;
}

/** Their lines. */
export function statementLineRows(where: string): string {
  return `${contractSelect(
    statementLines,
    {
      line_id: `sha256('line|' || a.account_id || '|' || s.date || '|' || l.ordinal)`,
      statement_id: STATEMENT_ID,
      ordinal: 'l.ordinal',
      account_id: 'a.account_id',
      recon_unit: `a.account_id || '|' || a.currency`,
      amount_minor: 'l.amount_minor',
      currency: 'a.currency',
      currency_exponent: 'a.exponent',
      booking_date: 'l.booking_date',
      value_date: 'l.value_date',
      business_date: 'l.booking_date',
      bank_code: `CASE a.format WHEN 'mt940' THEN 'NTRF' WHEN 'bai2' THEN '195' ELSE 'PMNT/RCDT/ESCT' END`,
      bank_ref: `a.account_id || '-' || s.statement_no || '-' || l.ordinal`,
      customer_ref: 'l.reference',
      end_to_end_id: `CASE WHEN a.format = 'camt053' THEN l.reference END`,
      reference: 'l.reference',
      batch_ref: 'l.batch_id',
      counterparty: 'l.counterparty',
      remittance: 'l.remittance',
      reversal: 'l.reversal',
      status: `'BOOK'`,
      line_sha256: `sha256(a.account_id || '|' || s.date || '|' || l.ordinal || '|' || l.amount_minor)`,
      ...ingestedOn('s.date'),
      source_file: FILE,
      source_file_sha256: `sha256(${FILE})`,
      source_line_no: '5 + 2 * l.ordinal',
    },
    `booked l JOIN stmt s ON s.account_id = l.account_id AND s.date = l.booking_date
     JOIN account a ON a.account_id = l.account_id WHERE ${where}`,
  )} ORDER BY s.date, recon_unit, reference, line_id`;
}
