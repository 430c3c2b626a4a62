import { NotFoundError } from '@backstage/errors';
import { AuthResolverContext } from '@backstage/plugin-auth-node';
import { nameClaimMatchingUserEntityName } from './nameClaimResolver';

type Resolver = ReturnType<typeof nameClaimMatchingUserEntityName>;
type Query = Parameters<AuthResolverContext['signInWithCatalogUser']>[0];

/** A catalog with one person, as far as a resolver sees it. */
const signInWithCatalogUser = async (query: Query) => {
  const { name } = (query as { entityRef: { name: string } }).entityRef;
  if (name !== 'finn.operator') throw new NotFoundError('User not found');
  return { token: `token of user:default/${name}` };
};

function signIn(claims: { sub: string; preferred_username?: string }) {
  const resolver = nameClaimMatchingUserEntityName() as Resolver;
  const info = { profile: {}, result: { fullProfile: { userinfo: claims } } } as Parameters<Resolver>[0];
  return resolver(info, { signInWithCatalogUser } as AuthResolverContext);
}

describe('nameClaimMatchingUserEntityName', () => {
  it.each<[string, { sub: string; preferred_username?: string }]>([
    ['preferred_username', { sub: '00u1', preferred_username: 'finn.operator' }],
    ['sub where there is no name', { sub: 'finn.operator' }],
  ])('signs the person in by %s', async (_, claims) => {
    await expect(signIn(claims)).resolves.toEqual({ token: 'token of user:default/finn.operator' });
  });

  it.each<[string, { sub: string; preferred_username?: string }, string]>([
    ['who is not in the catalog', { sub: '00u2', preferred_username: 'mallory' }, 'User not found'],
    ['whose sub is in the catalog, but not the name', { sub: 'finn.operator', preferred_username: 'x' }, 'not found'],
    [
      'with a mail address for a name',
      { sub: '1', preferred_username: 'finn@example.com' },
      'is no name of the catalog',
    ],
    ['whose name would be another reference', { sub: 'group:default/audit' }, 'is no name of the catalog'],
    ['without a name', { sub: '' }, 'is no name of the catalog'],
  ])('refuses one %s', async (_, claims, message) => {
    await expect(signIn(claims)).rejects.toThrow(message);
  });
});
