import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of a Final Index transaction; owned by the plugin `payrec`, shared by all modules. */
export const RESOURCE_TYPE_TRANSACTION = 'payrec-transaction';

/**
 * Read rows of the Final Index. The decision is compiled into a scope: ALLOW sees all rows, CONDITIONAL those of the
 * caller's merchants, DENY is 403.
 */
export const transactionReadPermission = createPermission({
  name: 'payrec.transaction.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_TRANSACTION,
});

/** Navigation to the portal's own pages (home, transactions). */
export const portalViewPermission = createPermission({
  name: 'payrec.portal.view',
  attributes: { action: 'read' },
});

/** Everything the plugin `payrec` registers, the resource permission apart. */
export const payrecBasicPermissions = [portalViewPermission];
