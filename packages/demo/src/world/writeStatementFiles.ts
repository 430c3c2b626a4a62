import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { IsoDate, partsOf } from '@internal/plugin-payrec-common';
import { DEMO_ACCOUNTS, DemoAccount } from './company';
import { writeBai2 } from './statementWriters/bai2';
import { writeCamt053 } from './statementWriters/camt053';
import { writeMt940 } from './statementWriters/mt940';
import {
  SettledBatch,
  SettledRow,
  writeAdyenSettlement,
  writeStripePayoutReconciliation,
} from './statementWriters/settlementReports';
import { BankStatement } from './statementWriters/statement';
import { statementFileName } from './statementWriters/statementFileName';
import { WorldDatabase } from './WorldDatabase';

const WRITERS: Record<DemoAccount['format'], (statement: BankStatement) => string> = {
  mt940: writeMt940,
  camt053: writeCamt053,
  bai2: writeBai2,
};

/** Which account is sloppy, and how: in its newest statement but one that has lines. */
const SLOPPY = { doesNotFoot: 'mizu-bank', impossibleDate: 'gulf-settlement' };

/**
 * Writes the files of the days from `from` on: bank statements and the settlement reports of the aggregators, as the
 * company would fetch them. What `isLate` selects goes to `late/`, from where the feed delivers it.
 */
export async function writeStatementFiles(
  db: WorldDatabase,
  options: { root: string; from: IsoDate; isLate: string },
): Promise<{ delivered: string[]; late: string[] }> {
  const delivered: string[] = [];
  const late: string[] = [];
  const write = async (folder: string, name: string, text: string) => {
    await writeFile(join(options.root, folder, name), text);
    (folder === 'late' ? late : delivered).push(name);
  };
  for (const account of DEMO_ACCOUNTS) {
    if (account.settlementReport) {
      for await (const batch of readBatches(db, account, options.from)) {
        if (account.settlementReport === 'adyen') {
          await write('statements', `settlement_detail_report_batch_${batch.batchId}.csv`, writeAdyenSettlement(batch));
        } else {
          await write(
            'statements',
            `stripe_payout_reconciliation_${batch.date}.csv`,
            writeStripePayoutReconciliation(batch),
          );
        }
      }
    }
    for (const { statement, isLate } of await readStatements(db, account, options)) {
      const name = statementFileName(account, statement.date);
      await write(isLate ? 'late' : 'statements', name, WRITERS[account.format](statement));
    }
  }
  return { delivered: delivered.sort(), late: late.sort() };
}

async function readStatements(
  db: WorldDatabase,
  account: DemoAccount,
  options: { from: IsoDate; isLate: string },
): Promise<Array<{ statement: BankStatement; isLate: boolean }>> {
  const heads =
    await db.all(`SELECT CAST(date AS VARCHAR) AS date, statement_no, newest, lines, ${options.isLate} AS late,
      CAST(opening_minor AS VARCHAR) AS opening, CAST(closing_minor AS VARCHAR) AS closing
    FROM stmt s WHERE account_id = '${account.id}' AND date >= DATE '${options.from}' ORDER BY date`);
  const sloppyDate = heads.filter(head => Number(head.newest) > 1 && Number(head.lines) > 0).pop()?.date;
  const statements = [];
  for (const head of heads) {
    const date = String(head.date) as IsoDate;
    const rows = await db.all(`SELECT ordinal, CAST(amount_minor AS VARCHAR) AS amount,
        CAST(value_date AS VARCHAR) AS value_date, reference, counterparty, remittance, reversal
      FROM booked WHERE account_id = '${account.id}' AND booking_date = DATE '${date}' ORDER BY ordinal`);
    const isSloppy = date === sloppyDate;
    const statement: BankStatement = {
      account,
      date,
      number: Number(head.statement_no),
      openingMinor: BigInt(String(head.opening)),
      closingMinor: BigInt(String(head.closing)) + (isSloppy && account.id === SLOPPY.doesNotFoot ? 1000n : 0n),
      lines: rows.map(row => ({
        ordinal: Number(row.ordinal),
        amountMinor: BigInt(String(row.amount)),
        bookingDate: date,
        valueDate: String(row.value_date) as IsoDate,
        reference: row.reference === null ? null : String(row.reference),
        counterparty: String(row.counterparty),
        remittance: String(row.remittance),
        reversal: Boolean(row.reversal),
      })),
      ...(isSloppy && account.id === SLOPPY.impossibleDate && { impossibleValueDate: impossibleDayOf(date) }),
    };
    statements.push({ statement, isLate: Boolean(head.late) });
  }
  return statements;
}

/** The 31st of that month where it has none, else the 31st of the month before: as `YYMMDD`. */
function impossibleDayOf(date: IsoDate): string {
  const short = [2, 4, 6, 9, 11];
  const { year, month } = partsOf(date);
  const wrong = short.includes(month) ? month : short.filter(m => m < month).pop() ?? 2;
  return `${String(year).slice(2)}${String(wrong).padStart(2, '0')}31`;
}

/** One batch after the other: all of them together would not fit into memory at the largest scales. */
async function* readBatches(db: WorldDatabase, account: DemoAccount, from: IsoDate): AsyncGenerator<SettledBatch> {
  const batches = await db.all(`SELECT batch_id, CAST(settle_date AS VARCHAR) AS date,
      CAST(value_date AS VARCHAR) AS value_date, CAST(net AS VARCHAR) AS net
    FROM batch WHERE account_id = '${account.id}' AND settle_date >= DATE '${from}' ORDER BY settle_date`);
  for (const batch of batches) {
    const rows =
      await db.all(`SELECT kind, order_no, CAST(1000000000000000 + h % 8999999999999999::UBIGINT AS VARCHAR) AS psp_ref,
        CAST(1000000000000000 + hash(h, 5) % 8999999999999999::UBIGINT AS VARCHAR) AS modification_ref,
        CASE CAST(hash(h, 42) % 6::UBIGINT AS BIGINT) WHEN 2 THEN 'mc' WHEN 3 THEN 'mc' WHEN 4 THEN 'amex' ELSE 'visa' END AS scheme,
        strftime(business_date + to_seconds(event_second), '%Y-%m-%d %H:%M:%S') AS event_at,
        CAST(gross_minor AS VARCHAR) AS gross, CAST(fee_minor AS VARCHAR) AS fee
      FROM report WHERE account_id = '${account.id}' AND batch_id = '${String(batch.batch_id)}'
      ORDER BY event_second, txn_id`);
    yield {
      account,
      batchId: String(batch.batch_id),
      date: String(batch.date) as IsoDate,
      valueDate: String(batch.value_date) as IsoDate,
      netMinor: BigInt(String(batch.net)),
      rows: rows.map(
        (row): SettledRow => ({
          kind: String(row.kind),
          pspRef: String(row.psp_ref),
          modificationRef: String(row.modification_ref),
          orderRef: Number(row.order_no) > 0 ? `ORD-${row.order_no}` : '',
          scheme: Number(row.order_no) > 0 ? String(row.scheme) : '',
          eventAt: String(row.event_at),
          grossMinor: BigInt(String(row.gross)),
          feeMinor: BigInt(String(row.fee)),
        }),
      ),
    };
  }
}
