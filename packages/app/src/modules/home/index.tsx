import { PageBlueprint, createFrontendModule, createRouteRef, useRouteRef } from '@backstage/frontend-plugin-api';
import payrecReconciliationPlugin from '@internal/plugin-payrec-reconciliation';
import { Navigate } from 'react-router-dom';

const startRouteRef = createRouteRef();
const CATALOG_PATH = '/catalog';

/** The reconciliation page is only installed for who may see it; everyone else starts in the catalog. */
const StartPage = () => {
  const reconciliation = useRouteRef(payrecReconciliationPlugin.routes.root);
  return <Navigate replace to={reconciliation?.() ?? CATALOG_PATH} />;
};

const startPage = PageBlueprint.make({
  name: 'start',
  params: { path: '/', routeRef: startRouteRef, noHeader: true, loader: async () => <StartPage /> },
});

export const homeModule = createFrontendModule({ pluginId: 'app', extensions: [startPage] });
