import { isMerchantVisible } from './isMerchantVisible';

describe('isMerchantVisible', () => {
  const row = (merchantId: string | null, ...merchantClaims: string[]) => ({ merchantId, merchantClaims });
  test.each<[string, ReturnType<typeof row>, string[], boolean]>([
    // case                    row                                       claims                                visible
    ['own merchant', row('mer-a', 'group:default/merchant-a'), ['group:default/merchant-a'], true],
    ['one of two', row('mer-b', 'group:default/merchant-b'), ['group:default/x', 'group:default/merchant-b'], true],
    ['foreign merchant', row('mer-b', 'group:default/merchant-b'), ['group:default/merchant-a'], false],
    ['no claims', row('mer-a', 'group:default/merchant-a'), [], false],
    ['merchant of nobody', row('mer-z'), ['group:default/merchant-a'], false],
    ['row without merchant', row(null, 'group:default/merchant-a'), ['group:default/merchant-a'], false],
    ['the claim as merchant id', row('group:default/merchant-a'), ['group:default/merchant-a'], false],
  ])('%s', (_, resource, claims, visible) => {
    expect(isMerchantVisible.apply(resource, { claims })).toBe(visible);
  });

  it('asks the index for the same claims', () => {
    expect(isMerchantVisible.toQuery({ claims: ['group:default/merchant-a'] })).toEqual({
      kind: 'merchantOwnedBy',
      claims: ['group:default/merchant-a'],
    });
  });
});
