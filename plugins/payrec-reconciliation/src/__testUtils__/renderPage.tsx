import { identityApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { createPayrecQueryClient, PayrecQueryProvider } from '@internal/plugin-payrec-react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { reconciliationApiRef } from '../api';
import { ReconciliationPage } from '../components/ReconciliationPage';
import { rootRouteRef } from '../routes';
import { FakeReconciliationClient } from './FakeReconciliationClient';

export const FINN = 'user:default/finn.operator';
export const FAY = 'user:default/fay.approver';

/** What finance-ops may do: everything but approve. */
const OPERATOR_DENIED = ['payrec.reconciliation.break.approve'];
/** A reader sees and does nothing. */
export const READER_DENIED = [
  'payrec.reconciliation.break.approve',
  'payrec.reconciliation.break.update',
  'payrec.reconciliation.statement.upload',
  'payrec.reconciliation.run.trigger',
];

function Location() {
  const { pathname, search } = useLocation();
  return <output data-testid="location">{`${pathname}${search}`}</output>;
}

export type PageOptions = { client?: FakeReconciliationClient; user?: string; denied?: readonly string[] };

/** Renders the module at a path below its root, over the service in memory, with a query client of its own. */
export function renderPage(path: string, options: PageOptions = {}) {
  const user = options.user ?? FINN;
  const client = options.client ?? new FakeReconciliationClient({ user });
  const denied = options.denied ?? (user === FINN ? OPERATOR_DENIED : []);
  renderInTestApp(
    <PayrecQueryProvider client={createPayrecQueryClient({ retry: false })}>
      <ReconciliationPage />
      <Location />
    </PayrecQueryProvider>,
    {
      mountPath: '/payrec/reconciliation/*',
      mountedRoutes: { '/payrec/reconciliation': rootRouteRef },
      initialRouteEntries: [`/payrec/reconciliation/${path}`],
      apis: [
        [reconciliationApiRef, client],
        [identityApiRef, mockApis.identity({ userEntityRef: user })],
        [
          permissionApiRef,
          mockApis.permission({
            authorize: ({ permission }) =>
              denied.includes(permission.name) ? AuthorizeResult.DENY : AuthorizeResult.ALLOW,
          }),
        ],
      ],
    },
  );
  return { client, person: userEvent.setup() };
}
