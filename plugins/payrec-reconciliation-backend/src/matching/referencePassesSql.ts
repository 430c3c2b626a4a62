import { Dialect } from '@internal/plugin-payrec-node';
import { referenceSql } from './inputsSql';
import { rankPairing, routedPairing } from './pairingSql';
import { Statement, withoutSql } from './statement';

const LEFT = { on: 'o.txn_id = t.txn_id', key: 'txn_id' };
const RIGHT = { on: 'o.line_id = t.line_id', key: 'line_id' };

/**
 * P1 and P2 on single rows: equal reference and amount as written, then by letters and digits; each with the gross amount
 * first and the expected net, where a fee is known, second. What is still open moves to a smaller table after each, and
 * references are normalised there, in a statement of its own: the optimiser would otherwise do it for every row.
 */
export function referencePassStatements(dialect: Dialect): Statement[] {
  const open = (table: string, from: string, left: boolean, taken: string[], select = 't.*'): Statement => ({
    step: 'open',
    sql: `CREATE TABLE ${table} AS ${withoutSql(
      select,
      from,
      taken.map(name => ({ name, ...(left ? LEFT : RIGHT) })),
    )}`,
  });
  const drop = (...tables: string[]): Statement[] =>
    tables.map(table => ({ step: 'open', sql: `DROP TABLE ${table}` }));
  const normalise = (table: string, from: string, left: boolean): Statement => {
    const { nref, rkey } = referenceSql('norm', 'ref');
    const columns = `unit, account_id, ccy, ${left ? 'txn_id' : 'line_id'}, ref, ${
      left ? 'gross, net' : 'amount'
    }, vdate, business_date, day`;
    return {
      step: 'open',
      sql: `CREATE TABLE ${table} AS SELECT ${columns}, ${nref} AS nref, ${rkey} AS rkey
     FROM (SELECT t.*, ${dialect.normaliseReference("coalesce(t.ref, '')")} AS norm FROM ${from} t) normalised`,
    };
  };
  return [
    ...routedPairing(
      {
        step: 'P1',
        pass: 'P1_EXACT_REF',
        into: 'm_p1',
        left: 'm_left_1',
        right: 'm_right_1',
        ref: 'ref',
        amount: 'gross',
      },
      'k1',
    ),
    open('m_left_2', 'm_left_1', true, ['m_p1']),
    open('m_right_2', 'm_right_1', false, ['m_p1']),
    ...drop('m_left_1', 'm_right_1'),
    rankPairing({
      step: 'P1',
      pass: 'P1_EXACT_REF',
      into: 'm_p1_net',
      left: 'm_left_2',
      right: 'm_right_2',
      ref: 'ref',
      amount: 'net',
    }),
    open('m_left_3', 'm_left_2', true, ['m_p1_net']),
    open('m_right_3', 'm_right_2', false, ['m_p1_net']),
    ...drop('m_left_2', 'm_right_2'),
    normalise('m_left_4', 'm_left_3', true),
    normalise('m_right_4', 'm_right_3', false),
    ...drop('m_left_3', 'm_right_3'),
    rankPairing({
      step: 'P2',
      pass: 'P2_NORM_REF',
      into: 'm_p2',
      left: 'm_left_4',
      right: 'm_right_4',
      ref: 'nref',
      amount: 'gross',
    }),
    open('m_left_5', 'm_left_4', true, ['m_p2']),
    open('m_right_5', 'm_right_4', false, ['m_p2']),
    ...drop('m_left_4', 'm_right_4'),
    rankPairing({
      step: 'P2',
      pass: 'P2_NORM_REF',
      into: 'm_p2_net',
      left: 'm_left_5',
      right: 'm_right_5',
      ref: 'nref',
      amount: 'net',
    }),
  ];
}
