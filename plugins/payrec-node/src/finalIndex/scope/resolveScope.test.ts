import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  createPermission,
  PermissionCondition,
  PermissionCriteria,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { finalIndexTable, RESOURCE_TYPE_TRANSACTION } from '@internal/plugin-payrec-common';
import { compileScope } from './compileScope';
import { InMemoryMerchantDirectory } from './InMemoryMerchantDirectory';
import { resolveFullScope, resolveScope } from './resolveScope';
import { MerchantDirectory } from './types';

const user = mockCredentials.user('user:default/mila.merchant-a');
const ownMerchants: PermissionCondition = {
  rule: 'IS_MERCHANT_VISIBLE',
  resourceType: RESOURCE_TYPE_TRANSACTION,
  params: { claims: ['group:default/merchant-a', 'group:default/readers'] },
};

function deps(answer: PermissionCriteria<PermissionCondition> | AuthorizeResult.ALLOW | AuthorizeResult.DENY) {
  return {
    auth: mockServices.auth(),
    logger: mockServices.logger.mock(),
    merchants: new InMemoryMerchantDirectory({ 'group:default/merchant-a': ['mer-a'] }) as MerchantDirectory,
    permissions: mockServices.permissions.mock({
      authorizeConditional: async () => [
        answer === AuthorizeResult.ALLOW || answer === AuthorizeResult.DENY
          ? { result: answer }
          : {
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'payrec',
              resourceType: RESOURCE_TYPE_TRANSACTION,
              conditions: answer,
            },
      ],
    }),
  };
}

describe('resolveScope', () => {
  it('shows all on ALLOW', async () => {
    await expect(resolveScope(user, deps(AuthorizeResult.ALLOW))).resolves.toMatchObject({ visibility: 'all' });
  });

  it('shows the merchants behind the claims on CONDITIONAL', async () => {
    const scope = await resolveScope(user, deps(ownMerchants));
    expect(scope.visibility).toBe('partial');
    expect(compileScope(scope, finalIndexTable('transactions'), { name: 'trino' }).params).toEqual([['mer-a']]);
  });

  it('refuses on DENY', async () => {
    await expect(resolveScope(user, deps(AuthorizeResult.DENY))).rejects.toThrow(
      'You lack the permission payrec.transaction.read',
    );
  });

  test.each([
    ['a service', mockCredentials.service()],
    ['nobody', mockCredentials.none()],
  ])('refuses %s before anybody is asked, since the permission system would say ALLOW', async (_, credentials) => {
    const given = deps(AuthorizeResult.ALLOW);
    await expect(resolveScope(credentials, given)).rejects.toMatchObject({ name: 'NotAllowedError' });
    expect(given.permissions.authorizeConditional).not.toHaveBeenCalled();
  });

  test.each<[string, PermissionCriteria<PermissionCondition>]>([
    ['not', { not: ownMerchants }],
    ['not of nothing', { not: { anyOf: [] as never } }],
    ['not deep inside', { allOf: [ownMerchants, { anyOf: [{ not: ownMerchants }] }] }],
    ['an unknown rule', { ...ownMerchants, rule: 'IS_RICH' }],
    ['parameters of another shape', { ...ownMerchants, params: { claims: 'group:default/merchant-a' } }],
    ['no parameters', { rule: 'IS_MERCHANT_VISIBLE', resourceType: RESOURCE_TYPE_TRANSACTION }],
  ])('refuses a condition it cannot be sure of: %s', async (_, conditions) => {
    const given = deps(conditions);
    await expect(resolveScope(user, given)).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringMatching(/cannot be told at the moment \(ref [0-9a-f]{8}\)/),
    });
    expect(given.logger.error).toHaveBeenCalledTimes(1);
  });

  it('refuses when the directory does not answer, without its words', async () => {
    const given = deps(ownMerchants);
    given.merchants = {
      merchantIdsOf: async () => {
        throw new Error('connect ECONNREFUSED /var/run/catalog.sock');
      },
    };
    const refusal = await resolveScope(user, given).catch(error => error);
    expect(refusal.name).toBe('NotAllowedError');
    expect(String(refusal.message)).not.toContain('/var/run');
    expect(refusal.cause).toBeUndefined();
  });
});

describe('resolveFullScope', () => {
  const view = createPermission({ name: 'payrec.test.view', attributes: { action: 'read' } });
  const allow: PolicyDecision = { result: AuthorizeResult.ALLOW };
  const deny: PolicyDecision = { result: AuthorizeResult.DENY };
  const some: PolicyDecision = {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'payrec',
    resourceType: RESOURCE_TYPE_TRANSACTION,
    conditions: ownMerchants,
  };
  const answering = (basic: PolicyDecision, transactions: PolicyDecision) => ({
    ...deps(AuthorizeResult.ALLOW),
    permissions: mockServices.permissions.mock({
      authorizeConditional: async queries =>
        queries.map(({ permission }) => (String(permission.name) === view.name ? basic : transactions)),
    }),
  });

  it('asks once for both and shows all', async () => {
    const given = answering(allow, allow);
    await expect(resolveFullScope(user, view, given)).resolves.toMatchObject({ visibility: 'all' });
    expect(given.permissions.authorizeConditional).toHaveBeenCalledTimes(1);
  });

  test.each<[string, PolicyDecision, PolicyDecision, string]>([
    ['the permission is denied', deny, allow, 'You lack the permission payrec.test.view'],
    ['the permission depends on something', some, allow, 'You lack the permission payrec.test.view'],
    ['transactions are denied', allow, deny, 'You lack the permission payrec.transaction.read'],
    ['some merchants are seen only', allow, some, 'you may see some of them only'],
  ])('refuses when %s', async (_, basic, transactions, message) => {
    await expect(resolveFullScope(user, view, answering(basic, transactions))).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringContaining(message),
    });
  });

  it('refuses a service before anybody is asked', async () => {
    const given = answering(allow, allow);
    await expect(resolveFullScope(mockCredentials.service(), view, given)).rejects.toMatchObject({
      name: 'NotAllowedError',
    });
    expect(given.permissions.authorizeConditional).not.toHaveBeenCalled();
  });
});
