import { identityApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { createClient, createPayrecQueryClient, PayrecQueryProvider } from '@internal/plugin-payrec-react';
import userEvent from '@testing-library/user-event';
import { useLocation } from 'react-router-dom';
import { createFeedApi, fraudApiRef, fraudFeedApiRef } from '../api';
import { FraudPage } from '../components/FraudPage';
import { rootRouteRef } from '../routes';
import { FakeFraudService } from './FakeFraudService';
import { FRANK } from './fixtures';

/** What an analyst may not: supervise, sign, suppress, see full values. */
export const ANALYST_DENIED = [
  'payrec.fraud.alert.supervise',
  'payrec.fraud.alert.approve',
  'payrec.fraud.suppression.manage',
  'payrec.fraud.unmask',
];
/** A reader sees and does nothing. */
export const READER_DENIED = [...ANALYST_DENIED, 'payrec.fraud.alert.triage'];

function Location() {
  const { pathname, search } = useLocation();
  return <output data-testid="location">{`${pathname}${search}`}</output>;
}

export type PageOptions = { user?: string; denied?: readonly string[] };

/** Renders the module at a path below its root, over the fake service, with a query client of its own. */
export function renderPage(path: string, service: FakeFraudService, options: PageOptions = {}) {
  const denied = options.denied ?? ANALYST_DENIED;
  const client = createClient(fraudContract, { fetchApi: service });
  renderInTestApp(
    <PayrecQueryProvider client={createPayrecQueryClient({ retry: false })}>
      <FraudPage />
      <Location />
    </PayrecQueryProvider>,
    {
      mountPath: '/payrec/fraud/*',
      mountedRoutes: { '/payrec/fraud': rootRouteRef },
      initialRouteEntries: [`/payrec/fraud/${path}`],
      apis: [
        [fraudApiRef, client],
        [fraudFeedApiRef, createFeedApi({ fetchApi: service, client })],
        [identityApiRef, mockApis.identity({ userEntityRef: options.user ?? FRANK })],
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
  return { person: userEvent.setup() };
}
