import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { AuthorizeResult, createPermission, Permission } from '@backstage/plugin-permission-common';
import { payrecBasicPermissions, transactionReadPermission } from '@internal/plugin-payrec-common';
import { fraudPermissions } from '@internal/plugin-payrec-fraud-common';
import { lineagePermissions, slaPermissions } from '@internal/plugin-payrec-pipelines-common';
import { reconciliationPermissions } from '@internal/plugin-payrec-reconciliation-common';
import { PayrecReferencePolicy } from './PayrecReferencePolicy';
import { payrecPolicyDecision } from './payrecPolicyDecision';
import { policyEffect, policyTable } from './policyTable';

const group = (name: string) => `group:default/${name}`;
const basic = (name: string) => createPermission({ name, attributes: { action: 'read' } });

const policyFor = (...ownershipEntityRefs: string[]) =>
  new PayrecReferencePolicy({
    userInfo: mockServices.userInfo({ ownershipEntityRefs }),
  });
const user = {
  credentials: mockCredentials.user('user:default/someone'),
  info: { userEntityRef: 'user:default/someone', ownershipEntityRefs: [] },
};
const decide = async (permission: Permission, ...refs: string[]) =>
  (await policyFor(...refs).handle({ permission }, user)).result;

describe('policyTable', () => {
  it('has one row for every permission of the portal, and none besides', () => {
    const known = [
      transactionReadPermission,
      ...payrecBasicPermissions,
      ...reconciliationPermissions,
      ...fraudPermissions,
      ...lineagePermissions,
      ...slaPermissions,
    ];
    expect(policyTable.map(row => row.permission).sort()).toEqual(known.map(one => one.name).sort());
  });

  it('grants rows of own merchants where a resource type can be narrowed, and nowhere else', () => {
    const narrowed = policyTable.filter(row => Object.values(row.effects).includes('OWN_MERCHANTS'));
    expect(narrowed.map(row => row.permission)).toEqual([transactionReadPermission.name]);
  });

  test.each<[string, Parameters<typeof policyEffect>[1], string, string]>([
    // person            groups                               permission                              effect
    ['operator', ['finance-ops'], 'payrec.reconciliation.break.update', 'ALLOW'],
    ['operator', ['finance-ops'], 'payrec.reconciliation.break.approve', 'DENY'],
    ['approver', ['finance-approvers'], 'payrec.reconciliation.break.approve', 'ALLOW'],
    ['auditor', ['audit'], 'payrec.reconciliation.view', 'ALLOW'],
    ['auditor', ['audit'], 'payrec.reconciliation.statement.upload', 'DENY'],
    ['treasury', ['treasury'], 'payrec.reconciliation.run.trigger', 'DENY'],
    ['fraud', ['fraud'], 'payrec.reconciliation.view', 'DENY'],
    ['fraud', ['fraud'], 'payrec.transaction.read', 'ALLOW'],
    ['merchant', ['merchant'], 'payrec.transaction.read', 'OWN_MERCHANTS'],
    ['merchant', ['merchant'], 'payrec.reconciliation.view', 'DENY'],
    ['merchant on staff', ['merchant', 'treasury'], 'payrec.transaction.read', 'ALLOW'],
    ['admin', ['payments-platform'], 'payrec.transaction.read', 'DENY'],
    ['on-call', ['payments-oncall'], 'payrec.transaction.read', 'DENY'],
    ['nobody', [], 'payrec.portal.view', 'DENY'],
    ['analyst', ['fraud'], 'payrec.fraud.alert.triage', 'ALLOW'],
    ['analyst', ['fraud'], 'payrec.fraud.alert.approve', 'DENY'],
    ['compliance', ['compliance'], 'payrec.fraud.alert.triage', 'DENY'],
    ['auditor', ['audit'], 'payrec.fraud.pii.read', 'DENY'],
    ['supervisor', ['fraud-supervisors'], 'payrec.fraud.alert.ingest', 'DENY'],
    ['merchant', ['merchant'], 'payrec.fraud.view', 'DENY'],
    ['on-call', ['payments-oncall'], 'payrec.pipelines.operate', 'ALLOW'],
    ['on-call', ['payments-oncall'], 'payrec.fraud.view', 'DENY'],
    ['operator', ['finance-ops'], 'payrec.pipelines.operate', 'DENY'],
    ['operator', ['finance-ops'], 'payrec.invented', 'DENY'],
  ])('%s with %j: %s is %s', (_, groups, permission, effect) => {
    expect(policyEffect(permission, groups)).toBe(effect);
  });
});

describe('payrecPolicyDecision', () => {
  it('narrows a merchant to the claims that are merchants', () => {
    expect(
      payrecPolicyDecision(
        { permission: transactionReadPermission },
        { ownershipEntityRefs: ['user:default/mila', group('merchant-a'), group('merchant-c'), group('choir')] },
      ),
    ).toEqual({
      result: AuthorizeResult.CONDITIONAL,
      pluginId: 'payrec',
      resourceType: 'payrec-transaction',
      conditions: {
        rule: 'IS_MERCHANT_VISIBLE',
        resourceType: 'payrec-transaction',
        params: { claims: [group('merchant-a'), group('merchant-c')] },
      },
    });
  });

  test.each<[string, Permission, string[] | undefined, AuthorizeResult | undefined]>([
    ['not ours', basic('catalog.entity.read'), [group('finance-ops')], undefined],
    ['unknown of ours', basic('payrec.settlement.release'), [group('finance-ops')], AuthorizeResult.DENY],
    ['no person', transactionReadPermission, undefined, AuthorizeResult.DENY],
    ['same name, other namespace', transactionReadPermission, ['group:other/finance-ops'], AuthorizeResult.DENY],
    ['a user named like the group', transactionReadPermission, ['user:default/finance-ops'], AuthorizeResult.DENY],
    // The name alone must not pass for the resource permission: it would be answered without its condition.
    ['basic with the name', basic('payrec.transaction.read'), [group('merchant-a')], AuthorizeResult.DENY],
  ])('%s', (_, permission, refs, result) => {
    const caller = refs && { ownershipEntityRefs: refs };
    expect(payrecPolicyDecision({ permission }, caller)?.result).toBe(result);
  });

  it('takes another prefix for merchant groups', () => {
    const caller = { ownershipEntityRefs: ['group:shops/42'] };
    const decide42 = (merchantClaimPrefix?: string) =>
      payrecPolicyDecision({ permission: transactionReadPermission }, caller, { merchantClaimPrefix })?.result;
    expect([decide42(), decide42('group:shops/')]).toEqual([AuthorizeResult.DENY, AuthorizeResult.CONDITIONAL]);
  });
});

describe('PayrecReferencePolicy', () => {
  test.each<[string, string, string[], AuthorizeResult]>([
    ['everybody reads the catalog', 'catalog.entity.read', [], AuthorizeResult.ALLOW],
    ['an operator does not write it', 'catalog.entity.create', [group('finance-ops')], AuthorizeResult.DENY],
    ['an operator does not delete from it', 'catalog.entity.delete', [group('finance-ops')], AuthorizeResult.DENY],
    ['nor adds a location', 'catalog.location.create', [group('merchant-a')], AuthorizeResult.DENY],
    ['the platform team does', 'catalog.entity.create', [group('payments-platform')], AuthorizeResult.ALLOW],
    ['what nobody thought of is theirs too', 'new.plugin.read', [group('payments-platform')], AuthorizeResult.ALLOW],
    ['and nobody else’s', 'new.plugin.read', [group('finance-ops')], AuthorizeResult.DENY],
    ['but money is not theirs', 'payrec.transaction.read', [group('payments-platform')], AuthorizeResult.DENY],
  ])('%s', async (_, permission, refs, result) => {
    expect(await decide(basic(permission), ...refs)).toBe(result);
  });

  it('denies where there is no person', async () => {
    const answer = await policyFor(group('finance-ops')).handle({ permission: basic('catalog.entity.read') });
    expect(answer.result).toBe(AuthorizeResult.DENY);
  });
});
