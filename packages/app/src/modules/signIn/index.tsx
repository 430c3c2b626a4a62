import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';
import { z } from 'zod';
import { oidcAuthApi } from './oidcAuthApi';

const signInPage = SignInPageBlueprint.makeWithOverrides({
  configSchema: {
    /** Offers guest entry: `app.extensions: [{ sign-in-page:app: { config: { guest: true } } }]`. Development only. */
    guest: z.boolean().default(false),
  },
  factory: (originalFactory, { config }) =>
    originalFactory({
      loader: async () => {
        const { SignInPage } = await import('./SignInPage');
        return props => <SignInPage {...props} guest={config.guest} />;
      },
    }),
});

export const signInModule = createFrontendModule({ pluginId: 'app', extensions: [oidcAuthApi, signInPage] });
