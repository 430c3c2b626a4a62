import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { IsoDate } from '@internal/plugin-payrec-common';
import { createBatchBreaks, createSingleBreaks } from './breakSql';
import { DEMO_ACCOUNTS, listDemoMerchants } from './company';
import { WorldDay, calendarRows, planDays } from './days';
import {
  CORE_ORDER,
  chargebackRows,
  createBatches,
  feeRows,
  merchantDailyRows,
  payoutRows,
  sumMerchants,
  transactionRows,
} from './indexSql';
import { CREATE_LINES, insertBatchLines, insertSingleLines, insertStrayLines, numberStatements } from './lineSql';
import { WorldOptions, WorldSummary, fileDaysOf } from './options';
import { merchantTables, referenceSelects } from './referenceTables';
import { createRunIds } from './runIdSql';
import { createAccountTable, statementLineRows, statementRows } from './statementSql';
import {
  CREATE_WORK_TABLES,
  createDayPlan,
  insertBatchRows,
  insertFollowUps,
  insertSales,
  sumBatches,
  takePending,
} from './transactionSql';
import { writeTruth } from './truth';
import { WorldDatabase } from './WorldDatabase';
import { writeStatementFiles } from './writeStatementFiles';

/** Most transactions a day that get a bank line of their own; keeps statement files readable at any scale. */
const SINGLES_PER_DAY_MAX = 2_000;

/** Transactions that are worked out together: few enough to fit in memory, enough to be worth planning a statement. */
const CHUNK_ROWS = 250_000;

/** Open days before the last on which Sparbank Sud's statement has not arrived. */
export const LATE_STATEMENT = { accountId: 'sparbank-sud', newest: 2 } as const;

/**
 * Makes the demo company: the Final Index as Parquet, statement files of the last days, and the truth about both. Works
 * day by day, a few days at a time, so memory depends on the busiest day, not on the history. Same options, same rows.
 * Everything below `root` that an earlier world left is replaced.
 * @throws Error when the disk is full or a row would break the Final Index contract.
 */
export async function generateWorld(options: WorldOptions): Promise<WorldSummary> {
  const { root, scale, seed, endDate } = options;
  const days = planDays(endDate, options.days ?? 120, scale, seed);
  const first = days[0].date;
  const fileDays = fileDaysOf(scale);
  const reportFrom = days[Math.max(0, days.length - fileDays)].date;
  const merchants = listDemoMerchants(Math.max(12, Math.min(300, Math.floor(scale / 250))));
  const users = Math.max(50, Math.min(2_000_000, Math.floor(scale / 20)));
  const index = join(root, 'index');
  for (const folder of ['index', 'statements', 'late', 'truth']) {
    await rm(join(root, folder), { recursive: true, force: true });
    await mkdir(join(root, folder), { recursive: true });
  }

  const db = await WorldDatabase.open(join(root, '.work'));
  try {
    for (const sql of [
      ...merchantTables(merchants),
      ...CREATE_WORK_TABLES,
      CREATE_LINES,
      createAccountTable(),
      ...createRunIds(days),
    ]) {
      await db.run(sql);
    }
    await createCalendar(db, first, endDate);

    // The provider's report is the record of these; reading it makes the transactions, as in production.
    const reported = DEMO_ACCOUNTS.filter(account => account.settlementReport).map(account => `'${account.id}'`);
    const isReported = `account_id IN (${reported.join(', ')}) AND business_date >= DATE '${reportFrom}'`;
    await db.run(createDayPlan(days, SINGLES_PER_DAY_MAX));
    const { fromSales, fromChargebacks } = insertFollowUps(endDate);
    const keepReported = (table: string) => [
      `INSERT INTO report SELECT * FROM ${table} WHERE ${isReported}`,
      `DELETE FROM ${table} WHERE ${isReported}`,
    ];
    let total = 0;
    let writing: Promise<void> = Promise.resolve();
    for (const chunk of chunksOf(days)) {
      const last = chunk[chunk.length - 1].date;
      for (const sql of [
        'CREATE OR REPLACE TABLE core AS FROM batch_row LIMIT 0',
        insertSales(seed, chunk[0].date, last),
        ...fromSales,
        ...takePending(last),
        fromChargebacks,
        ...takePending(last),
        sumBatches('core'),
        sumMerchants('core'),
        `INSERT INTO single SELECT txn_id, kind, account_id, merchant_no,
           CASE WHEN kind = 'refund' THEN 'RF-' ELSE 'ORD-' END || order_no, gross_minor, business_date, value_date, h
         FROM core WHERE single`,
        `INSERT INTO dispute SELECT * FROM core WHERE kind IN ('chargeback', 'chargeback_reversal')`,
        ...(last >= reportFrom ? keepReported('core') : []),
      ]) {
        await db.run(sql);
      }
      total += await db.count('SELECT count(*) FROM core');
      // The files of these days are written while the next days are worked out.
      await writing;
      await db.run(`CREATE OR REPLACE TABLE ready AS SELECT * FROM core ORDER BY ${CORE_ORDER}`);
      const dates = chunk.map(day => day.date);
      const rows = transactionRows('ready', endDate, users);
      writing = db.copyDays(index, 'transactions', dates, date => `${rows} WHERE t.business_date = DATE '${date}'`);
      // It is awaited above and below; without this a failure before that would end the process.
      writing.catch(() => {});
      options.onProgress?.(chunk[chunk.length - 1].index + 1, days.length + 2, `transactions until ${last}`);
    }
    await writing;

    for (const sql of [...insertBatchRows(endDate), sumMerchants('batch_row'), ...keepReported('batch_row')]) {
      await db.run(sql);
    }
    total += await db.count('SELECT count(*) FROM batch_row');
    await db.run(`CREATE OR REPLACE TABLE ready AS SELECT * FROM batch_row ORDER BY ${CORE_ORDER}`);
    await db.copyPartitioned(index, 'transactions', transactionRows('ready', endDate, users), 'batch');

    await db.run(createBatches(endDate));
    for (const sql of createBatchBreaks(endDate)) await db.run(sql);
    await db.run(createSingleBreaks(endDate, Math.min((scale / days.length) * 0.1, SINGLES_PER_DAY_MAX)));
    await db.run(insertBatchLines(endDate));
    await db.run(insertSingleLines(endDate));
    for (const sql of insertStrayLines(endDate)) await db.run(sql);
    const opening = DEMO_ACCOUNTS.map(account => [account.id, account.openingMinor] as [string, number]);
    for (const sql of numberStatements(endDate, opening)) await db.run(sql);

    const isLate = `(s.account_id = '${LATE_STATEMENT.accountId}' AND s.newest = ${LATE_STATEMENT.newest})`;
    for (const [table, select] of Object.entries({
      payouts: payoutRows(endDate),
      fees: feeRows(),
      chargebacks: chargebackRows(),
      merchant_daily: merchantDailyRows(),
      statements: statementRows(`s.date < DATE '${reportFrom}'`),
      statement_lines: statementLineRows(`s.date < DATE '${reportFrom}'`),
    })) {
      await db.copyPartitioned(index, table, select);
    }
    for (const [table, select] of Object.entries(referenceSelects(days, endDate))) {
      await db.copy(index, table, select);
    }
    options.onProgress?.(days.length + 1, days.length + 2, 'statement files');
    const files = await writeStatementFiles(db, { root, from: reportFrom, isLate });
    const plantedBreaks = await writeTruth(db, join(root, 'truth'), isLate);
    options.onProgress?.(days.length + 2, days.length + 2, 'done');

    const reportRows = await db.count('SELECT count(*) FROM report');
    return {
      transactions: total,
      reportRows,
      payouts: await db.count('SELECT count(*) FROM batch'),
      statementLines: await db.count('SELECT count(*) FROM booked'),
      statementFiles: files.delivered,
      lateFiles: files.late,
      plantedBreaks,
      firstDate: first,
      endDate,
    };
  } finally {
    await db.close();
  }
}

async function createCalendar(db: WorldDatabase, first: IsoDate, end: IsoDate): Promise<void> {
  const rows = calendarRows(first, end).map(row => {
    const dates = [
      row.dailySettle,
      row.dailyValue,
      row.weeklySettle,
      row.weeklyValue,
      row.singleValue,
      row.next1,
      row.next3,
    ].map(date => `DATE '${date}'`);
    return `('${row.accountId}', DATE '${row.date}', ${row.open}, ${dates.join(', ')}, ${row.statementNo})`;
  });
  await db.run(`CREATE TABLE calendar AS SELECT *,
      CAST(date_diff('day', DATE '1970-01-01', daily_settle) - 20400 AS VARCHAR) AS adyen_batch,
      'po_' || substr(md5('stripe' || CAST(daily_settle AS VARCHAR)), 1, 24) AS stripe_batch
    FROM (VALUES ${rows.join(', ')})
    v(account_id, date, open, daily_settle, daily_value, weekly_settle, weekly_value, single_value, next1, next3, statement_no)`);
}

/** Runs of days with about {@link CHUNK_ROWS} transactions each, at least one day. */
function chunksOf(days: readonly WorldDay[]): WorldDay[][] {
  const chunks: WorldDay[][] = [];
  let rows = Infinity;
  for (const day of days) {
    if (rows + day.count > CHUNK_ROWS) {
      chunks.push([]);
      rows = 0;
    }
    chunks[chunks.length - 1].push(day);
    rows += day.count;
  }
  return chunks;
}
