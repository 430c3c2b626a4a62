import { Dialect } from '@internal/plugin-payrec-node';
import { sidesSql } from './categories';
import { referenceSql } from './inputsSql';
import { Statement, text, withoutSql } from './statement';

/** Rows of one reference are compared each with each up to this many pairs; beyond it they are lined up by date. */
const REFERENCE_PAIRS_MAX = 10_000;
/** The same for amounts of one account in two currencies; beyond it only references are compared. */
const CONVERTED_PAIRS_MAX = 1_000_000;

// Rank of a class made by a rival; lower wins. The classes of a row alone stand between them, see `classSql`.
const FX = 4;
const REJECTED = 5;
const RIVAL_CLASS = `CASE WHEN r.amount = l.gross OR r.amount = l.net THEN 6
         WHEN r.amount = -l.gross OR r.amount = -l.net THEN 7
         WHEN l.net <> l.gross AND abs(r.amount - l.net) <= abs(l.gross - l.net) THEN 8
         ELSE 9 END`;

/** P8: one class for every open row, from the rows it could have been matched with. */
export function breakStatements(dialect: Dialect): Statement[] {
  const rivals = `${referenceRivals()}
     UNION ALL ${fxByReference('left')} UNION ALL ${fxByReference('right')}
     UNION ALL ${fxByAmount('l.ccy', 'r.ccy', 'l.gross', 'l', 'r.amount', 'r')}
     UNION ALL ${fxByAmount('r.ccy', 'l.ccy', 'r.amount', 'r', 'l.gross', 'l')}
     UNION ALL
     SELECT ${REJECTED}, l.txn_id, r.line_id, abs(r.amount - l.gross), abs(r.day - l.day)
     FROM m_never n JOIN m_open_left l ON l.unit = n.unit AND l.txn_id = n.txn_id
     JOIN m_open_right r ON r.unit = n.unit AND r.line_id = n.line_id`;
  const order = 'grade, difference, lag, txn_id, line_id';
  const statements = [
    openSql(dialect, 'left'),
    openSql(dialect, 'right'),
    `CREATE TABLE m_reference_sizes AS
     SELECT l.unit, l.ccy, l.rkey, l.n * r.n > ${REFERENCE_PAIRS_MAX} AS crowded, l.n AS left_count, r.n AS right_count
     FROM (SELECT unit, ccy, rkey, count(*) AS n FROM m_open_left WHERE rkey IS NOT NULL AND batch_id IS NULL GROUP BY unit, ccy, rkey) l
     JOIN (SELECT unit, ccy, rkey, count(*) AS n FROM m_open_right WHERE rkey IS NOT NULL AND batch_id IS NULL GROUP BY unit, ccy, rkey) r
       ON r.unit = l.unit AND r.ccy = l.ccy AND r.rkey = l.rkey`,
    `CREATE TABLE m_account_sizes AS
     SELECT l.account_id FROM (SELECT account_id, count(*) AS n FROM m_open_left GROUP BY account_id) l
     JOIN (SELECT account_id, count(*) AS n FROM m_open_right GROUP BY account_id) r ON r.account_id = l.account_id
     WHERE CAST(l.n AS DECIMAL(38,0)) * r.n <= ${CONVERTED_PAIRS_MAX}`,
    `CREATE TABLE m_rivals AS
     SELECT grade, txn_id, line_id,
            row_number() OVER (PARTITION BY txn_id ORDER BY ${order}) AS left_place,
            row_number() OVER (PARTITION BY line_id ORDER BY ${order}) AS right_place
     FROM (SELECT DISTINCT * FROM (${rivals}) every_rival) distinct_rival`,
    ...(['left', 'right'] as const).flatMap(side => twinSql(dialect, side)),
    `CREATE TABLE m_open_batches AS
     SELECT DISTINCT l.unit, l.ccy, l.batch_id FROM m_open_left l
     JOIN m_open_right r ON r.unit = l.unit AND r.ccy = l.ccy AND r.batch_id = l.batch_id`,
    `CREATE TABLE m_classes AS ${classSql(dialect, 'left')} UNION ALL ${classSql(dialect, 'right')}`,
    `CREATE TABLE out_breaks AS
     SELECT unit AS recon_unit, side, row_id, break_class,
            CASE WHEN batch_id IS NOT NULL AND (refused OR break_class IN ('BATCH_AMOUNT', 'TIMING', 'MISSING_RIGHT', 'MISSING_LEFT'))
                   THEN ${text('B|')} || unit || '|' || batch_id
                 WHEN mutual AND break_class IN ('DATE_WINDOW', 'SIGN', 'FEE', 'AMOUNT')
                   THEN ${text(
                     'P|',
                   )} || unit || '|' || CASE WHEN side = 'L' THEN row_id || '|' || rival_id ELSE rival_id || '|' || row_id END
                 ELSE side || '|' || unit || '|' || row_id END AS case_key,
            rival_id, amount AS amount_minor, ccy AS currency, business_date, vdate AS value_date
     FROM m_classes`,
  ];
  return statements.map(sql => ({ step: 'P8', sql }));
}

/** All open rows of a side: single rows and batch members, with the reference they are compared by. */
function openSql(dialect: Dialect, side: 'left' | 'right'): string {
  const id = side === 'left' ? 'txn_id' : 'line_id';
  const columns = `unit, account_id, ccy, ${id}, ${
    side === 'left' ? 'gross, net' : 'amount'
  }, vdate, business_date, day`;
  const { rkey } = referenceSql('norm', 'ref');
  const sets = `(SELECT unit, row_id FROM m_set_members WHERE side = '${side === 'left' ? 'L' : 'R'}')`;
  return `CREATE TABLE m_open_${side} AS
     SELECT ${columns}, rkey, CAST(NULL AS VARCHAR) AS batch_id, never FROM m_${side}_10
     UNION ALL
     SELECT ${columns}, ${rkey}, batch_id, never
     FROM (${withoutSql(`t.*, ${dialect.normaliseReference("coalesce(t.ref, '')")} AS norm`, `m_${side}_batch`, [
       { name: sets, on: `o.unit = t.unit AND o.row_id = t.${id}`, key: 'row_id' },
     ])}) waiting`;
}

/** Rivals of equal reference and currency. A reference everybody uses is lined up by date instead of multiplied out. */
function referenceRivals(): string {
  const same = 'r.unit = l.unit AND r.ccy = l.ccy AND r.rkey = l.rkey';
  const side = (table: string, crowded: boolean) => `(SELECT t.*, s.left_count, s.right_count${
    crowded
      ? `, row_number() OVER (PARTITION BY t.unit, t.ccy, t.rkey ORDER BY t.vdate, t.${
          table === 'm_open_left' ? 'txn_id' : 'line_id'
        }) AS place`
      : ''
  } FROM ${table} t JOIN m_reference_sizes s ON s.unit = t.unit AND s.ccy = t.ccy AND s.rkey = t.rkey
       WHERE ${crowded ? '' : 'NOT '}s.crowded AND t.batch_id IS NULL)`;
  const select = (crowded: boolean, on: string) => `SELECT ${RIVAL_CLASS} AS grade, l.txn_id, r.line_id,
       CASE WHEN abs(r.amount - l.net) < abs(r.amount - l.gross) THEN abs(r.amount - l.net) ELSE abs(r.amount - l.gross) END AS difference,
       abs(r.day - l.day) AS lag
     FROM ${side('m_open_left', crowded)} l JOIN ${side('m_open_right', crowded)} r ON ${same} ${on}`;
  return `${select(false, '')}
     UNION ALL ${select(true, 'AND r.place = CASE WHEN l.place <= l.right_count THEN l.place ELSE 1 END')}
     UNION ALL ${select(true, 'AND l.place = CASE WHEN r.place <= r.left_count THEN r.place ELSE 1 END')}`;
}

/** Equal reference, other currency, on the same account; each row against the first of the other side only. */
function fxByReference(side: 'left' | 'right'): string {
  const [own, other] = side === 'left' ? ['txn_id', 'line_id'] : ['line_id', 'txn_id'];
  const otherSide = side === 'left' ? 'right' : 'left';
  return `SELECT ${FX}, ${side === 'left' ? 'a.txn_id, b.line_id' : 'b.txn_id, a.line_id'}, 0, 0
     FROM (SELECT account_id, rkey, ccy, ${own} FROM m_open_${side} WHERE rkey IS NOT NULL) a
     JOIN (SELECT account_id, rkey, ccy, min(${other}) AS ${other} FROM m_open_${otherSide} WHERE rkey IS NOT NULL
           GROUP BY account_id, rkey, ccy) b
       ON b.account_id = a.account_id AND b.rkey = a.rkey AND b.ccy <> a.ccy`;
}

/** Amounts of one account that agree once converted, within the lags. Rates classify only; no group crosses currencies. */
function fxByAmount(from: string, to: string, amount: string, a: 'l' | 'r', other: string, b: 'l' | 'r'): string {
  const exponent = (alias: string, currency: string) => `JOIN currency ${alias} ON ${alias}.ccy = ${currency}`;
  const scaled = (power: string) => `CAST(rpad('1', CAST(${power}.exponent + 1 AS INTEGER), '0') AS DECIMAL(38,0))`;
  const converted = `CAST(${amount} AS DECIMAL(38,0)) * f.rate * ${scaled(b === 'r' ? 'er' : 'el')}`;
  const booked = `CAST(${other} AS DECIMAL(38,0)) * ${scaled(a === 'l' ? 'el' : 'er')}`;
  return `SELECT ${FX}, l.txn_id, r.line_id, 0, abs(r.day - l.day)
     FROM m_open_left l JOIN m_account_sizes s ON s.account_id = l.account_id
     JOIN m_open_right r ON r.account_id = l.account_id AND r.ccy <> l.ccy
     JOIN unit_config c ON c.unit = l.unit
     JOIN fx f ON f.from_ccy = ${from} AND f.to_ccy = ${to} AND l.vdate BETWEEN f.valid_from AND f.valid_to
     ${exponent('el', 'l.ccy')} ${exponent('er', 'r.ccy')}
     WHERE r.day - l.day BETWEEN c.lag_min AND c.lag_max AND l.gross <> 0
       AND abs(${booked} - ${converted}) * 10000 <= abs(${converted}) * c.fx_tol_bps`;
}

/** Open rows with a matched twin: same side, reference and amount. Matched rows are cut to open amounts before they are read. */
function twinSql(dialect: Dialect, side: 'left' | 'right'): string[] {
  const left = side === 'left';
  const id = left ? 'txn_id' : 'line_id';
  const amount = left ? 'gross' : 'amount';
  const { rkey } = referenceSql('norm', 'ref');
  return [
    `CREATE TABLE m_twins_${side}_1 AS
     SELECT t.unit, t.ccy, t.ref, t.${amount} FROM ${side}_rows t
     JOIN (SELECT DISTINCT unit, ccy, ${amount} FROM m_open_${side} WHERE rkey IS NOT NULL AND ${amount} <> 0) a
       ON a.unit = t.unit AND a.ccy = t.ccy AND a.${amount} = t.${amount}
     LEFT JOIN m_open_${side} o ON o.unit = t.unit AND o.${id} = t.${id}
     LEFT JOIN m_excluded_${side} x ON x.unit = t.unit AND x.${id} = t.${id}
     WHERE o.${id} IS NULL AND x.${id} IS NULL AND coalesce(t.ref, '') <> ''`,
    `CREATE TABLE m_twins_${side} AS
     SELECT DISTINCT m.unit, m.ccy, m.rkey, m.${amount} FROM (
       SELECT unit, ccy, ${amount}, ${rkey} AS rkey
       FROM (SELECT t.*, ${dialect.normaliseReference('t.ref')} AS norm FROM m_twins_${side}_1 t) n) m
     JOIN m_open_${side} o ON o.unit = m.unit AND o.ccy = m.ccy AND o.rkey = m.rkey AND o.${amount} = m.${amount}`,
  ];
}

/** The first class that holds, in the order of the decision record; changing it changes every figure of the workbench. */
function classSql(dialect: Dialect, side: 'left' | 'right'): string {
  const { L, R } = sidesSql(dialect);
  const left = side === 'left';
  const [id, other] = left ? ['txn_id', 'line_id'] : ['line_id', 'txn_id'];
  const amount = left ? 'gross' : 'amount';
  const isZero = left ? 't.gross = 0 AND t.net = 0' : 't.amount = 0';
  const alone = left
    ? `CASE WHEN ${`date_diff('day', t.vdate, c.as_of)`} <= c.due_lag_days THEN ${text('TIMING')} ELSE ${text(
        'MISSING_RIGHT',
      )} END`
    : text('MISSING_LEFT');
  return `SELECT t.unit, ${
    left ? L : R
  } AS side, t.${id} AS row_id, t.ccy, t.${amount} AS amount, t.business_date, t.vdate,
       t.batch_id, x.row_id IS NOT NULL AS refused, v.left_place = 1 AND v.right_place = 1 AS mutual,
       CASE WHEN x.row_id IS NOT NULL THEN ${text('REJECTED')}
         WHEN b.unit IS NOT NULL THEN ${text('BATCH_AMOUNT')}
         WHEN ${isZero} THEN ${text('ZERO_AMOUNT')}
         WHEN d.unit IS NOT NULL THEN ${text('DUPLICATE')}
         WHEN v.grade = ${FX} THEN ${text('FX')}
         WHEN t.never THEN ${text('REJECTED')}
         WHEN v.grade = 6 THEN ${text('DATE_WINDOW')} WHEN v.grade = 7 THEN ${text('SIGN')}
         WHEN v.grade = 8 THEN ${text('FEE')} WHEN v.grade = 9 THEN ${text('AMOUNT')}
         ELSE ${alone} END AS break_class,
       CASE WHEN x.row_id IS NOT NULL OR b.unit IS NOT NULL OR ${isZero} OR d.unit IS NOT NULL THEN CAST(NULL AS VARCHAR)
         WHEN t.never AND v.grade > ${REJECTED} THEN CAST(NULL AS VARCHAR)
         ELSE v.${other} END AS rival_id
     FROM m_open_${side} t
     JOIN unit_config c ON c.unit = t.unit
     LEFT JOIN m_refused_rows x ON x.side = '${left ? 'L' : 'R'}' AND x.row_id = t.${id}
     LEFT JOIN m_open_batches b ON b.unit = t.unit AND b.ccy = t.ccy AND b.batch_id = t.batch_id
     LEFT JOIN m_twins_${side} d ON d.unit = t.unit AND d.ccy = t.ccy AND d.rkey = t.rkey AND d.${amount} = t.${amount}
     LEFT JOIN m_rivals v ON v.${id} = t.${id} AND v.${side}_place = 1`;
}
