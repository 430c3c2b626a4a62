import { coreServices, createBackendFeatureLoader, createBackendModule } from '@backstage/backend-plugin-api';
import { oidcAuthenticator, oidcSignInResolvers } from '@backstage/plugin-auth-backend-module-oidc-provider';
import {
  authOwnershipResolutionExtensionPoint,
  authProvidersExtensionPoint,
  commonSignInResolvers,
  createOAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { nameClaimMatchingUserEntityName } from './nameClaimResolver';
import { TransitiveOwnership } from './transitiveOwnership';

/** OpenID Connect as Backstage ships it, with one resolver more to choose from. */
const oidcProvider = createBackendModule({
  pluginId: 'auth',
  moduleId: 'payrec-oidc-provider',
  register(reg) {
    reg.registerInit({
      deps: { providers: authProvidersExtensionPoint },
      async init({ providers }) {
        providers.registerProvider({
          providerId: 'oidc',
          factory: createOAuthProviderFactory({
            authenticator: oidcAuthenticator,
            signInResolverFactories: {
              ...commonSignInResolvers,
              ...oidcSignInResolvers,
              nameClaimMatchingUserEntityName,
            },
          }),
        });
      },
    });
  },
});

const transitiveOwnership = createBackendModule({
  pluginId: 'auth',
  moduleId: 'payrec-transitive-ownership',
  register(reg) {
    reg.registerInit({
      deps: {
        ownership: authOwnershipResolutionExtensionPoint,
        catalog: catalogServiceRef,
        auth: coreServices.auth,
      },
      async init({ ownership, catalog, auth }) {
        ownership.setAuthOwnershipResolver(new TransitiveOwnership({ catalog, auth }));
      },
    });
  },
});

/** Sign-in of the portal: OpenID Connect; the guest only where a developer configured one outside production. */
export const authModules = createBackendFeatureLoader({
  deps: { config: coreServices.rootConfig },
  *loader({ config }) {
    yield oidcProvider;
    yield transitiveOwnership;
    if (config.has('auth.providers.guest') && process.env.NODE_ENV !== 'production') {
      yield import('@backstage/plugin-auth-backend-module-guest-provider');
    }
  },
});
