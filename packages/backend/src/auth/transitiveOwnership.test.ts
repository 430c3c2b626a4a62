import { mockServices } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { TransitiveOwnership } from './transitiveOwnership';

const entity = (kind: string, name: string, type: string, targets: readonly string[]): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
  relations: targets.map(targetRef => ({ type, targetRef })),
});
const user = (...groups: string[]) => entity('User', 'finn', 'memberOf', groups);
const group = (name: string, ...parents: string[]) => entity('Group', name, 'childOf', parents);

describe('TransitiveOwnership', () => {
  it.each<[string, Entity, Entity[], string[]]>([
    ['nobody but themselves without a group', user(), [], ['user:default/finn']],
    [
      'the groups above their own',
      user('group:default/desk'),
      [group('desk', 'group:default/finance'), group('finance', 'group:default/company'), group('company')],
      ['group:default/company', 'group:default/desk', 'group:default/finance', 'user:default/finn'],
    ],
    [
      'each of two groups that contain each other, once',
      user('group:default/a'),
      [group('a', 'group:default/b'), group('b', 'group:default/a')],
      ['group:default/a', 'group:default/b', 'user:default/finn'],
    ],
    [
      'a group the catalog does not have, by its name only',
      user('group:default/gone'),
      [],
      ['group:default/gone', 'user:default/finn'],
    ],
  ])('a person speaks for %s', async (_, person, groups, refs) => {
    const ownership = new TransitiveOwnership({
      catalog: catalogServiceMock({ entities: groups }),
      auth: mockServices.auth(),
    });
    await expect(ownership.resolveOwnershipEntityRefs(person)).resolves.toEqual({ ownershipEntityRefs: refs });
  });
});
