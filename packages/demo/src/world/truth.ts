import { join } from 'node:path';
import { WorldDatabase } from './WorldDatabase';

/**
 * Writes what a perfect reconciliation would find, in two files that the portal never reads:
 * - `groups.parquet`: which records are the same money, one row per bank line and one per batch that needs none. The left
 *   side is a batch (`settlement_batch_id`) or a transaction; a bank line is named by account, statement number and
 *   ordinal, which hold whoever reads the file.
 * - `breaks.parquet`: every planted break with its class and difference in minor units.
 * Returns how many breaks were planted.
 */
export async function writeTruth(db: WorldDatabase, folder: string, isLate: string): Promise<number> {
  const write = (name: string, select: string) =>
    db.count(`COPY (${select}) TO '${join(folder, name).replace(/'/g, "''")}' (FORMAT parquet, COMPRESSION snappy)`);
  await write(
    'groups.parquet',
    `SELECT l.group_key, CASE WHEN l.batch_id IS NOT NULL THEN 'batch' WHEN l.group_key LIKE 'S|%' THEN 'single'
         WHEN l.planted = 'CONTRA' THEN 'contra' ELSE 'stray' END AS kind,
       l.account_id, l.batch_id, CASE WHEN l.group_key LIKE 'S|%' THEN substr(l.group_key, 3) END AS txn_id,
       s.statement_no, l.ordinal, l.booking_date, l.amount_minor, l.planted, ${isLate} AS statement_late
     FROM booked l JOIN stmt s ON s.account_id = l.account_id AND s.date = l.booking_date
     UNION ALL
     SELECT 'B|' || account_id || '|' || batch_id, 'zero-batch', account_id, batch_id, NULL, NULL, NULL, NULL, 0, NULL, false
     FROM batch WHERE net = 0
     ORDER BY group_key, ordinal`,
  );
  return write(
    'breaks.parquet',
    `SELECT 'B|' || b.account_id || '|' || b.batch_id AS group_key, b.account_id, b.batch_id, NULL AS txn_id, b.class, b.delta_minor,
       x.value_date AS expected_value_date FROM batch_break b JOIN batch x ON x.account_id = b.account_id AND x.batch_id = b.batch_id
     UNION ALL
     SELECT 'S|' || b.txn_id, s.account_id, NULL, b.txn_id, b.class, b.delta_minor, s.value_date
     FROM single_break b JOIN single s ON s.txn_id = b.txn_id
     UNION ALL
     SELECT group_key, account_id, NULL, NULL, 'MISSING_LEFT', amount_minor, booking_date FROM line WHERE planted = 'MISSING_LEFT'
     UNION ALL
     SELECT 'F|' || s.account_id || '|' || s.date, s.account_id, NULL, NULL, 'LATE_FILE', 0, s.date FROM stmt s WHERE ${isLate}
     ORDER BY group_key`,
  );
}
