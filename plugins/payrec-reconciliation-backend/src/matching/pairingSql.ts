import { Dialect } from '@internal/plugin-payrec-node';
import { noneOf, passSql } from './categories';
import { groupId, holds, Statement } from './statement';
import { MatchPass } from './types';

/** Columns of candidates, and of every table of matched pairs before `group_id`, in order. */
export const PAIR_COLUMNS = 'pass, unit, ccy, txn_id, line_id, gross, net, amount, match_key, left_date, right_date';

/** The select list that makes a pair from aliases `l` and `r`. */
export const pairSql = (dialect: Dialect, pass: MatchPass, matchKey: string): string => {
  const name = passSql(dialect, pass);
  return `${name} AS pass, l.unit, l.ccy, l.txn_id, r.line_id, l.gross, l.net, r.amount, ${matchKey} AS match_key,
       l.business_date AS left_date, r.business_date AS right_date`;
};

/** Finished pairs from a select of `PAIR_COLUMNS`: the id is hashed once, where the pair is formed. */
export const pairsSql = (dialect: Dialect, select: string, more = ''): string =>
  `SELECT ${PAIR_COLUMNS}, ${groupId(dialect, 'txn_id', 'line_id')} AS group_id${more} FROM (${select}) formed`;

export const emptyPairs = (dialect: Dialect): string => {
  const [pass, unit, ccy] = (['pass', 'recon_unit', 'currency'] as const).map(category => noneOf(dialect, category));
  return `SELECT ${pass} AS pass, ${unit} AS unit, ${ccy} AS ccy,
       CAST(NULL AS VARCHAR) AS txn_id, CAST(NULL AS VARCHAR) AS line_id, CAST(NULL AS BIGINT) AS gross, CAST(NULL AS BIGINT) AS net,
       CAST(NULL AS BIGINT) AS amount, CAST(NULL AS VARCHAR) AS match_key, CAST(NULL AS DATE) AS left_date,
       CAST(NULL AS DATE) AS right_date, CAST(NULL AS VARCHAR) AS group_id WHERE 1 = 0`;
};

export type Pairing = {
  readonly step: string;
  readonly pass: MatchPass;
  /** Table the pairs go to. */
  readonly into: string;
  /** Whether the table is there already. */
  readonly append?: boolean;
  readonly left: string;
  readonly right: string;
  /** Reference column on both sides. */
  readonly ref: 'ref' | 'nref';
  /** Amount column of the transaction. */
  readonly amount: 'gross' | 'net';
};

const IN_KEY_WINDOW = 'abs(r.day - l.day) <= c.key_window_days';

/**
 * The k-th open transaction with the k-th open line of a key, both by value date and id. Within a key rows differ in
 * nothing but the date, so any pairing balances; ranking makes it repeatable and leaves the latest rows over.
 */
export function rankPairing(
  dialect: Dialect,
  { step, pass, into, append, left, right, ref, amount }: Pairing,
): Statement {
  const known = amount === 'net' ? 'AND net <> gross' : '';
  // Few transactions have a fee, and most of those are paid gross: only lines of their references are worth ranking.
  const lines =
    amount === 'net'
      ? `(SELECT a.* FROM ${right} a JOIN (SELECT DISTINCT unit, ccy, ${ref}, net FROM ${left} n WHERE ${ref} IS NOT NULL ${known}) w
         ON w.unit = a.unit AND w.ccy = a.ccy AND w.${ref} = a.${ref} AND w.net = a.amount)`
      : right;
  return {
    step,
    sql: `${append ? `INSERT INTO ${into}` : `CREATE TABLE ${into} AS`} ${pairsSql(
      dialect,
      rankedSql(dialect, pass, ref, amount, ranked(left, lines, ref, amount, known)),
    )}`,
  };
}

/**
 * The same result for tables in which most keys are unique: those are joined on their routing hash (column `key`) and tested on
 * the columns, and only rows whose hash occurs twice on a side are ranked. A collision of hashes only sends rows the slow
 * way.
 * The plain pairs keep the hash as `route`: it names at most one row of either side, so it also tells who is still open.
 * Ranked pairs have none.
 */
export function routedPairing(dialect: Dialect, pairing: Pairing, key: string): Statement[] {
  const { step, pass, into, left, right, ref, amount } = pairing;
  const repeated = `${into}_repeated`;
  const unique = (table: string) =>
    `(SELECT t.* FROM ${table} t LEFT JOIN ${repeated} k ON k.k = t.${key} WHERE k.k IS NULL AND t.${key} IS NOT NULL)`;
  const some = (table: string) => `(SELECT t.* FROM ${table} t JOIN ${repeated} k ON k.k = t.${key})`;
  const ranks = ranked(some(left), some(right), ref, amount, '');
  return [
    repeatedKeys(step, repeated, left, right, key),
    {
      step,
      sql: `CREATE TABLE ${into} AS ${pairsSql(
        dialect,
        `SELECT ${pairSql(dialect, pass, `l.${ref}`)}, l.${key} AS route
     FROM ${unique(left)} l
     JOIN ${right} r ON r.${key} = l.${key}
     JOIN unit_config c ON c.unit = l.unit
     WHERE ${holds(
       `r.unit = l.unit AND r.ccy = l.ccy AND r.${ref} = l.${ref} AND r.amount = l.${amount} AND ${IN_KEY_WINDOW}`,
     )}`,
        ', route',
      )}`,
    },
    {
      step,
      sql: `INSERT INTO ${into} ${pairsSql(
        dialect,
        rankedSql(dialect, pass, ref, amount, ranks),
        ', CAST(NULL AS BIGINT) AS route',
      )}`,
    },
  ];
}

/** How rows that a routed pairing took are found again, for `withoutSql`. */
export const routedPairs = (into: string, key: string, id: 'txn_id' | 'line_id') => [
  { name: into, on: `o.route = t.${key}`, key: 'route' },
  { name: `(SELECT ${id} FROM ${into} WHERE route IS NULL)`, on: `o.${id} = t.${id}`, key: id },
];

/** Routing hashes that occur more than once on a side: the keys that may repeat. */
export function repeatedKeys(step: string, into: string, left: string, right: string, key: string): Statement {
  const some = (table: string) =>
    `SELECT ${key} AS k FROM ${table} WHERE ${key} IS NOT NULL GROUP BY ${key} HAVING count(*) > 1`;
  return { step, sql: `CREATE TABLE ${into} AS ${some(left)} UNION ${some(right)}` };
}

function ranked(left: string, right: string, ref: string, amount: string, known: string) {
  return {
    left: `(SELECT s.*, row_number() OVER (PARTITION BY unit, ccy, ${ref}, ${amount} ORDER BY vdate, txn_id) AS place
       FROM ${left} s WHERE ${ref} IS NOT NULL ${known})`,
    right: `(SELECT s.*, row_number() OVER (PARTITION BY unit, ccy, ${ref}, amount ORDER BY vdate, line_id) AS place
       FROM ${right} s WHERE ${ref} IS NOT NULL)`,
  };
}

function rankedSql(
  dialect: Dialect,
  pass: MatchPass,
  ref: string,
  amount: string,
  sides: { left: string; right: string },
): string {
  return `SELECT ${pairSql(dialect, pass, `l.${ref}`)}
     FROM ${sides.left} l
     JOIN ${sides.right} r
       ON r.unit = l.unit AND r.ccy = l.ccy AND r.${ref} = l.${ref} AND r.amount = l.${amount} AND r.place = l.place
     JOIN unit_config c ON c.unit = l.unit WHERE ${IN_KEY_WINDOW}`;
}
