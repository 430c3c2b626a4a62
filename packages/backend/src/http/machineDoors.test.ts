import { createBackend } from '@backstage/backend-defaults';
import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { Contract, payrecContract } from '@internal/plugin-payrec-common';
import { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { portalHttpServer } from '@internal/plugin-payrec-node';
import { pipelinesContract } from '@internal/plugin-payrec-pipelines-common';
import { reconciliationContract } from '@internal/plugin-payrec-reconciliation-common';
import { freePort } from '@internal/plugin-payrec-testkit';
import { MACHINE_DOORS } from './machineDoors';

const CONTRACTS: readonly Contract[] = [payrecContract, reconciliationContract, fraudContract, pipelinesContract];

/** A plugin that lets services in, whatever they ask. */
const servicesOnly = (pluginId: string) =>
  createBackendPlugin({
    pluginId,
    register(env) {
      env.registerInit({
        deps: { httpRouter: coreServices.httpRouter, httpAuth: coreServices.httpAuth },
        async init({ httpRouter, httpAuth }) {
          httpRouter.use((req, res, next) => {
            httpAuth
              .credentials(req, { allow: ['service'] })
              .then(() => res.status(201).end())
              .catch(next);
          });
        },
      });
    },
  });

it('every POST that a contract has for services is a door', () => {
  const posts = CONTRACTS.flatMap(({ pluginId, endpoints }) =>
    Object.values(endpoints).flatMap(({ method, caller, path }) =>
      method === 'POST' && caller === 'service' ? [`/api/${pluginId}${path}`] : [],
    ),
  );
  expect(posts).not.toEqual([]);
  expect(MACHINE_DOORS).toEqual(expect.arrayContaining(posts));
});

describe('the doors of machines', () => {
  let port: number;
  const backend = createBackend();

  beforeAll(async () => {
    port = await freePort();
    for (const feature of [
      mockServices.rootConfig.factory({ data: { backend: { listen: { host: '127.0.0.1', port } } } }),
      mockServices.rootLogger.factory(),
      mockServices.auth.factory(),
      mockServices.httpAuth.factory({ defaultCredentials: mockCredentials.none() }),
      portalHttpServer({ machineDoors: MACHINE_DOORS }),
      ...[...new Set(MACHINE_DOORS.map(door => door.split('/')[2]))].map(servicesOnly),
    ]) {
      backend.add(feature);
    }
    await backend.start();
  }, 60_000);
  afterAll(() => backend.stop());

  const callers = [
    ['a service', mockCredentials.service.token(), 201],
    ['a person', mockCredentials.user.token(), 403],
    ['a token that is none', mockCredentials.user.invalidToken(), 401],
    ['nobody', undefined, 401],
  ] as const;

  test.each(MACHINE_DOORS.flatMap(door => callers.map(caller => [door, ...caller] as const)))(
    '%s asked by %s',
    async (door, _caller, token, status) => {
      const headers = token ? { authorization: `Bearer ${token}` } : undefined;
      const answer = await fetch(`http://127.0.0.1:${port}${door}`, { method: 'POST', headers });
      const forBrowsers = answer.headers.has('content-security-policy');
      expect({ status: answer.status, forBrowsers }).toEqual({ status, forBrowsers: false });
    },
  );

  test.each(MACHINE_DOORS)('reading at %s is for browsers as everywhere', async door => {
    const answer = await fetch(`http://127.0.0.1:${port}${door}`);
    expect(answer.headers.has('content-security-policy')).toBe(true);
  });
});
