import { listCurrencies } from '@internal/plugin-payrec-common';
import { Dialect, EngineSession } from '@internal/plugin-payrec-node';
import { MATCH_PASSES, MatchPass } from './types';

/** Kinds of text with few values, by the columns of the match tables that hold them. */
export type MatchCategory = 'recon_unit' | 'currency' | 'pass' | 'side';

/**
 * Makes the categories of a run. A caller that fills `left_rows` and `right_rows` with columns of them says so before: a run of
 * a million rows carries each of the four a dozen times, and as text they take a quarter of its time.
 */
export async function defineMatchCategories(session: EngineSession, units: readonly string[]): Promise<void> {
  await session.defineCategory('recon_unit', units);
  await session.defineCategory('currency', listCurrencies());
  await session.defineCategory('pass', MATCH_PASSES);
  await session.defineCategory('side', ['L', 'R']);
}

const constant = (dialect: Dialect, category: MatchCategory, value: string): string =>
  `CAST('${value}' AS ${dialect.categoryType(category)})`;

/** Name of a pass as an SQL constant. */
export const passSql = (dialect: Dialect, pass: MatchPass): string => constant(dialect, 'pass', pass);

/** The two sides as SQL constants. */
export const sidesSql = (dialect: Dialect) => ({
  L: constant(dialect, 'side', 'L'),
  R: constant(dialect, 'side', 'R'),
});

/** NULL of a category. */
export const noneOf = (dialect: Dialect, category: MatchCategory): string =>
  `CAST(NULL AS ${dialect.categoryType(category)})`;
