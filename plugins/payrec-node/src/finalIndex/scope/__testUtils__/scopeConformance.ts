import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import { AuthorizeResult, PermissionCondition, PermissionCriteria } from '@backstage/plugin-permission-common';
import { RESOURCE_TYPE_TRANSACTION, Table, transactionReadPermission } from '@internal/plugin-payrec-common';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { isMerchantVisible } from '../../../permissions/rules/isMerchantVisible';
import { transactionRuleset } from '../../../permissions/transactionRules';
import { Dialect, Scope, SqlValue } from '../../types';
import { compileScope } from '../compileScope';
import { InMemoryMerchantDirectory } from '../InMemoryMerchantDirectory';
import { resolveScope } from '../resolveScope';

/* Test support: shared by the suites of both engines, not exported from the package. */

type Conditions = PermissionCriteria<PermissionCondition>;

const MERCHANTS = ['mer-a', 'mer-b', "o'brien", '?', '漢字 🏦', '', 'NULL', 'mer-a" OR TRUE --'];
const CLAIMS: Record<string, readonly string[]> = {
  'group:default/merchant-a': ['mer-a'],
  'group:default/merchant-b': ['mer-b', 'mer-a" OR TRUE --'],
  'group:default/odd': ["o'brien", '?', '漢字 🏦', '', 'NULL'],
  'group:default/finance': [],
};
/** Rows as they may lie in the index; null is a row nobody could attribute. */
const ROWS: ReadonlyArray<{ id: string; merchantId: string | null }> = [...MERCHANTS, null, null, 'mer-z'].map(
  (merchantId, index) => ({ id: `t${String(index).padStart(2, '0')}`, merchantId }),
);

const table: Pick<Table, 'name' | 'merchantColumn'> = { name: 'transactions', merchantColumn: 'merchant_id' };

const leaf: fc.Arbitrary<Conditions> = fc
  .array(fc.constantFrom(...Object.keys(CLAIMS), 'group:default/unknown'), { maxLength: 4 })
  .map(claims => ({
    rule: isMerchantVisible.name,
    resourceType: RESOURCE_TYPE_TRANSACTION,
    params: { claims },
  }));

/** Random condition trees without `not`, empty lists included: a policy may hand them out. */
export const conditionTrees: fc.Arbitrary<Conditions> = fc.letrec<{ tree: Conditions }>(tie => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }).map(allOf => ({ allOf } as Conditions)),
    fc.array(tie('tree'), { maxLength: 3 }).map(anyOf => ({ anyOf } as Conditions)),
  ),
})).tree;

export type ScopeConformanceCase = {
  /** The condition tree, as JSON. */
  readonly name: string;
  /** A whole statement that yields the visible row ids in order, with bound values only. */
  readonly sql: string;
  readonly params: readonly SqlValue[];
  /** What judging each row in memory says. */
  readonly expected: readonly string[];
};

/** The scope of a caller whose policy answered with these conditions. */
export async function scopeOfConditions(conditions: Conditions): Promise<Scope> {
  return resolveScope(mockCredentials.user('user:default/mila'), {
    auth: mockServices.auth(),
    logger: mockServices.logger.mock(),
    merchants: new InMemoryMerchantDirectory(CLAIMS),
    permissions: mockServices.permissions.mock({
      authorizeConditional: async () => [
        {
          result: AuthorizeResult.CONDITIONAL,
          pluginId: 'payrec',
          resourceType: RESOURCE_TYPE_TRANSACTION,
          conditions,
        },
      ],
    }),
  });
}

/**
 * Condition trees with the rows each must leave visible, the same on every call. An engine's suite runs `sql` with
 * `params` and compares the ids.
 */
export async function scopeConformanceCases(
  dialect: Pick<Dialect, 'name'>,
  options: { count?: number; seed?: number } = {},
): Promise<ScopeConformanceCase[]> {
  const { count = 200, seed = 20_261_124 } = options;
  const isVisible = createConditionAuthorizer(transactionRuleset);
  return Promise.all(
    fc.sample(conditionTrees, { numRuns: count, seed }).map(async conditions => {
      const compiled = compileScope(await scopeOfConditions(conditions), table as Table, dialect);
      const values = ROWS.map(() => '(CAST(? AS VARCHAR), CAST(? AS VARCHAR))').join(', ');
      return {
        name: JSON.stringify(conditions),
        sql: `SELECT id FROM (VALUES ${values}) AS t (id, merchant_id) WHERE (${compiled.sql}) ORDER BY id`,
        params: [...ROWS.flatMap(row => [row.id, row.merchantId]), ...compiled.params],
        expected: ROWS.filter(
          ({ merchantId }) =>
            merchantId !== null &&
            isVisible(
              {
                result: AuthorizeResult.CONDITIONAL,
                pluginId: 'payrec',
                resourceType: transactionReadPermission.resourceType,
                conditions,
              },
              { merchantId, merchantClaims: Object.keys(CLAIMS).filter(claim => CLAIMS[claim].includes(merchantId)) },
            ),
        ).map(row => row.id),
      };
    }),
  );
}
