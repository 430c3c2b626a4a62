import { Dialect } from '@internal/plugin-payrec-node';
import { aggregatePassStatements } from './aggregatePassesSql';
import { amountPassStatements, openAfterAmounts } from './amountPassSql';
import { breakStatements } from './breaksSql';
import { inputFactStatements, inputStatements } from './inputsSql';
import { emptyRounds, neverPassStatements, openAfterRounds, tolerancePassStatements } from './mutualBestSql';
import { outputStatements } from './outputsSql';
import { referencePassStatements } from './referencePassesSql';
import { Statement } from './statement';

/**
 * The text of a run in one dialect. It does not depend on the data or the settings; only how often the rung of the ladder
 * and a round of mutual best are repeated does.
 */
export type MatchingText = {
  /** What came in, before the settings are held against it. */
  readonly inputFacts: readonly Statement[];
  /** P0 to P3 and the amounts of P4 that occur once. */
  readonly beforeLadder: readonly Statement[];
  readonly afterLadder: readonly Statement[];
  /** Edges of P4n; needed when somebody said NEVER. */
  readonly neverPass: readonly Statement[];
  readonly afterNever: readonly Statement[];
  /** Edges of P5; needed when a unit has a tolerance. */
  readonly tolerancePass: readonly Statement[];
  /** What is open after P5, P8, P7 and P9. */
  readonly results: readonly Statement[];
};

export function matchingText(dialect: Dialect): MatchingText {
  return {
    inputFacts: inputFactStatements(),
    beforeLadder: [
      ...inputStatements(dialect),
      ...referencePassStatements(dialect),
      ...aggregatePassStatements(dialect),
      ...amountPassStatements(dialect),
    ],
    afterLadder: [...openAfterAmounts(), emptyRounds(dialect)],
    neverPass: neverPassStatements(dialect),
    afterNever: openAfterRounds(dialect, 8),
    tolerancePass: tolerancePassStatements(dialect),
    results: [...openAfterRounds(dialect, 9), ...breakStatements(dialect), ...outputStatements(dialect)],
  };
}
