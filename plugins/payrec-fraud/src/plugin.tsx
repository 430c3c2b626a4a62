import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
  PageBlueprint,
  PluginWrapperBlueprint,
} from '@backstage/frontend-plugin-api';
import { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { clientApi, payrecQueryWrapper } from '@internal/plugin-payrec-react';
import SecurityIcon from '@material-ui/icons/Security';
import { createFeedApi, fraudApiRef, fraudFeedApiRef } from './api';
import { rootRouteRef } from './routes';

/** Navigation and page appear only for who may see them; the backend checks every request besides. */
const mayView = { permissions: { $contains: 'payrec.fraud.view#read' } };

const fraudApi = ApiBlueprint.make({
  params: defineParams => defineParams(clientApi(fraudApiRef, fraudContract)),
});

const feedApi = ApiBlueprint.make({
  name: 'feed',
  params: defineParams =>
    defineParams({
      api: fraudFeedApiRef,
      deps: { fetchApi: fetchApiRef, client: fraudApiRef },
      factory: ({ fetchApi, client }) => createFeedApi({ fetchApi, client }),
    }),
});

const queryWrapper = PluginWrapperBlueprint.make({ params: defineParams => defineParams(payrecQueryWrapper) });

const fraudPage = PageBlueprint.make({
  if: mayView,
  params: {
    path: '/payrec/fraud',
    title: 'Real-Time Fraud Console',
    icon: <SecurityIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    noHeader: true,
    loader: () => import('./components/FraudPage').then(m => <m.FraudPage />),
  },
});

/** Real-Time Fraud Console: which alert do I take now, and have I missed any? */
export const payrecFraudPlugin = createFrontendPlugin({
  pluginId: 'payrec-fraud',
  title: 'Real-Time Fraud Console',
  icon: <SecurityIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  extensions: [fraudApi, feedApi, queryWrapper, fraudPage],
});
