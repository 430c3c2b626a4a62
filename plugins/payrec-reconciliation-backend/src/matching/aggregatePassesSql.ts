import { Dialect } from '@internal/plugin-payrec-node';
import { passSql, sidesSql } from './categories';
import { routedPairs } from './pairingSql';
import { Statement, sum, text, withoutSql } from './statement';
import { MatchPass } from './types';

const MEMBERS = 'set_key, unit, ccy, pass, match_key, side, row_id, gross, net, business_date';

/**
 * P3: groups of more than two rows. (a) a settlement batch against the lines that name it, (c) a batch that nets to
 * nothing and has no line, (b) one transaction paid in several lines of its reference, (d) a line and its reversal.
 * A group that would hold both rows of a NEVER pair is left open; its rows become REJECTED.
 */
export function aggregatePassStatements(dialect: Dialect): Statement[] {
  const step = 'P3';
  const { L, R } = sidesSql(dialect);
  const pass = (name: MatchPass) => passSql(dialect, name);
  const batchKey = (alias: string) =>
    `${text('B')} || chr(31) || ${alias}.unit || chr(31) || ${alias}.ccy || chr(31) || ${alias}.batch_id`;
  const referenceKey = (kind: string, alias: string, column: string) =>
    `${text(kind)} || chr(31) || ${alias}.unit || chr(31) || ${alias}.ccy || chr(31) || ${alias}.${column}`;
  const member = (side: 'L' | 'R', set: string, row: string) =>
    side === 'L'
      ? `${set}.set_key, ${set}.unit, ${set}.ccy, ${set}.pass, ${set}.match_key, ${L} AS side, ${row}.txn_id AS row_id, ${row}.gross, ${row}.net, ${row}.business_date`
      : `${set}.set_key, ${set}.unit, ${set}.ccy, ${set}.pass, ${set}.match_key, ${R} AS side, ${row}.line_id AS row_id, ${row}.amount AS gross, ${row}.amount AS net, ${row}.business_date`;

  const statements = [
    // (a) and (c)
    `CREATE TABLE m_batch_left AS
     SELECT unit, ccy, batch_id, ${sum(
       'net',
     )} AS net, count(*) AS row_count FROM m_left_batch GROUP BY unit, ccy, batch_id`,
    `CREATE TABLE m_batch_right AS
     SELECT unit, ccy, batch_id, ${sum('amount')} AS amount FROM m_right_batch GROUP BY unit, ccy, batch_id`,
    `CREATE TABLE m_batch_refused AS
     SELECT DISTINCT l.unit, l.ccy, l.batch_id FROM m_never n
     JOIN m_left_batch l ON l.unit = n.unit AND l.txn_id = n.txn_id
     JOIN m_right_batch r ON r.unit = n.unit AND r.line_id = n.line_id AND r.ccy = l.ccy AND r.batch_id = l.batch_id`,
    `CREATE TABLE m_batch_sets AS
     SELECT ${batchKey('l')} AS set_key, ${pass('P3_BATCH')} AS pass, l.unit, l.ccy, l.batch_id AS match_key
     FROM m_batch_left l
     JOIN m_batch_right r ON r.unit = l.unit AND r.ccy = l.ccy AND r.batch_id = l.batch_id AND r.amount = l.net
     LEFT JOIN m_batch_refused x ON x.unit = l.unit AND x.ccy = l.ccy AND x.batch_id = l.batch_id
     WHERE x.unit IS NULL
     UNION ALL
     SELECT ${batchKey('l')}, ${pass('P3_ZERO_BATCH')}, l.unit, l.ccy, l.batch_id
     FROM m_batch_left l
     LEFT JOIN (SELECT DISTINCT unit, batch_id FROM right_rows) r ON r.unit = l.unit AND r.batch_id = l.batch_id
     WHERE r.unit IS NULL AND l.net = 0 AND l.row_count > 1`,
    `INSERT INTO m_set_members (${MEMBERS})
     SELECT ${member('L', 's', 'l')} FROM m_batch_sets s
     JOIN m_left_batch l ON l.unit = s.unit AND l.ccy = s.ccy AND l.batch_id = s.match_key
     UNION ALL
     SELECT ${member('R', 's', 'r')} FROM m_batch_sets s
     JOIN m_right_batch r ON r.unit = s.unit AND r.ccy = s.ccy AND r.batch_id = s.match_key`,

    // Single rows still open after P2; from here on rows with a NEVER travel along, marked.
    openAfterReferences(dialect, 'left'),
    openAfterReferences(dialect, 'right'),

    // (b)
    `CREATE TABLE m_split_right AS
     SELECT unit, ccy, nref, ${sum('amount')} AS amount FROM m_right_6 WHERE nref IS NOT NULL
     GROUP BY unit, ccy, nref HAVING count(*) > 1`,
    `CREATE TABLE m_split_candidates AS
     SELECT ${referenceKey('S', 'l', 'nref')} AS set_key, ${pass(
      'P3_SPLIT',
    )} AS pass, l.unit, l.ccy, l.nref AS match_key, l.txn_id
     FROM (SELECT unit, ccy, nref, min(txn_id) AS txn_id, min(gross) AS gross, min(net) AS net FROM m_left_6
           WHERE nref IS NOT NULL GROUP BY unit, ccy, nref HAVING count(*) = 1) l
     JOIN m_split_right r ON r.unit = l.unit AND r.ccy = l.ccy AND r.nref = l.nref AND (r.amount = l.gross OR r.amount = l.net)`,
    `CREATE TABLE m_split_refused AS
     SELECT DISTINCT s.set_key, s.unit, s.ccy, s.match_key, s.txn_id FROM m_split_candidates s
     JOIN m_never n ON n.unit = s.unit AND n.txn_id = s.txn_id
     JOIN m_right_6 r ON r.unit = n.unit AND r.line_id = n.line_id AND r.ccy = s.ccy AND r.nref = s.match_key`,
    `CREATE TABLE m_split_sets AS ${withoutSql('t.*', 'm_split_candidates', [
      { name: 'm_split_refused', on: 'o.set_key = t.set_key', key: 'set_key' },
    ])}`,
    `INSERT INTO m_set_members (${MEMBERS})
     SELECT ${member('L', 's', 'l')} FROM m_split_sets s JOIN m_left_6 l ON l.unit = s.unit AND l.txn_id = s.txn_id
     UNION ALL
     SELECT ${member('R', 's', 'r')} FROM m_split_sets s
     JOIN m_right_6 r ON r.unit = s.unit AND r.ccy = s.ccy AND r.nref = s.match_key`,

    // (d); a reference with an open transaction is a payment that went wrong, not a booking that was undone.
    `CREATE TABLE m_contra_sets AS
     SELECT ${referenceKey('C', 'r', 'rkey')} AS set_key, ${pass(
      'P3_CONTRA',
    )} AS pass, r.unit, r.ccy, r.rkey AS match_key
     FROM (SELECT unit, ccy, rkey FROM m_right_6 WHERE rkey IS NOT NULL
           GROUP BY unit, ccy, rkey HAVING count(*) = 2 AND ${sum('amount')} = 0 AND min(amount) < 0) r
     LEFT JOIN (SELECT DISTINCT unit, ccy, rkey FROM m_left_6) l ON l.unit = r.unit AND l.ccy = r.ccy AND l.rkey = r.rkey
     WHERE l.unit IS NULL`,
    `INSERT INTO m_set_members (${MEMBERS})
     SELECT ${member('R', 's', 'r')} FROM m_contra_sets s
     JOIN m_right_6 r ON r.unit = s.unit AND r.ccy = s.ccy AND r.rkey = s.match_key`,

    `CREATE TABLE m_refused_rows AS
     SELECT ${L} AS side, l.txn_id AS row_id FROM m_batch_refused x
     JOIN m_left_batch l ON l.unit = x.unit AND l.ccy = x.ccy AND l.batch_id = x.batch_id
     UNION
     SELECT ${R}, r.line_id FROM m_batch_refused x
     JOIN m_right_batch r ON r.unit = x.unit AND r.ccy = x.ccy AND r.batch_id = x.batch_id
     UNION
     SELECT ${L}, txn_id FROM m_split_refused
     UNION
     SELECT ${R}, r.line_id FROM m_split_refused s
     JOIN m_right_6 r ON r.unit = s.unit AND r.ccy = s.ccy AND r.nref = s.match_key`,
  ];
  return statements.map(sql => ({ step, sql }));
}

/** With the hash the amount pass routes by; rows with a NEVER and zero amounts have none. */
function openAfterReferences(dialect: Dialect, side: 'left' | 'right'): string {
  const [id, amount] = side === 'left' ? (['txn_id', 't.gross'] as const) : (['line_id', 't.amount'] as const);
  const columns = `unit, account_id, ccy, ${id}, ref, ${
    side === 'left' ? 'gross, net' : 'amount'
  }, vdate, business_date, day, nref, rkey`;
  return `CREATE TABLE m_${side}_6 AS ${withoutSql(
    `${columns
      .split(', ')
      .map(column => `t.${column}`)
      .join(', ')}, false AS never, CASE WHEN ${amount} <> 0 THEN ${dialect.hash64(
      't.unit',
      't.ccy',
      amount,
    )} END AS k4`,
    `m_${side}_5`,
    [...routedPairs('m_p2', 'k2', id), { name: 'm_net', on: `o.${id} = t.${id}`, key: id }],
  )}
     UNION ALL SELECT ${columns}, true, CAST(NULL AS BIGINT) FROM m_${side}_never`;
}
