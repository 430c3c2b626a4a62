import { Dialect } from '@internal/plugin-payrec-node';
import { passSql, sidesSql } from './categories';
import { dayNumber, derived, Statement, sum, text } from './statement';

/** Reference a row is compared by: letters and digits when there are at least four of them, else the reference as it stands. */
export const referenceSql = (normalised: string, ref: string) => ({
  nref: `CASE WHEN length(${normalised}) >= 4 THEN ${normalised} END`,
  rkey: `CASE WHEN length(${normalised}) >= 4 THEN ${normalised} ELSE ${ref} END`,
});

/**
 * What came in, by unit, currency and side, excluded rows apart: the settings must cover it before anything is matched, and the
 * proof counts against it afterwards.
 */
export function inputFactStatements(): Statement[] {
  const facts = (side: 'left' | 'right', id: string, amount: string) => {
    const gone = `LEFT JOIN m_excluded_${side} o ON o.unit = t.unit AND o.${id} = t.${id}`;
    return `SELECT t.unit, t.ccy, ${text(side)} AS side, o.${id} IS NOT NULL AS excluded, ${sum(
      `t.${amount}`,
    )} AS amount, count(*) AS row_count
     FROM ${side}_rows t ${gone} GROUP BY t.unit, t.ccy, o.${id} IS NOT NULL`;
  };
  return [
    `CREATE TABLE m_excluded_left AS SELECT DISTINCT unit, txn_id FROM decisions WHERE action = 'EXCLUDE' AND txn_id IS NOT NULL`,
    `CREATE TABLE m_excluded_right AS SELECT DISTINCT unit, line_id FROM decisions WHERE action = 'EXCLUDE' AND line_id IS NOT NULL`,
    `CREATE TABLE m_input_facts AS ${facts('left', 'txn_id', 'gross')} UNION ALL ${facts(
      'right',
      'line_id',
      'amount',
    )}`,
  ].map(sql => ({ step: 'P0', sql }));
}

/**
 * P0: which rows people (and pinned groups) have spoken for, and the lanes the rest travels in. Batch members and rows
 * with a NEVER wait apart, so that the passes over single rows never look at them.
 */
export function inputStatements(dialect: Dialect): Statement[] {
  const step = 'P0';
  const { L, R } = sidesSql(dialect);
  const decided = passSql(dialect, 'P0_DECISION');
  const statements: string[] = [
    `CREATE TABLE m_never AS SELECT DISTINCT unit, txn_id, line_id FROM decisions
     WHERE action = 'NEVER' AND txn_id IS NOT NULL AND line_id IS NOT NULL`,
    // Decisions before pinned groups, the earlier before the later: `place` is that order.
    `CREATE TABLE m_wanted AS
     SELECT dense_rank() OVER (ORDER BY kind, seq, id) AS place, kind, id, unit, pass, side, row_id
     FROM (
       SELECT DISTINCT 0 AS kind, seq, decision_id AS id, unit, ${decided} AS pass, ${L} AS side, txn_id AS row_id
       FROM decisions WHERE action = 'MATCH' AND txn_id IS NOT NULL
       UNION
       SELECT DISTINCT 0, seq, decision_id, unit, ${decided}, ${R}, line_id
       FROM decisions WHERE action = 'MATCH' AND line_id IS NOT NULL
       UNION
       SELECT DISTINCT 1, CAST(0 AS BIGINT), group_id, unit, pass, side, row_id FROM pinned
     ) wanted`,
    `CREATE TABLE m_wanted_rows AS
     SELECT w.place, w.side, w.row_id, l.ccy, l.gross, l.net, l.business_date
     FROM m_wanted w JOIN left_rows l ON l.unit = w.unit AND l.txn_id = w.row_id
     LEFT JOIN m_excluded_left x ON x.unit = w.unit AND x.txn_id = w.row_id
     WHERE w.side = 'L' AND x.txn_id IS NULL
     UNION ALL
     SELECT w.place, w.side, w.row_id, r.ccy, r.amount, r.amount, r.business_date
     FROM m_wanted w JOIN right_rows r ON r.unit = w.unit AND r.line_id = w.row_id
     LEFT JOIN m_excluded_right x ON x.unit = w.unit AND x.line_id = w.row_id
     WHERE w.side = 'R' AND x.line_id IS NULL`,

    // A group is honoured whole or not at all: one that lost a member is another statement than the person made.
    `CREATE TABLE m_ignored_1 AS
     SELECT w.place, CASE WHEN min(w.unit) <> max(w.unit) THEN ${text('MIXED_UNIT')}
       WHEN count(*) > count(r.row_id) THEN ${text('MEMBER_ABSENT')}
       WHEN max(n.txn_id) IS NOT NULL THEN ${text('NEVER_PAIR')} ELSE ${text('MIXED_CURRENCY')} END AS reason
     FROM m_wanted w
     LEFT JOIN m_wanted_rows r ON r.place = w.place AND r.side = w.side AND r.row_id = w.row_id
     LEFT JOIN (
       SELECT a.place, min(n.txn_id) AS txn_id FROM m_never n
       JOIN m_wanted a ON a.unit = n.unit AND a.side = 'L' AND a.row_id = n.txn_id
       JOIN m_wanted b ON b.place = a.place AND b.side = 'R' AND b.row_id = n.line_id
       GROUP BY a.place
     ) n ON n.place = w.place
     GROUP BY w.place
     HAVING min(w.unit) <> max(w.unit) OR count(*) > count(r.row_id) OR max(n.txn_id) IS NOT NULL OR min(r.ccy) <> max(r.ccy)`,
    // A row is never taken twice: of groups that share one, the earlier stands.
    `CREATE TABLE m_first_claims AS
     SELECT r.side, r.row_id, min(r.place) AS place FROM m_wanted_rows r
     LEFT JOIN m_ignored_1 i ON i.place = r.place WHERE i.place IS NULL GROUP BY r.side, r.row_id`,
    `CREATE TABLE m_ignored AS
     SELECT place, reason FROM m_ignored_1
     UNION ALL
     SELECT DISTINCT r.place, ${text('SHARES_ROW')} FROM m_wanted_rows r
     JOIN m_first_claims f ON f.side = r.side AND f.row_id = r.row_id
     LEFT JOIN m_ignored_1 i ON i.place = r.place
     WHERE i.place IS NULL AND f.place < r.place`,
    `CREATE TABLE m_set_members AS
     SELECT ${text(
       'D',
     )} || CAST(w.place AS VARCHAR) AS set_key, w.unit, r.ccy, w.pass, CAST(NULL AS VARCHAR) AS match_key,
            r.side, r.row_id, r.gross, r.net, r.business_date
     FROM m_wanted w
     JOIN m_wanted_rows r ON r.place = w.place AND r.side = w.side AND r.row_id = w.row_id
     LEFT JOIN m_ignored i ON i.place = w.place WHERE i.place IS NULL`,

    `CREATE TABLE m_gone_left AS
     SELECT unit, txn_id FROM m_excluded_left UNION SELECT unit, row_id FROM m_set_members WHERE side = 'L'`,
    `CREATE TABLE m_gone_right AS
     SELECT unit, line_id FROM m_excluded_right UNION SELECT unit, row_id FROM m_set_members WHERE side = 'R'`,
    ...(['left', 'right'] as const).flatMap(side => laneSql(dialect, side)),
  ];
  return statements.map(sql => ({ step, sql }));
}

function laneSql(dialect: Dialect, side: 'left' | 'right'): string[] {
  const left = side === 'left';
  const id = left ? 'txn_id' : 'line_id';
  const amounts = left ? 't.gross, t.net' : 't.amount';
  const amount = left ? 't.gross' : 't.amount';
  const row = `t.unit, t.account_id, t.ccy, t.${id}, nullif(t.ref, '') AS ref, ${amounts},
       t.vdate, t.business_date, ${dayNumber('t.vdate')} AS day`;
  const from = `FROM ${side}_rows t
     LEFT JOIN m_gone_${side} g ON g.unit = t.unit AND g.${id} = t.${id}
     LEFT JOIN (SELECT DISTINCT unit, ${id} FROM m_never) n ON n.unit = t.unit AND n.${id} = t.${id}
     WHERE g.${id} IS NULL`;
  const { nref, rkey } = referenceSql('norm', 'ref');
  const normalised = `${dialect.normaliseReference("coalesce(nullif(t.ref, ''), '')")} AS norm`;
  const columns = `unit, account_id, ccy, ${id}, ref, ${left ? 'gross, net' : 'amount'}, vdate, business_date, day`;
  return [
    // k1 routes: rows whose hash occurs once may be joined plainly, the rest are ranked. Equality is tested on the columns.
    derived(
      dialect,
      `m_${side}_1`,
      `SELECT ${row},
       CASE WHEN nullif(t.ref, '') IS NOT NULL THEN ${dialect.hash64('t.unit', 't.ccy', 't.ref', amount)} END AS k1
     ${from} AND n.${id} IS NULL AND coalesce(t.batch_id, '') = ''`,
    ),
    `CREATE TABLE m_${side}_batch AS SELECT ${row}, t.batch_id, n.${id} IS NOT NULL AS never
     ${from} AND coalesce(t.batch_id, '') <> ''`,
    `CREATE TABLE m_${side}_never AS SELECT ${columns}, ${nref} AS nref, ${rkey} AS rkey
     FROM (SELECT ${row}, ${normalised} ${from} AND n.${id} IS NOT NULL AND coalesce(t.batch_id, '') = '') lane`,
  ];
}
