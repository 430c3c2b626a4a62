import { Dialect } from '@internal/plugin-payrec-node';
import { sidesSql } from './categories';
import { PAIR_COLUMNS } from './pairingSql';
import { derived, groupId, sortedList, Statement, sum, sumBigint, text } from './statement';

const PAIR_TABLES = ['m_p1', 'm_p2', 'm_net', 'm_p4', 'm_p4_ladder', 'm_rounds'];
const PAIRS = `(${PAIR_TABLES.map(table => `SELECT ${PAIR_COLUMNS}, group_id FROM ${table}`).join(' UNION ALL ')})`;

/** P7: groups with their residuals, and the members, as the contract tables want them without the run id. */
export function outputStatements(dialect: Dialect): Statement[] {
  const { L, R } = sidesSql(dialect);
  // A fee explains a residual, so a group that agrees on gross has nothing to explain.
  const explained = (left: string, net: string, right: string) =>
    `CASE WHEN ${right} <> ${left} THEN ${left} - ${net} ELSE 0 END`;
  const figures = `group_id, unit AS recon_unit, pass, match_key, CAST(left_count AS INTEGER) AS left_count,
       CAST(right_count AS INTEGER) AS right_count, left_minor, right_minor, right_minor - left_minor AS residual_minor,
       ${explained('left_minor', 'net_minor', 'right_minor')} AS fee_explained_minor,
       right_minor - left_minor + ${explained('left_minor', 'net_minor', 'right_minor')} AS unexplained_minor,
       ccy AS currency, currency_exponent, business_date, straddles`;
  const later = 'CASE WHEN p.left_date > p.right_date THEN p.left_date ELSE p.right_date END';
  const earlier = 'CASE WHEN p.left_date < p.right_date THEN p.left_date ELSE p.right_date END';
  const left = (expr: string) => `CASE WHEN side = 'L' THEN ${expr} ELSE 0 END`;
  const right = (expr: string) => `CASE WHEN side = 'R' THEN ${expr} ELSE 0 END`;
  const statements = [
    `CREATE TABLE m_sets AS
     SELECT set_key, ${groupId(
       dialect,
       sortedList(dialect, 'row_id', "side = 'L'"),
       sortedList(dialect, 'row_id', "side = 'R'"),
     )} AS group_id,
            min(unit) AS unit, min(ccy) AS ccy, min(pass) AS pass, min(match_key) AS match_key,
            sum(${left('1')}) AS left_count, sum(${right('1')}) AS right_count,
            ${sumBigint(left('gross'))} AS left_minor, ${sumBigint(left('net'))} AS net_minor, ${sumBigint(
      right('gross'),
    )} AS right_minor,
            max(business_date) AS business_date, min(business_date) AS first_date
     FROM m_set_members GROUP BY set_key`,
    derived(
      dialect,
      'out_groups',
      `SELECT ${figures} FROM (
       SELECT p.group_id, p.unit, p.pass, p.match_key, 1 AS left_count, 1 AS right_count, p.gross AS left_minor, p.net AS net_minor,
              p.amount AS right_minor, p.ccy, k.exponent AS currency_exponent, ${later} AS business_date,
              coalesce(${earlier} < c.window_start, false) AS straddles
       FROM ${PAIRS} p JOIN unit_config c ON c.unit = p.unit JOIN currency k ON k.ccy = p.ccy
       UNION ALL
       SELECT s.group_id, s.unit, s.pass, s.match_key, s.left_count, s.right_count, s.left_minor, s.net_minor,
              s.right_minor, s.ccy, k.exponent, s.business_date, coalesce(s.first_date < c.window_start, false)
       FROM m_sets s JOIN unit_config c ON c.unit = s.unit JOIN currency k ON k.ccy = s.ccy
     ) g`,
    ),
    derived(
      dialect,
      'out_members',
      `SELECT group_id, unit AS recon_unit, ${L} AS side, txn_id AS row_id, pass, left_date AS business_date,
            gross AS amount_minor, ccy AS currency FROM ${PAIRS} l
     UNION ALL
     SELECT group_id, unit, ${R}, line_id, pass, right_date, amount, ccy FROM ${PAIRS} r
     UNION ALL
     SELECT s.group_id, m.unit, m.side, m.row_id, m.pass, m.business_date, m.gross, m.ccy
     FROM m_set_members m JOIN m_sets s ON s.set_key = m.set_key`,
    ),
    `CREATE TABLE out_ignored AS
     SELECT DISTINCT w.unit, w.id, CASE WHEN w.kind = 0 THEN ${text('decision')} ELSE ${text(
      'pinned',
    )} END AS kind, i.reason
     FROM m_ignored i JOIN m_wanted w ON w.place = i.place`,
    ...proofSql(),
  ];
  return statements.map(sql => ({ step: 'P7', sql }));
}

/** P9: every row counted once and every minor unit accounted for, per unit and currency. */
function proofSql(): string[] {
  const total = (kind: string) => `${sum(`CASE WHEN kind = '${kind}' THEN amount ELSE 0 END`)}`;
  const rows = (...kinds: string[]) =>
    `sum(CASE WHEN kind IN (${kinds.map(kind => `'${kind}'`).join(', ')}) THEN row_count ELSE 0 END)`;
  return [
    `CREATE TABLE m_facts AS
     SELECT unit, ccy, side AS kind, amount, row_count FROM m_input_facts WHERE NOT excluded
     UNION ALL
     SELECT recon_unit, currency, ${text('residual')}, ${sum(
      'residual_minor',
    )}, 0 FROM out_groups WHERE residual_minor <> 0 GROUP BY recon_unit, currency
     UNION ALL
     SELECT recon_unit, currency, CASE WHEN side = 'L' THEN ${text('open left')} ELSE ${text('open right')} END,
            ${sum('amount_minor')}, count(*) FROM out_breaks GROUP BY recon_unit, currency, side
     UNION ALL
     SELECT recon_unit, currency, CASE WHEN side = 'L' THEN ${text('in left')} ELSE ${text('in right')} END,
            ${sum('amount_minor')}, count(*) FROM out_members GROUP BY recon_unit, currency, side`,
    `CREATE TABLE out_proof AS
     SELECT unit AS recon_unit, ccy AS currency, ${total('left')} AS left_minor, ${total('right')} AS right_minor,
            ${total('residual')} AS residual_minor, ${total('open left')} AS open_left_minor, ${total(
      'open right',
    )} AS open_right_minor,
            ${total('right')} - ${total('left')} - ${total('residual')} - ${total('open right')} + ${total(
      'open left',
    )} AS must_be_zero_minor,
            ${rows('left')} AS left_count, ${rows('right')} AS right_count,
            abs(${rows('left')} - ${rows('in left', 'open left')}) + abs(${rows('right')} - ${rows(
      'in right',
      'open right',
    )}) AS miscounted_rows
     FROM m_facts GROUP BY unit, ccy`,
  ];
}
