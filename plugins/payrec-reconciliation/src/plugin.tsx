import {
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
  PluginWrapperBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { clientApi, payrecQueryWrapper } from '@internal/plugin-payrec-react';
import { reconciliationContract } from '@internal/plugin-payrec-reconciliation-common';
import CompareArrowsIcon from '@material-ui/icons/CompareArrows';
import { reconciliationApiRef } from './api';
import { entityContentRouteRef, operationsRouteRef, rootRouteRef } from './routes';

/** Navigation and pages appear only for who may see them; the backend checks every request besides. */
const mayView = { permissions: { $contains: 'payrec.reconciliation.view#read' } };

const reconciliationApi = ApiBlueprint.make({
  params: defineParams => defineParams(clientApi(reconciliationApiRef, reconciliationContract)),
});

const queryWrapper = PluginWrapperBlueprint.make({ params: defineParams => defineParams(payrecQueryWrapper) });

// One page that draws its own header: tabs carry counts and the title line carries state, stamp and pickers, which the
// shared plugin header has no place for.
const reconciliationPage = PageBlueprint.make({
  if: mayView,
  params: {
    path: '/payrec/reconciliation',
    title: 'Daily Reconciliation',
    icon: <CompareArrowsIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    noHeader: true,
    loader: () => import('./components/ReconciliationPage').then(m => <m.ReconciliationPage />),
  },
});

const entityReconciliation = EntityContentBlueprint.make({
  name: 'reconciliation',
  if: mayView,
  params: {
    path: '/reconciliation',
    title: 'Reconciliation',
    group: 'operation',
    routeRef: entityContentRouteRef,
    filter: {
      $any: [
        { kind: 'system', 'metadata.name': 'payment-reconciliation' },
        { kind: 'resource', 'spec.type': 'payment-account' },
      ],
    },
    loader: () => import('./components/EntityReconciliation').then(m => <m.EntityReconciliation />),
  },
});

/** Daily Reconciliation: what is matched, what differs, why, and who decides. */
export const payrecReconciliationPlugin = createFrontendPlugin({
  pluginId: 'payrec-reconciliation',
  title: 'Daily Reconciliation',
  icon: <CompareArrowsIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, entityContent: entityContentRouteRef },
  externalRoutes: { operations: operationsRouteRef },
  extensions: [reconciliationApi, queryWrapper, reconciliationPage, entityReconciliation],
});
