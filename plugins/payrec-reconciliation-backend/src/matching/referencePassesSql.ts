import { Dialect } from '@internal/plugin-payrec-node';
import { referenceSql } from './inputsSql';
import { rankPairing, routedPairing, routedPairs } from './pairingSql';
import { derived, Statement, withoutSql } from './statement';

type Side = 'left' | 'right';
const KEYS = {
  left: { on: 'o.txn_id = t.txn_id', key: 'txn_id' },
  right: { on: 'o.line_id = t.line_id', key: 'line_id' },
} as const;

/**
 * P1 and P2 on single rows: equal reference and amount as written, then by letters and digits; each with the gross amount
 * first and the expected net, where a fee is known, second. What the first of them leaves open moves to a smaller table, and
 * references are normalised only there.
 */
export function referencePassStatements(dialect: Dialect): Statement[] {
  const open = (side: Side): Statement => {
    const { nref, rkey } = referenceSql('norm', 'ref');
    const [id, amount] = side === 'left' ? (['txn_id', 'gross'] as const) : (['line_id', 'amount'] as const);
    const columns = `unit, account_id, ccy, ${id}, ref, ${
      side === 'left' ? 'gross, net' : 'amount'
    }, vdate, business_date, day`;
    const still = withoutSql('t.*', `m_${side}_1`, routedPairs('m_p1', 'k1', id));
    const norm = dialect.normaliseReference("coalesce(ref, '')");
    return {
      step: 'open',
      sql: `CREATE TABLE m_${side}_4 AS SELECT *, CASE WHEN nref IS NOT NULL THEN ${dialect.hash64(
        'unit',
        'ccy',
        'nref',
        amount,
      )} END AS k2
     FROM (SELECT ${columns}, ${nref} AS nref, ${rkey} AS rkey FROM (SELECT still.*, ${norm} AS norm FROM (${still}) still) n) keyed`,
    };
  };
  const openAfterNet = (side: Side): Statement => ({
    step: 'open',
    sql: derived(dialect, `m_${side}_5`, withoutSql('t.*', `m_${side}_4`, [{ name: 'm_net', ...KEYS[side] }])),
  });
  const stillOpen = (side: Side) => `(${withoutSql('t.*', `m_${side}_5`, routedPairs('m_p2', 'k2', KEYS[side].key))})`;
  const exact = { step: 'P1', pass: 'P1_EXACT_REF', ref: 'ref' } as const;
  const normalised = { step: 'P2', pass: 'P2_NORM_REF', ref: 'nref' } as const;
  return [
    ...routedPairing(dialect, { ...exact, into: 'm_p1', left: 'm_left_1', right: 'm_right_1', amount: 'gross' }, 'k1'),
    open('left'),
    open('right'),
    rankPairing(dialect, { ...exact, into: 'm_net', left: 'm_left_4', right: 'm_right_4', amount: 'net' }),
    openAfterNet('left'),
    openAfterNet('right'),
    ...routedPairing(
      dialect,
      { ...normalised, into: 'm_p2', left: 'm_left_5', right: 'm_right_5', amount: 'gross' },
      'k2',
    ),
    rankPairing(dialect, {
      ...normalised,
      into: 'm_net',
      append: true,
      left: stillOpen('left'),
      right: stillOpen('right'),
      amount: 'net',
    }),
  ];
}
