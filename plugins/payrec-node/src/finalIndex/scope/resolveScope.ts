import { AuthService, BackstageCredentials, LoggerService, PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  BasicPermission,
  PermissionCriteria,
  QueryPermissionRequest,
} from '@backstage/plugin-permission-common';
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
  const { permissions, merchants, logger } = deps;
  const user = assertUser(credentials, deps);
  const [decision] = await permissions.authorizeConditional([{ permission: transactionReadPermission }], {
    credentials,
  });
  if (decision.result === AuthorizeResult.ALLOW) {
    return mintScope({ kind: 'all' });
  }
  if (decision.result !== AuthorizeResult.CONDITIONAL) {
    throw lacking(transactionReadPermission);
  }
  try {
    const filter = createTransactionConditionTransformer()(decision.conditions);
    return mintScope(await resolveTree(filter, merchants));
  } catch (error) {
    const reference = errorReference();
    logger.error(
      `The condition on ${transactionReadPermission.name} of ${user} ` + `cannot be resolved (ref ${reference})`,
      error instanceof Error ? error : new Error(String(error)),
    );
    throw new NotAllowedError(
      `Which merchants you may see cannot be told at the moment (ref ${reference}); until then you see none`,
    );
  }
}

/**
 * The scope of somebody who has `permission` and sees all transactions. One question for both: each round trip to the
 * permission backend is four signatures and two HTTP calls.
 * @throws NotAllowedError as {@link resolveScope}, without `permission`, and for those who see some merchants only.
 */
export async function resolveFullScope(
  credentials: BackstageCredentials,
  permission: BasicPermission,
  deps: ResolveScopeDeps,
): Promise<Scope> {
  assertUser(credentials, deps);
  // The permission backend takes both kinds in one batch; only the type of the client wants them apart.
  const basicQuery = { permission } as unknown as QueryPermissionRequest;
  const [basic, transactions] = await deps.permissions.authorizeConditional(
    [basicQuery, { permission: transactionReadPermission }],
    { credentials },
  );
  if (basic.result !== AuthorizeResult.ALLOW) throw lacking(permission);
  if (transactions.result === AuthorizeResult.CONDITIONAL) {
    throw new NotAllowedError('This shows figures of all merchants, and you may see some of them only');
  }
  if (transactions.result !== AuthorizeResult.ALLOW) throw lacking(transactionReadPermission);
  return mintScope({ kind: 'all' });
}

function assertUser(credentials: BackstageCredentials, { auth }: ResolveScopeDeps): string {
  if (auth.isPrincipal(credentials, 'user')) return credentials.principal.userEntityRef;
  throw new NotAllowedError('Transactions are read by people only; a service token has no sight of the Final Index');
}

function lacking(permission: { readonly name: string }): NotAllowedError {
  return new NotAllowedError(`You lack the permission ${permission.name}; ask the owner of the portal for it`);
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
