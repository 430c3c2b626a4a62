import { MatchingCase } from '../cases/matchingCases';
import { seeded } from './matchingEngine';

/**
 * Cases in which everything rivals everything: few references, amounts, days and batches, so that most rows have several
 * possible partners in several passes. The same seed gives the same case.
 */
export function denseCase(seed: number, options: { readonly withNever: boolean }): MatchingCase {
  const random = seeded(seed);
  const pick = <T>(...values: T[]): T => values[Math.floor(random() * values.length)];
  const chance = (share: number) => random() < share;
  const day = () => `2026-03-${String(2 + Math.floor(random() * 8)).padStart(2, '0')}`;
  const reference = () =>
    pick<string | undefined>(undefined, undefined, '', 'ORD-1', 'ord 1', 'ORD-22', 'Ord/22', 'A1');
  const amount = () => pick(0, 100, 100, 200, 300, -100, 101, 97, 1000);
  const batch = () => (chance(0.2) ? pick('PO1', 'PO2') : undefined);
  const currency = () => (chance(0.05) ? 'USD' : 'EUR');
  const left = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, index) => {
    const gross = amount();
    return {
      txn_id: `T${index + 1}`,
      ref: reference(),
      amount: gross,
      net: chance(0.25) ? gross - pick(1, 2, 3) : gross,
      ccy: currency(),
      vdate: day(),
      batch_id: batch(),
    };
  });
  const right = Array.from({ length: 1 + Math.floor(random() * 12) }, (_, index) => ({
    line_id: `S${index + 1}`,
    ref: reference(),
    amount: amount(),
    ccy: currency(),
    vdate: day(),
    batch_id: batch(),
  }));
  // One line that pays the first batch whole, so that batches close often enough.
  const paid = left.filter(({ batch_id, ccy }) => batch_id === 'PO1' && ccy === 'EUR');
  if (paid.length > 0 && chance(0.7)) {
    right.push({
      line_id: 'S99',
      ref: undefined,
      amount: paid.reduce((sum, { net }) => sum + net, 0),
      ccy: 'EUR',
      vdate: day(),
      batch_id: 'PO1',
    });
  }
  const decisions: Array<Record<string, unknown>> = [];
  if (options.withNever) {
    for (let count = Math.floor(random() * 4); count > 0; count -= 1) {
      decisions.push({
        decision_id: `N${count}`,
        action: 'NEVER',
        txn_id: pick(...left).txn_id,
        line_id: pick(...right).line_id,
      });
    }
  }
  const config: Record<string, unknown> = {
    lag_min: pick(-1, 0, -2),
    lag_max: pick(5, 2, 0),
    ...(chance(0.5) && { tol_abs: pick(1, 2, 5), tol_requires_ref: chance(0.5) }),
    ...(chance(0.3) && { tol_bps: pick(50, 200) }),
  };
  return { id: `D${seed}`, as_of: '2026-03-20', config, left, right, decisions };
}

/** `count` cases from `seed` on. */
export const denseCases = (seed: number, count: number, options: { readonly withNever: boolean }): MatchingCase[] =>
  Array.from({ length: count }, (_, index) => denseCase(seed + index, options));
