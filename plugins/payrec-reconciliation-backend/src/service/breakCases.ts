import { createHash } from 'node:crypto';
import { IsoDate } from '@internal/plugin-payrec-common';
import { BreakClass } from '@internal/plugin-payrec-reconciliation-common';
import { EngineRow, EngineSession } from '@internal/plugin-payrec-node';
import { BreakCase } from '../database/BreakStore';
import * as outputs from '../queries/runOutputsSql';
import { DateRange, mergeRanges } from './dateRanges';

/** Id of a break: equal for the same question in every run. */
export function breakIdOf(caseKey: string): string {
  return `BRK-${createHash('sha256').update(caseKey).digest('hex').slice(0, 16)}`;
}

/** Makes cases of what matching found and gives them the words of their rows, which lie in `ranges`. */
export async function collectCases(session: EngineSession, ranges: readonly DateRange[]): Promise<void> {
  for (const sql of outputs.CASES) await session.run(sql);
  for (const { from, to } of mergeRanges(ranges)) {
    await session.run(outputs.CASE_LEFT_WORDS, [from, to]);
    await session.run(outputs.CASE_RIGHT_WORDS, [from, to]);
  }
}

/** The collected cases of a unit, page by page in order of their key. */
export async function* casePages(session: EngineSession, unit: string): AsyncGenerator<BreakCase[]> {
  let last = '';
  for (;;) {
    const rows = await session.all(outputs.CASE_PAGE, [unit, last]);
    if (rows.length > 0) yield rows.map(toBreakCase);
    if (rows.length < outputs.CASE_PAGE_ROWS) return;
    last = String(rows[rows.length - 1].case_key);
  }
}

function toBreakCase(row: EngineRow): BreakCase {
  const text = (name: string) => (row[name] === null || row[name] === undefined ? null : String(row[name]));
  const date = (name: string) => text(name) as IsoDate | null;
  const leftCount = Number(row.left_count);
  const rightCount = Number(row.right_count);
  const leftMinor = String(row.left_minor);
  const leftNetMinor = String(row.left_net_minor);
  const rightMinor = String(row.right_minor);
  const batch = text('batch_id');
  const businessDate = String(row.business_date) as IsoDate;
  // In a group the run has said what fees explain; in an open pair or batch they explain gross minus net.
  const explained =
    row.group_id === null && leftCount > 0 && rightCount > 0
      ? (BigInt(leftNetMinor) - BigInt(leftMinor)).toString()
      : (-BigInt(String(row.fee_explained_minor))).toString();
  return {
    id: breakIdOf(String(row.case_key)),
    caseKey: String(row.case_key),
    unit: String(row.unit),
    currency: String(row.currency),
    breakClass: String(row.break_class) as BreakClass,
    groupId: text('group_id'),
    pass: text('pass'),
    matchKey: text('match_key'),
    leftCount,
    rightCount,
    leftMinor,
    leftNetMinor,
    rightMinor,
    explainedMinor: explained,
    leftValueDate: leftCount > 0 ? date('left_value_date') : null,
    rightValueDate: rightCount > 0 ? date('right_value_date') : null,
    leftReference: leftCount > 1 && batch ? `batch ${batch}` : text('left_reference'),
    rightReference: text('right_reference') ?? (rightCount > 0 && batch ? `batch ${batch}` : null),
    leftParty: leftCount > 1 ? null : text('left_party'),
    rightParty: text('right_party'),
    rightText: text('remittance'),
    businessDate,
    fromDate: date('from_date') ?? businessDate,
    toDate: businessDate,
  };
}
