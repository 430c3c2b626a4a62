import {
  createConditionExports,
  createConditionTransformer,
  PermissionRuleset,
} from '@backstage/plugin-permission-node';
import { RESOURCE_TYPE_TRANSACTION } from '@internal/plugin-payrec-common';
import { TransactionFilter } from '../finalIndex/scope/types';
import { isMerchantVisible } from './rules/isMerchantVisible';
import { TransactionResource, transactionResourceRef } from './transactionResourceRef';

/** All rules of the resource type; the plugin `payrec` registers them. */
export const transactionRules = [isMerchantVisible];

/**
 * The rules by name. Backstage hands its own ruleset to the owner of a resource type only, while all modules compile
 * conditions; so they share this one.
 */
export const transactionRuleset: PermissionRuleset<
  TransactionResource,
  TransactionFilter,
  typeof RESOURCE_TYPE_TRANSACTION
> = {
  getRuleByName(name) {
    const rule = transactionRules.find(candidate => candidate.name === name);
    if (!rule) {
      throw new TypeError(
        `No permission rule ${name} for ${RESOURCE_TYPE_TRANSACTION}; there is ${transactionRules
          .map(known => known.name)
          .join(', ')}`,
      );
    }
    return rule;
  },
};

/** Conditions of a decision → tree of filters. @throws for a rule or parameters it does not know. */
export const createTransactionConditionTransformer = () => createConditionTransformer(transactionRuleset);

/** For policies: `createTransactionConditionalDecision(permission, transactionConditions.isMerchantVisible({ claims }))`. */
export const { conditions: transactionConditions, createConditionalDecision: createTransactionConditionalDecision } =
  createConditionExports({ resourceRef: transactionResourceRef, rules: { isMerchantVisible } });
