import {
  ApiBlueprint,
  createFrontendPlugin,
  PageBlueprint,
  PluginWrapperBlueprint,
} from '@backstage/frontend-plugin-api';
import { EntityCardBlueprint, EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { payrecContract } from '@internal/plugin-payrec-common';
import { pipelinesContract } from '@internal/plugin-payrec-pipelines-common';
import { clientApi, payrecQueryWrapper } from '@internal/plugin-payrec-react';
import AccountTreeIcon from '@material-ui/icons/AccountTreeOutlined';
import { pipelinesApiRef, transactionsApiRef } from './api';
import { lineageRouteRef, reconciliationRouteRef, rootRouteRef, slaRouteRef } from './routes';

/** Navigation and pages appear only for who may see them; the backend checks every request besides. */
const mayView = { permissions: { $contains: 'payrec.pipelines.view#read' } };

const pipelineEntity = { kind: 'component', 'spec.type': 'data-pipeline' };
const datasetEntity = { kind: 'resource', 'spec.type': 'dataset' };
const claimingEntity = { 'metadata.annotations.openlineage.io/name': { $exists: true } };
const promisingEntity = { 'spec.slos': { $exists: true } };
/** Pipelines and datasets of the registry, and whatever claims one of their names. */
const isLineageEntity = { $any: [pipelineEntity, datasetEntity, claimingEntity] };
const hasSla = { $any: [pipelineEntity, datasetEntity, claimingEntity, promisingEntity] };

const pipelinesApi = ApiBlueprint.make({
  name: 'client',
  params: defineParams => defineParams(clientApi(pipelinesApiRef, pipelinesContract)),
});

const transactionsApi = ApiBlueprint.make({
  name: 'transactions',
  params: defineParams => defineParams(clientApi(transactionsApiRef, payrecContract)),
});

const queryWrapper = PluginWrapperBlueprint.make({ params: defineParams => defineParams(payrecQueryWrapper) });

const operationsPage = PageBlueprint.make({
  if: mayView,
  params: {
    path: '/payrec/operations',
    title: 'Operations',
    icon: <AccountTreeIcon fontSize="inherit" />,
    routeRef: rootRouteRef,
    // The page draws its own header: counts by state, stamp, zone and range have no place in the shared one.
    noHeader: true,
    loader: () => import('./components/OperationsPage').then(m => <m.OperationsPage />),
  },
});

const lineageContent = EntityContentBlueprint.make({
  name: 'lineage',
  if: mayView,
  params: {
    path: '/lineage',
    title: 'Lineage',
    group: 'operation',
    routeRef: lineageRouteRef,
    filter: isLineageEntity,
    loader: () => import('./components/LineageTab').then(m => <m.LineageTab />),
  },
});

const slaContent = EntityContentBlueprint.make({
  name: 'sla',
  if: mayView,
  params: {
    path: '/sla',
    title: 'SLA',
    group: 'operation',
    routeRef: slaRouteRef,
    filter: hasSla,
    loader: () => import('./components/SlaTab').then(m => <m.SlaTab />),
  },
});

const statusCard = EntityCardBlueprint.make({
  name: 'sla-status',
  if: mayView,
  params: {
    type: 'info',
    filter: isLineageEntity,
    loader: () => import('./components/EntityCards').then(m => <m.StatusCard />),
  },
});

const runsCard = EntityCardBlueprint.make({
  name: 'latest-runs',
  if: mayView,
  params: {
    type: 'content',
    filter: isLineageEntity,
    loader: () => import('./components/EntityCards').then(m => <m.RunsCard />),
  },
});

/** Operational Monitoring: will today's data be there in time, and what money waits for it? */
export const payrecPipelinesPlugin = createFrontendPlugin({
  pluginId: 'payrec-pipelines',
  title: 'Operational Monitoring',
  icon: <AccountTreeIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef, lineage: lineageRouteRef, sla: slaRouteRef },
  externalRoutes: { reconciliation: reconciliationRouteRef },
  extensions: [
    pipelinesApi,
    transactionsApi,
    queryWrapper,
    operationsPage,
    lineageContent,
    slaContent,
    statusCard,
    runsCard,
  ],
});
