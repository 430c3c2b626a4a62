import { AuthService, BackstageCredentials, LoggerService, PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult, PermissionCriteria } from '@backstage/plugin-permission-common';
import { isAndCriteria, isNotCriteria, isOrCriteria } from '@backstage/plugin-permission-node';
import { transactionReadPermission } from '@internal/plugin-payrec-common';
import { errorReference } from '../../errors/publicError';
import { createTransactionConditionTransformer } from '../../permissions/transactionRules';
import { Scope } from '../types';
import { mintScope } from './scope';
import { MerchantDirectory, ScopeTree, TransactionFilter } from './types';

export type ResolveScopeDeps = {
  readonly auth: AuthService;
  readonly permissions: PermissionsService;
  readonly merchants: MerchantDirectory;
  readonly logger: LoggerService;
};

/**
 * The caller's decision on `payrec.transaction.read` as a scope: ALLOW sees all, CONDITIONAL the merchants its conditions
 * resolve to.
 * @throws NotAllowedError on DENY; for service principals, which the permission system would let pass unasked; and for
 *   every decision that cannot be turned into a scope for sure.
 */
export async function resolveScope(credentials: BackstageCredentials, deps: ResolveScopeDeps): Promise<Scope> {
  const { auth, permissions, merchants, logger } = deps;
  if (!auth.isPrincipal(credentials, 'user')) {
    throw new NotAllowedError('Transactions are read by people only; a service token has no sight of the Final Index');
  }
  const [decision] = await permissions.authorizeConditional([{ permission: transactionReadPermission }], {
    credentials,
  });
  if (decision.result === AuthorizeResult.ALLOW) {
    return mintScope({ kind: 'all' });
  }
  if (decision.result !== AuthorizeResult.CONDITIONAL) {
    throw new NotAllowedError(
      `You lack the permission ${transactionReadPermission.name}; ask the owner of the portal for it`,
    );
  }
  try {
    const filter = createTransactionConditionTransformer()(decision.conditions);
    return mintScope(await resolveTree(filter, merchants));
  } catch (error) {
    const reference = errorReference();
    logger.error(
      `The condition on ${transactionReadPermission.name} of ${credentials.principal.userEntityRef} ` +
        `cannot be resolved (ref ${reference})`,
      error instanceof Error ? error : new Error(String(error)),
    );
    throw new NotAllowedError(
      `Which merchants you may see cannot be told at the moment (ref ${reference}); until then you see none`,
    );
  }
}

async function resolveTree(
  filter: PermissionCriteria<TransactionFilter>,
  merchants: MerchantDirectory,
): Promise<ScopeTree> {
  if (isAndCriteria(filter)) {
    return { kind: 'allOf', of: await Promise.all(filter.allOf.map(child => resolveTree(child, merchants))) };
  }
  if (isOrCriteria(filter)) {
    return { kind: 'anyOf', of: await Promise.all(filter.anyOf.map(child => resolveTree(child, merchants))) };
  }
  if (isNotCriteria(filter)) {
    // All we have are claims. "Not the merchants of these claims" opens up when a claim is unknown or the list is empty,
    // and then shows every row there is.
    throw new NotAllowedError('A negated condition over merchant claims is refused');
  }
  if (filter.kind !== 'merchantOwnedBy') {
    throw new NotAllowedError(`A filter of the kind ${JSON.stringify(filter)} is not known`);
  }
  return { kind: 'merchantIn', merchantIds: await merchants.merchantIdsOf(filter.claims) };
}
