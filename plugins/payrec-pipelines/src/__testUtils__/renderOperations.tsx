import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { payrecContract } from '@internal/plugin-payrec-common';
import { pipelinesContract } from '@internal/plugin-payrec-pipelines-common';
import { createClient, createPayrecQueryClient, PayrecQueryProvider } from '@internal/plugin-payrec-react';
import userEvent from '@testing-library/user-event';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { ReactElement } from 'react';
import { Route, Routes, useLocation } from 'react-router-dom';
import { pipelinesApiRef, PipelinesApi, transactionsApiRef } from '../api';
import { rootRouteRef } from '../routes';
import { answers } from './fixtures';

const BASE = 'http://portal.test/api/payrec-pipelines';

/** A server that answers every endpoint of the contract from the fixtures, 501 where they have none. */
export const server = setupServer();

type Overrides = Partial<Record<keyof PipelinesApi, unknown>>;

/** Requests that came, as `POST /v1/incidents/inc-311/acknowledge`. */
export const requests: string[] = [];

/** Answers by operation; a number is an error status. */
export function answerWith(overrides: Overrides = {}) {
  const all: Overrides = { ...answers, ...overrides };
  server.use(
    ...Object.entries(pipelinesContract.endpoints).map(([operation, endpoint]) =>
      http[endpoint.method.toLowerCase() as 'get' | 'post'](`${BASE}${endpoint.path}`, ({ request }) => {
        requests.push(`${request.method} ${new URL(request.url).pathname.replace('/api/payrec-pipelines', '')}`);
        const answer = all[operation as keyof PipelinesApi];
        if (typeof answer === 'number' || answer === undefined) {
          const status = typeof answer === 'number' ? answer : 501;
          const error = { name: 'Error', message: `Answer ${status}` };
          return HttpResponse.json({ error, response: { statusCode: status } }, { status });
        }
        return HttpResponse.json(answer as object);
      }),
    ),
  );
}

function Location() {
  const { pathname, search } = useLocation();
  return <output data-testid="location">{`${pathname}${search}`}</output>;
}

const fetchApi = {
  fetch: (url: RequestInfo | URL, init?: RequestInit) =>
    fetch(String(url).replace('plugin://payrec-pipelines', BASE), init),
};

/** Renders part of the module over the real client and the msw server. */
export function renderPipelines(element: ReactElement, { path = '/payrec/operations', mayOperate = true } = {}) {
  renderInTestApp(
    <PayrecQueryProvider client={createPayrecQueryClient({ retry: false })}>
      <Routes>
        <Route path="/payrec/operations/*" element={element} />
        <Route path="*" element={element} />
      </Routes>
      <Location />
    </PayrecQueryProvider>,
    {
      mountedRoutes: { '/payrec/operations': rootRouteRef },
      initialRouteEntries: [path],
      apis: [
        [pipelinesApiRef, createClient(pipelinesContract, { fetchApi })],
        [transactionsApiRef, createClient(payrecContract, { fetchApi })],
        [
          permissionApiRef,
          mockApis.permission({ authorize: () => (mayOperate ? AuthorizeResult.ALLOW : AuthorizeResult.DENY) }),
        ],
      ],
    },
  );
  return userEvent.setup();
}
