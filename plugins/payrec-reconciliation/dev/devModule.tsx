import { ApiBlueprint, createFrontendModule, IdentityApi } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import { useEffect } from 'react';
import { reconciliationApiRef } from '../src/api';
import { clientFor } from './scenarios';

const params = new URLSearchParams(window.location.search);
const userRef = `user:default/${params.get('as') ?? 'finn.operator'}`;

const identity: IdentityApi = {
  getProfileInfo: async () => ({ displayName: userRef }),
  getBackstageIdentity: async () => ({ type: 'user', userEntityRef: userRef, ownershipEntityRefs: [userRef] }),
  getCredentials: async () => ({}),
  signOut: async () => {},
};

/** Replaces the client of the plugin by the service in memory. */
export const fakeApiModule = createFrontendModule({
  pluginId: 'payrec-reconciliation',
  extensions: [
    ApiBlueprint.make({
      params: defineParams =>
        defineParams({ api: reconciliationApiRef, deps: {}, factory: () => clientFor(params.get('scenario')) }),
    }),
  ],
});

/** Signs in as the persona of `?as=…` at once. */
export const personaModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.make({
      params: {
        loader: async () =>
          function PersonaSignIn({ onSignInSuccess }) {
            useEffect(() => onSignInSuccess(identity), [onSignInSuccess]);
            return null;
          },
      },
    }),
  ],
});
