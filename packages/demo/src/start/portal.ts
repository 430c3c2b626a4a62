import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child, startNode } from './childProcess';
import { DemoState } from './demoState';
import { writeFirstStartConfig } from './firstStartConfig';
import { PortalClient, PortalError } from './portalClient';
import { StartOptions } from './startOptions';

const READY_TIMEOUT_MS = 180_000;

export type PortalAddress = {
  readonly portalUrl: string;
  readonly appUrl: string;
  readonly issuer: string;
  readonly clientSecret: string;
  readonly metricsUrl: string;
  readonly postgres: { host: string; port: number; user: string; password: string };
};

/** Starts the backend, which serves the built app; with `--dev` the hot reloading servers of both. */
export function startPortal(root: string, state: DemoState, options: StartOptions, address: PortalAddress): Child[] {
  const env = {
    NODE_ENV: options.dev ? 'development' : 'production',
    PAYREC_BASE_URL: address.portalUrl,
    PAYREC_APP_URL: address.appUrl,
    PAYREC_PORT: String(options.port),
    PAYREC_PG_HOST: address.postgres.host,
    PAYREC_PG_PORT: String(address.postgres.port),
    PAYREC_PG_USER: address.postgres.user,
    PAYREC_PG_PASSWORD: address.postgres.password,
    PAYREC_SESSION_SECRET: state.secrets().session,
    PAYREC_INTAKE_TOKEN: state.secrets().intake,
    PAYREC_OIDC_ISSUER: address.issuer,
    PAYREC_OIDC_CLIENT_SECRET: address.clientSecret,
    PAYREC_METRICS_URL: address.metricsUrl,
    PAYREC_INDEX_ROOT: state.path('index'),
    PAYREC_ENGINE: options.engine,
    PAYREC_TRINO_URL: options.trinoUrl ?? 'http://127.0.0.1:8080',
  };
  const files = [join(root, 'app-config.yaml'), join(root, 'app-config.demo.yaml')];
  if (!state.read('ingested.json')) files.push(writeFirstStartConfig(state));
  const config = files.flatMap(file => ['--config', file]);
  const cli = require.resolve('@backstage/cli/bin/backstage-cli');
  const cwd = join(root, 'packages/backend');
  if (options.dev) {
    return [
      startNode([cli, 'package', 'start', ...config], { cwd, env, log: state.path('logs', 'backend.log') }),
      startNode([cli, 'package', 'start', ...config], {
        cwd: join(root, 'packages/app'),
        env,
        log: state.path('logs', 'app.log'),
      }),
    ];
  }
  const transform = require.resolve('@backstage/cli/config/nodeTransform.cjs');
  return [
    startNode(['--require', transform, join(root, 'packages/demo/src/start/backendProcess.ts'), ...config], {
      cwd,
      env,
      log: state.path('logs', 'backend.log'),
      ipc: true,
    }),
  ];
}

/**
 * Waits until the portal is really usable: it answers, somebody can sign in, and a question about the data has an answer.
 * @throws Error with the last words of the backend when it ends, or with the step that did not come.
 */
export async function waitUntilUsable(
  backend: Child,
  { client, portalUrl, log, signal }: { client: PortalClient; portalUrl: string; log: string; signal: AbortSignal },
) {
  let ended = false;
  void backend.exited.then(() => {
    ended = true;
  });
  const deadline = Date.now() + READY_TIMEOUT_MS;
  let last = 'it does not answer yet';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (ended) throw new Error(`The backend ended at start; its last words:\n${backend.tail(25)}`);
    try {
      const health = await fetch(`${portalUrl}/.backstage/health/v1/readiness`);
      await health.arrayBuffer();
      if (health.ok) {
        await client.call('GET', '/v1/units');
        return;
      }
      last = `it reports not ready (HTTP ${health.status})`;
    } catch (error) {
      // Until the catalog has read its files nobody is known, so a refused sign-in is no failure yet.
      last =
        error instanceof PortalError || !/fetch failed/.test((error as Error).message)
          ? (error as Error).message
          : last;
    }
    await sleep(250, undefined, { signal });
  }
  throw new Error(`The portal was not usable after ${READY_TIMEOUT_MS / 1000} s: ${last}. The log is ${log}`);
}
