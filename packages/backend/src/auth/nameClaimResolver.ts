import { createSignInResolverFactory, OAuthAuthenticatorResult, SignInInfo } from '@backstage/plugin-auth-node';
import { OidcAuthResult } from '@backstage/plugin-auth-backend-module-oidc-provider';

/** Names the catalog takes; a claim that is none of these belongs to nobody. */
const ENTITY_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/**
 * Signs in `user:default/<name>` by the `preferred_username` claim of the identity provider, or by `sub` when there is
 * none. The person must be in the catalog. In config: `resolver: nameClaimMatchingUserEntityName`. Use it where the
 * provider hands out names once and for ever; where people can rename themselves, match by e-mail instead.
 */
export const nameClaimMatchingUserEntityName = createSignInResolverFactory({
  create() {
    return async (info: SignInInfo<OAuthAuthenticatorResult<OidcAuthResult>>, context) => {
      const { userinfo } = info.result.fullProfile;
      const name = userinfo.preferred_username ?? userinfo.sub;
      if (!ENTITY_NAME.test(name)) {
        throw new Error(
          `The name "${name.slice(0, 100)}" from the identity provider is no name of the catalog; ` +
            `set auth.providers.oidc.*.signIn.resolvers to match by e-mail`,
        );
      }
      return context.signInWithCatalogUser({ entityRef: { kind: 'User', namespace: 'default', name } });
    };
  },
});
