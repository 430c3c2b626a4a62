import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { createBackend } from '@backstage/backend-defaults';
import { BackendFeature, coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { freePort } from '@internal/plugin-payrec-testkit';
import express from 'express';
import { endOpenConnections, portalHttpServer } from './portalHttpServer';

/** A server that answers `/stream` for ever and `/slow` after 50 ms. */
async function serve(): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    response.write('begun ');
    if (request.url === '/slow') setTimeout(() => response.end('done'), 50);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

describe('endOpenConnections', () => {
  it('lets a request in flight finish and ends a stream that never would', async () => {
    const { server, url } = await serve();
    const [stream, slow] = await Promise.all([fetch(`${url}/stream`), fetch(`${url}/slow`)]);
    const closed = new Promise(resolve => server.close(resolve));
    endOpenConnections(server, 300);
    await expect(slow.text()).resolves.toBe('begun done');
    await expect(stream.text()).rejects.toThrow('terminated');
    await expect(closed).resolves.toBeUndefined();
  });
});

function backendOn(port: number, machineDoors: readonly string[], plugin: BackendFeature) {
  const backend = createBackend();
  for (const feature of [
    mockServices.rootConfig.factory({ data: { backend: { listen: { host: '127.0.0.1', port } } } }),
    mockServices.rootLogger.factory(),
    mockServices.auth.factory(),
    mockServices.httpAuth.factory(),
    portalHttpServer({ machineDoors }),
    plugin,
  ]) {
    backend.add(feature);
  }
  return backend;
}

describe('portalHttpServer', () => {
  const echo = createBackendPlugin({
    pluginId: 'orders',
    register(env) {
      env.registerInit({
        deps: { httpRouter: coreServices.httpRouter, httpAuth: coreServices.httpAuth },
        async init({ httpRouter, httpAuth }) {
          const router = express.Router();
          router.all('*', (req, res, next) => {
            httpAuth
              .credentials(req, { allow: ['service'] })
              .then(() => res.status(201).end())
              .catch(next);
          });
          httpRouter.use(router);
        },
      });
    },
  });

  it('spares the doors of machines what is for browsers, and nothing of authentication', async () => {
    const port = await freePort();
    const backend = backendOn(port, ['/api/orders/intake', '/api/orders/v1/intake'], echo);
    await backend.start();
    const ask = (path: string, method: string, token?: string) =>
      fetch(`http://127.0.0.1:${port}/api/orders${path}`, {
        method,
        headers: token ? { authorization: `Bearer ${token}` } : {},
      });
    const service = mockCredentials.service.token();
    try {
      for (const path of ['/intake', '/v1/intake']) {
        const accepted = await ask(path, 'POST', service);
        expect([path, accepted.status, accepted.headers.has('content-security-policy')]).toEqual([path, 201, false]);
        expect((await ask(path, 'POST', mockCredentials.user.token())).status).toBe(403);
        expect((await ask(path, 'POST', mockCredentials.user.invalidToken())).status).toBe(401);
      }
      for (const [path, method] of [
        ['/intake', 'GET'],
        ['/v1/orders', 'POST'],
      ]) {
        expect((await ask(path, method, service)).headers.has('content-security-policy')).toBe(true);
      }
    } finally {
      await backend.stop();
    }
  });

  it('is busy and not missing while a plugin is on its way up', async () => {
    const port = await freePort();
    let isUp = () => {};
    let goOn = () => {};
    const begun = new Promise<void>(resolve => (isUp = resolve));
    const held = new Promise<void>(resolve => (goOn = resolve));
    const slow = createBackendPlugin({
      pluginId: 'orders',
      register(env) {
        env.registerInit({
          deps: { httpRouter: coreServices.httpRouter },
          async init({ httpRouter }) {
            isUp();
            await held;
            const router = express.Router();
            router.get('/v1/orders', (_, res) => res.json([]));
            httpRouter.use(router);
          },
        });
      },
    });
    const backend = backendOn(port, ['/api/events/intake'], slow);
    const ask = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${port}${path}`, { method });
    const started = backend.start();
    try {
      await begun;
      for (const [path, method] of [
        ['/api/events/intake', 'POST'],
        ['/api/events/v1/list', 'GET'],
      ]) {
        const early = await ask(path, method);
        expect([path, early.status, early.headers.get('retry-after')]).toEqual([path, 503, '5']);
      }
      expect((await ask('/nothing')).status).toBe(404);
      goOn();
      await started;
      expect((await ask('/api/orders/v1/orders')).status).toBe(200);
      expect((await ask('/api/events/intake', 'POST')).status).toBe(404);
    } finally {
      goOn();
      await started;
      await backend.stop();
    }
  });
});
