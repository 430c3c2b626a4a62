import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { CatalogMerchantDirectory } from './CatalogMerchantDirectory';

const group = (name: string, type: string, merchantId?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name, ...(merchantId !== undefined && { annotations: { 'payrec.io/merchant-id': merchantId } }) },
  spec: { type, children: [] },
});

function directory(entities: Entity[]) {
  const catalog = catalogServiceMock({ entities });
  const asked = jest.spyOn(catalog, 'getEntitiesByRefs');
  let now = 1_000;
  return {
    asked,
    pass: (ms: number) => {
      now += ms;
    },
    merchants: new CatalogMerchantDirectory({ catalog, auth: mockServices.auth(), now: () => now }),
  };
}

const entities = [
  group('merchant-a', 'merchant', 'mer-a'),
  group('merchant-b', 'merchant', 'mer-b'),
  group('impostor', 'team', 'mer-a'),
  group('unfinished', 'merchant'),
  { ...group('someone', 'merchant', 'mer-a'), kind: 'User' },
];

describe('CatalogMerchantDirectory', () => {
  test.each<[string, string[], string[]]>([
    ['a merchant', ['group:default/merchant-a'], ['mer-a']],
    ['two, sorted', ['group:default/merchant-b', 'group:default/merchant-a'], ['mer-a', 'mer-b']],
    ['other letter case and form', ['Group:Default/Merchant-A'], ['mer-a']],
    ['a group of another type with the annotation', ['group:default/impostor'], []],
    ['a merchant without the annotation', ['group:default/unfinished'], []],
    ['a user with the annotation', ['user:default/someone'], []],
    ['an entity that is not there', ['group:default/gone'], []],
    ['no entity ref', ['mer-a', '', 'a:b:c/d/e'], []],
    ['nothing', [], []],
  ])('%s', async (_, claims, expected) => {
    await expect(directory(entities).merchants.merchantIdsOf(claims)).resolves.toEqual(expected);
  });

  it('asks again after 60 seconds, and not before', async () => {
    const { asked, pass, merchants } = directory(entities);
    await merchants.merchantIdsOf(['group:default/merchant-a', 'group:default/gone']);
    pass(59_000);
    await merchants.merchantIdsOf(['group:default/merchant-a', 'group:default/gone']);
    expect(asked).toHaveBeenCalledTimes(1);
    pass(2_000);
    await merchants.merchantIdsOf(['group:default/merchant-a']);
    expect(asked).toHaveBeenCalledTimes(2);
  });

  it('does not remember a failure', async () => {
    const { asked, merchants } = directory(entities);
    asked.mockRejectedValueOnce(new Error('catalog down'));
    await expect(merchants.merchantIdsOf(['group:default/merchant-a'])).rejects.toThrow('catalog down');
    await expect(merchants.merchantIdsOf(['group:default/merchant-a'])).resolves.toEqual(['mer-a']);
  });

  it('refuses an answer about another entity', async () => {
    const { asked, merchants } = directory(entities);
    asked.mockResolvedValueOnce({ items: [entities[1]] });
    await expect(merchants.merchantIdsOf(['group:default/merchant-a'])).rejects.toThrow('when asked for');
  });
});
