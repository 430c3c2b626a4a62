import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { IsoDate } from '@internal/plugin-payrec-common';
import { createBatchBreaks, createSingleBreaks } from './breakSql';
import { DEMO_ACCOUNTS, listDemoMerchants } from './company';
import { calendarRows, planDays } from './days';
import {
  chargebackRows,
  createBatches,
  feeRows,
  merchantDailyRows,
  payoutRows,
  sumMerchants,
  transactionsOfDay,
} from './indexSql';
import { CREATE_LINES, insertBatchLines, insertSingleLines, insertStrayLines, numberStatements } from './lineSql';
import { WorldOptions, WorldSummary, fileDaysOf } from './options';
import { merchantTables, referenceSelects } from './referenceTables';
import { createAccountTable, statementLineRows, statementRows } from './statementSql';
import {
  CREATE_WORK_TABLES,
  closeBatches,
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

/** Open days before the last on which Sparbank Sud's statement has not arrived. */
export const LATE_STATEMENT = { accountId: 'sparbank-sud', newest: 2 } as const;

/**
 * Makes the demo company: the Final Index as Parquet, statement files of the last days, and the truth about both. Works
 * day by day, so memory depends on the busiest day, not on `scale`. Same options, same rows.
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
    for (const sql of [...merchantTables(merchants), ...CREATE_WORK_TABLES, CREATE_LINES, createAccountTable()]) {
      await db.run(sql);
    }
    await createCalendar(db, first, endDate);

    const reported = DEMO_ACCOUNTS.filter(account => account.settlementReport).map(account => `'${account.id}'`);
    let sales = 0;
    let total = 0;
    let singlesPerDay = 0;
    for (const day of days) {
      const due = await db.count(`SELECT count(*) FROM pending WHERE business_date = DATE '${day.date}'`);
      const wanted = Math.max(0, day.count - due);
      const singles = Math.min(day.count * 0.32 * 0.3, SINGLES_PER_DAY_MAX);
      singlesPerDay = Math.max(singlesPerDay, singles);
      await db.run('DELETE FROM core');
      await db.run(
        insertSales({
          seed,
          index: day.index,
          date: day.date,
          sales: wanted,
          before: sales,
          singlePermille: Math.round((singles * 1000) / Math.max(1, day.count * 0.32)),
        }),
      );
      sales += wanted;
      for (const sql of takePending(day.date)) await db.run(sql);
      for (const sql of insertFollowUps(endDate)) await db.run(sql);
      await db.run(sumBatches('true'));
      for (const sql of closeBatches(day.date, endDate)) await db.run(sql);
      await db.run(`INSERT INTO single SELECT txn_id, kind, account_id, merchant_no,
        CASE WHEN kind = 'refund' THEN 'RF-' ELSE 'ORD-' END || order_no, gross_minor, business_date, value_date, h
        FROM core WHERE single`);
      await db.run(sumMerchants());
      await db.run(`INSERT INTO dispute SELECT * FROM core WHERE kind IN ('chargeback', 'chargeback_reversal')`);
      if (day.date >= reportFrom) {
        // The provider's report is the record of these; reading it makes the transactions, as in production.
        await db.run(`INSERT INTO report SELECT * FROM core WHERE account_id IN (${reported.join(', ')})`);
        await db.run(`DELETE FROM core WHERE account_id IN (${reported.join(', ')})`);
      }
      await db.copy(index, 'transactions', transactionsOfDay(endDate, users), day.date);
      total += await db.count('SELECT count(*) FROM core');
      options.onProgress?.(day.index + 1, days.length + 2, `transactions of ${day.date}`);
    }

    await db.run(createBatches(endDate));
    for (const sql of createBatchBreaks(endDate)) await db.run(sql);
    await db.run(createSingleBreaks(endDate, singlesPerDay));
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
  await db.run(`CREATE TABLE calendar AS SELECT * FROM (VALUES ${rows.join(', ')})
    v(account_id, date, open, daily_settle, daily_value, weekly_settle, weekly_value, single_value, next1, next3, statement_no)`);
}
