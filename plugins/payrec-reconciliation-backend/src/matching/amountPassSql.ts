import { Dialect, SqlValue } from '@internal/plugin-payrec-node';
import { emptyPairs, pairSql, pairsSql, repeatedKeys } from './pairingSql';
import { derived, holds, Statement, withoutSql } from './statement';

const PASS = 'P4_AMOUNT_DATE';
const NO_REFERENCE = "CAST(r.amount AS VARCHAR) || ' ' || CAST(r.vdate AS VARCHAR)";

/**
 * P4, first part: rows no group of P3 took, and the amounts that occur once on each side, where the ladder of lags is one
 * join. Zero amounts say nothing and stay open.
 */
export function amountPassStatements(dialect: Dialect): Statement[] {
  const step = 'P4';
  const unique = (table: string) =>
    `(SELECT t.* FROM ${table} t LEFT JOIN m_p4_repeated k ON k.k = t.k4 WHERE k.k IS NULL AND t.k4 IS NOT NULL)`;
  const lane = (side: 'left' | 'right'): string => {
    const id = side === 'left' ? 'txn_id' : 'line_id';
    const sets = `(SELECT unit, row_id FROM m_single_sets WHERE side = '${side === 'left' ? 'L' : 'R'}')`;
    return derived(
      dialect,
      `m_${side}_7`,
      withoutSql('t.*', `m_${side}_6`, [{ name: sets, on: `o.unit = t.unit AND o.row_id = t.${id}`, key: 'row_id' }]),
    );
  };
  return [
    // Batches wait in a lane of their own and decisions left before the first pass.
    {
      step,
      sql: `CREATE TABLE m_single_sets AS
     SELECT unit, side, row_id FROM m_set_members WHERE pass IN ('P3_SPLIT', 'P3_CONTRA')`,
    },
    { step, sql: lane('left') },
    { step, sql: lane('right') },
    repeatedKeys(step, 'm_p4_repeated', 'm_left_7', 'm_right_7', 'k4'),
    {
      step,
      sql: `CREATE TABLE m_p4 AS ${pairsSql(
        dialect,
        `SELECT ${pairSql(dialect, PASS, NO_REFERENCE)}
     FROM ${unique('m_left_7')} l
     JOIN m_right_7 r ON r.k4 = l.k4
     JOIN unit_config c ON c.unit = l.unit
     WHERE ${holds(
       'r.unit = l.unit AND r.ccy = l.ccy AND r.amount = l.gross AND r.day - l.day BETWEEN c.lag_min AND c.lag_max',
     )}`,
      )}`,
    },
    { step, sql: 'CREATE TABLE m_ladder_left AS SELECT t.* FROM m_left_7 t JOIN m_p4_repeated k ON k.k = t.k4' },
    { step, sql: 'CREATE TABLE m_ladder_right AS SELECT t.* FROM m_right_7 t JOIN m_p4_repeated k ON k.k = t.k4' },
    { step, sql: `CREATE TABLE m_p4_ladder AS ${emptyPairs(dialect)}` },
  ];
}

/** Whether any rung has work: an amount that repeats, open on both sides. */
export const LADDER_HAS_WORK = `SELECT CAST(count(*) AS VARCHAR) AS n FROM (
     SELECT 1 AS one FROM m_ladder_left l JOIN (SELECT DISTINCT unit, ccy, amount FROM m_ladder_right) r
       ON r.unit = l.unit AND r.ccy = l.ccy AND r.amount = l.gross LIMIT 1) some_pair`;

/** One rung of the ladder, for amounts that repeat: rank pairing of what is open among rows exactly `?` days apart. */
export const ladderRungSql = (dialect: Dialect): string =>
  `INSERT INTO m_p4_ladder ${pairsSql(
    dialect,
    `SELECT ${pairSql(dialect, PASS, NO_REFERENCE)}
     FROM (SELECT t.*, row_number() OVER (PARTITION BY t.unit, t.ccy, t.gross, t.day ORDER BY t.txn_id) AS place
           FROM m_ladder_left t LEFT JOIN m_p4_ladder o ON o.txn_id = t.txn_id WHERE o.txn_id IS NULL) l
     JOIN (SELECT t.*, row_number() OVER (PARTITION BY t.unit, t.ccy, t.amount, t.day ORDER BY t.line_id) AS place
           FROM m_ladder_right t LEFT JOIN m_p4_ladder o ON o.line_id = t.line_id WHERE o.line_id IS NULL) r
       ON r.unit = l.unit AND r.ccy = l.ccy AND r.amount = l.gross AND r.day = l.day + CAST(? AS BIGINT) AND r.place = l.place
     JOIN unit_config c ON c.unit = l.unit
     WHERE r.day - l.day BETWEEN c.lag_min AND c.lag_max`,
  )}`;

/** Lags in the order they are tried: the day itself, later days, then earlier ones. */
export function ladderLags(lagMin: number, lagMax: number): SqlValue[] {
  const lags: number[] = [];
  for (let lag = Math.max(0, lagMin); lag <= lagMax; lag += 1) lags.push(lag);
  for (let lag = Math.min(-1, lagMax); lag >= lagMin; lag -= 1) lags.push(lag);
  return lags;
}

/** Rows P4 left open. */
export function openAfterAmounts(): Statement[] {
  return (['left', 'right'] as const).map(side => {
    const id = side === 'left' ? 'txn_id' : 'line_id';
    return {
      step: 'P4',
      sql: `CREATE TABLE m_${side}_8 AS ${withoutSql(
        't.*',
        `m_${side}_7`,
        ['m_p4', 'm_p4_ladder'].map(name => ({ name, on: `o.${id} = t.${id}`, key: id })),
      )}`,
    };
  });
}
