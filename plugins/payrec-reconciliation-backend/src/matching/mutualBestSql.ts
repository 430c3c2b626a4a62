import { Dialect } from '@internal/plugin-payrec-node';
import { emptyPairs, PAIR_COLUMNS, pairSql, pairsSql } from './pairingSql';
import { derived, Statement, withoutSql } from './statement';

/** Rounds of mutual best; what is still undecided after them stays open. */
export const MUTUAL_BEST_ROUNDS = 6;
/** Candidates kept for a row of either side. */
const TOP = 8;

const FORBIDDEN = `LEFT JOIN m_never x ON x.unit = l.unit AND x.txn_id = l.txn_id AND x.line_id = r.line_id`;
/** The lag as the ladder tries it: the day itself, later days, then earlier ones. */
const LADDER_PLACE = 'CASE WHEN r.day >= l.day THEN r.day - l.day ELSE 1000 + l.day - r.day END';
// One strict total order for both sides: with two orders rounds could stall, and the result could depend on the input's.
const ORDER = 'difference, lag, txn_id, line_id';

/** What the mutual-best passes find goes here; a run without NEVER and without a tolerance leaves the table empty. */
export const emptyRounds = (dialect: Dialect): Statement => ({
  step: 'P4n',
  sql: `CREATE TABLE m_rounds AS ${emptyPairs(dialect)}`,
});

/** Whether any pair may not be matched. */
export const NEVER_PAIRS = 'SELECT CAST(count(*) AS VARCHAR) AS n FROM m_never';

/** Edges of a mutual-best pass from a select of candidates, cut to the best few of each row and numbered in the total order. */
function edges(step: string, name: string, candidates: string): Statement[] {
  return [
    {
      step,
      sql: `CREATE TABLE ${name}_edges_1 AS
     SELECT ${PAIR_COLUMNS}, row_number() OVER (PARTITION BY unit ORDER BY ${ORDER}) AS place
     FROM (SELECT c.*, row_number() OVER (PARTITION BY txn_id ORDER BY ${ORDER}) AS left_place,
                  row_number() OVER (PARTITION BY line_id ORDER BY ${ORDER}) AS right_place
           FROM (${candidates}) c) ranked
     WHERE left_place <= ${TOP} AND right_place <= ${TOP}`,
    },
  ];
}

/**
 * One round: an edge is taken when it is the first of both its rows. The smallest open edge always is, so every round
 * progresses, and the result is that of taking edges one by one in order, whatever the parallelism.
 */
export function mutualBestRound(dialect: Dialect, step: string, name: string, round: number): Statement[] {
  const from = `${name}_edges_${round}`;
  const taken = `${name}_taken_${round}`;
  return [
    {
      step,
      sql: `CREATE TABLE ${taken} AS SELECT e.* FROM ${from} e
     JOIN (SELECT unit, txn_id, min(place) AS place FROM ${from} GROUP BY unit, txn_id) a
       ON a.unit = e.unit AND a.txn_id = e.txn_id AND a.place = e.place
     JOIN (SELECT unit, line_id, min(place) AS place FROM ${from} GROUP BY unit, line_id) b
       ON b.unit = e.unit AND b.line_id = e.line_id AND b.place = e.place`,
    },
    { step, sql: `INSERT INTO m_rounds ${pairsSql(dialect, `SELECT ${PAIR_COLUMNS} FROM ${taken}`)}` },
    {
      step,
      sql: `CREATE TABLE ${name}_edges_${round + 1} AS ${withoutSql('t.*', from, [
        { name: taken, on: 'o.txn_id = t.txn_id', key: 'txn_id' },
        { name: taken, on: 'o.line_id = t.line_id', key: 'line_id' },
      ])}`,
    },
  ];
}

/** Number of edges a round would look at. */
export const edgesLeft = (name: string, round: number): string =>
  `SELECT CAST(count(*) AS VARCHAR) AS n FROM ${name}_edges_${round}`;

/** P4 for rows with a NEVER: equal amount within the lags, without the forbidden pairs. */
export function neverPassStatements(dialect: Dialect): Statement[] {
  const candidates = (left: string, right: string) => `SELECT ${pairSql(
    dialect,
    'P4_AMOUNT_DATE',
    "CAST(r.amount AS VARCHAR) || ' ' || CAST(r.vdate AS VARCHAR)",
  )}, 0 AS difference, ${LADDER_PLACE} AS lag
       FROM ${left} l JOIN ${right} r ON r.unit = l.unit AND r.ccy = l.ccy AND r.amount = l.gross
       JOIN unit_config c ON c.unit = l.unit ${FORBIDDEN}
       WHERE x.unit IS NULL AND l.gross <> 0 AND r.day - l.day BETWEEN c.lag_min AND c.lag_max`;
  const never = (table: string) => `(SELECT * FROM ${table} WHERE never)`;
  return edges(
    'P4n',
    'm_p4n',
    `${candidates(never('m_left_8'), 'm_right_8')} UNION ${candidates('m_left_8', never('m_right_8'))}`,
  );
}

/**
 * P5: the line is within tolerance of the expected net. Candidates meet in buckets of amount: `m_tolerance` gives a width
 * per unit and number of digits that is at least the tolerance there, a transaction looks into three buckets of its own
 * and the neighbouring magnitudes, and the test itself is in whole minor units.
 */
export function tolerancePassStatements(dialect: Dialect): Statement[] {
  const bucket = (amount: string) => `${amount} - ((${amount} % w.width) + w.width) % w.width`;
  const digits = (amount: string) => `CAST(length(CAST(abs(${amount}) AS VARCHAR)) AS BIGINT)`;
  const lefts = `(SELECT t.*, w.digits, ${bucket('t.net')} + v.k * w.width AS bucket
       FROM m_left_9 t JOIN m_tolerance w ON w.unit = t.unit AND abs(w.digits - ${digits('t.net')}) <= 1
       CROSS JOIN (VALUES (-1), (0), (1)) v(k) WHERE t.net <> 0)`;
  const rights = `(SELECT t.*, w.digits, ${bucket('t.amount')} AS bucket
       FROM m_right_9 t JOIN m_tolerance w ON w.unit = t.unit AND w.digits = ${digits(
         't.amount',
       )} WHERE t.amount <> 0)`;
  const candidates = (join: string, where: string) => `SELECT ${pairSql(
    dialect,
    'P5_TOLERANCE',
    'coalesce(l.nref, r.nref)',
  )},
       abs(r.amount - l.net) AS difference, ${LADDER_PLACE} AS lag
       FROM ${lefts} l JOIN ${rights} r ON r.unit = l.unit AND r.ccy = l.ccy AND r.digits = l.digits AND r.bucket = l.bucket ${join}
       JOIN unit_config c ON c.unit = l.unit ${FORBIDDEN}
       WHERE x.unit IS NULL AND (r.amount > 0) = (l.net > 0) AND ${where}
         AND (abs(r.amount - l.net) <= c.tol_minor
           OR CAST(abs(r.amount - l.net) AS DECIMAL(38,0)) * 10000 <= CAST(abs(l.net) AS DECIMAL(38,0)) * c.tol_bps)`;
  return edges(
    'P5',
    'm_p5',
    `${candidates('AND r.nref = l.nref', 'abs(r.day - l.day) <= c.key_window_days')}
       UNION ${candidates('', 'NOT c.tol_needs_ref AND r.day - l.day BETWEEN c.lag_min AND c.lag_max')}`,
  );
}

/** Rows still open after a mutual-best pass. */
export function openAfterRounds(dialect: Dialect, from: number): Statement[] {
  return (['left', 'right'] as const).map(side => {
    const id = side === 'left' ? 'txn_id' : 'line_id';
    return {
      step: 'open',
      sql: derived(
        dialect,
        `m_${side}_${from + 1}`,
        withoutSql('t.*', `m_${side}_${from}`, [{ name: 'm_rounds', on: `o.${id} = t.${id}`, key: id }]),
      ),
    };
  });
}
