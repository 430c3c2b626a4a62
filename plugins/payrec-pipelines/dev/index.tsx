import { EntityProvider } from '@backstage/plugin-catalog-react';
import { createApp } from '@backstage/frontend-defaults';
import { ApiBlueprint, createFrontendModule, IdentityApi, PageBlueprint } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import { useEffect } from 'react';
import ReactDOM from 'react-dom/client';
import plugin from '../src';
import { PipelinesApi, pipelinesApiRef } from '../src/api';
import { board } from './board';

// `yarn start` in this package: the module alone, over data in memory. `/operations`, `/lineage`, `/sla`.
const identity: IdentityApi = {
  getProfileInfo: async () => ({ displayName: 'Otto' }),
  getBackstageIdentity: async () => ({
    type: 'user',
    userEntityRef: 'user:default/otto.oncall',
    ownershipEntityRefs: ['user:default/otto.oncall'],
  }),
  getCredentials: async () => ({}),
  signOut: async () => {},
};

const client = new Proxy({} as PipelinesApi, {
  get: (_, operation: keyof PipelinesApi) => async () => {
    const answer = board[operation];
    if (!answer) throw new Error(`${operation} has no answer here`);
    return answer;
  },
});

const entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Resource',
  metadata: { name: 'final-index', namespace: 'default' },
  spec: { type: 'dataset', owner: 'payments-platform' },
};

const page = (name: string, load: () => Promise<{ default: () => JSX.Element }>) =>
  PageBlueprint.make({
    name,
    params: {
      path: `/${name}`,
      title: name,
      noHeader: true,
      loader: async () => {
        const { default: Content } = await load();
        return (
          <main style={{ padding: 24 }}>
            <EntityProvider entity={entity}>
              <Content />
            </EntityProvider>
          </main>
        );
      },
    },
  });

const devModule = createFrontendModule({
  pluginId: 'payrec-pipelines',
  extensions: [
    ApiBlueprint.make({
      name: 'client',
      params: defineParams => defineParams({ api: pipelinesApiRef, deps: {}, factory: () => client }),
    }),
    page('lineage', () => import('../src/components/LineageTab').then(m => ({ default: m.LineageTab }))),
    page('sla', () => import('../src/components/SlaTab').then(m => ({ default: m.SlaTab }))),
  ],
});
const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [
    SignInPageBlueprint.make({
      params: {
        loader: async () =>
          function SignIn({ onSignInSuccess }) {
            useEffect(() => onSignInSuccess(identity), [onSignInSuccess]);
            return null;
          },
      },
    }),
  ],
});

ReactDOM.createRoot(document.getElementById('root')!).render(
  createApp({ features: [plugin, devModule, signInModule] }).createRoot(),
);
