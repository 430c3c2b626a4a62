// From its file: the package as a whole brings Backstage's test backend along, and two seconds to load it.
// eslint-disable-next-line @backstage/no-forbidden-package-imports
import { PostgresServer } from '@internal/plugin-payrec-testkit/src/postgres/PostgresServer';
import { startMetricServer } from '../feed/metricServer';
import { loadOidcKeys } from '../oidc/keys';
import { startOidcProvider } from '../oidc/startOidcProvider';
import { PERSONAS } from '../personas';
import { buildApp } from './buildApp';
import { runDemoFeed } from './demoFeed';
import { runLiveFeeds, runPipelines } from './liveFeeds';
import { DemoState } from './demoState';
import { firstReconciliation } from './firstReconciliation';
import { startPortal, waitUntilUsable } from './portal';
import { PortalClient } from './portalClient';
import { isFree, requireFree } from './ports';
import { prepareData } from './prepareData';
import { USAGE, parseStartOptions } from './startOptions';

type Stoppable = { stop(): Promise<void> };

/**
 * `npm start`: data, database, sign-in and portal, in this order, until Ctrl-C. Returns when all of it has ended.
 * @throws Error in one sentence for what a person can mend.
 */
export async function startDemo({ root, args }: { root: string; args: readonly string[] }): Promise<void> {
  const options = parseStartOptions(args);
  const started = Date.now();
  const say = (line: string) => {
    const seconds = Math.round((Date.now() - started) / 1000);
    process.stdout.write(`${`[${seconds} s]`.padStart(7)} ${line}\n`);
  };
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const state = DemoState.of(root);
  const other = state.running();
  if (other) throw new Error(`The demo runs already at ${other.portalUrl}; stop it with Ctrl-C where it was started.`);
  await requireFree(options.port);
  if (options.dev) await requireFree(3000);

  const stopping = new AbortController();
  const cleanups: Array<() => Promise<void> | void> = [];
  const onSignal = () => {
    if (!stopping.signal.aborted) process.stdout.write('\nStopping …\n');
    stopping.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  process.on('SIGHUP', onSignal);
  try {
    await run();
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    stopping.abort();
    for (const cleanup of cleanups.reverse()) await cleanup();
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
    process.off('SIGHUP', onSignal);
  }

  /** Waits for all, so that what did start is stopped when one of them did not. */
  async function allStarted<T extends readonly Stoppable[]>(starting: { [K in keyof T]: Promise<T[K]> }): Promise<T> {
    for (const outcome of await Promise.allSettled(starting)) {
      if (outcome.status === 'fulfilled') cleanups.push(() => outcome.value.stop());
    }
    return (await Promise.all(starting)) as unknown as T;
  }

  async function run(): Promise<void> {
    const [made] = await Promise.all([
      prepareData(root, state, options, say, stopping.signal),
      options.dev || options.measure ? undefined : buildApp(root, state, say, stopping.signal),
    ]);
    stopping.signal.throwIfAborted();

    say('Starting PostgreSQL, sign-in and portal');
    const portalUrl = `http://127.0.0.1:${options.port}`;
    const appUrl = options.dev ? 'http://127.0.0.1:3000' : portalUrl;
    const keys = await loadOidcKeys(state.dir);
    const remembered = state.read<{ oidc: number }>('ports.json')?.oidc;
    const [postgres, oidc, metrics] = await allStarted([
      PostgresServer.start({ dataDir: state.path('postgres'), user: 'payrec', password: state.secrets().postgres }),
      startOidcProvider({ keys, portalUrl, port: remembered && (await isFree(remembered)) ? remembered : 0 }),
      startMetricServer(),
    ]);
    state.write('ports.json', { oidc: oidc.port });
    stopping.signal.throwIfAborted();

    const address = {
      portalUrl,
      appUrl,
      issuer: oidc.issuer,
      clientSecret: keys.clientSecret,
      metricsUrl: metrics.url,
      postgres,
    };
    const [backend, ...others] = startPortal(root, state, options, address);
    for (const child of [backend, ...others]) cleanups.push(() => child.stop());
    state.write('running.json', { pid: process.pid, portalUrl, appUrl, issuer: oidc.issuer });
    cleanups.push(() => state.remove('running.json'));

    const target = { portalUrl, appUrl, issuer: oidc.issuer };
    const operator = new PortalClient(target, 'finn.operator');
    await waitUntilUsable(backend, {
      client: operator,
      portalUrl,
      log: state.path('logs', 'backend.log'),
      signal: stopping.signal,
    });
    // Before the first verdicts: without the history of the pipelines every partition would be missing.
    const pipelines = options.measure ? undefined : runPipelines(state, target, made, say, stopping.signal);
    await firstReconciliation(state, operator, made.summary.statementFiles, say, stopping.signal);
    process.stdout.write(`\nPortal ready: ${appUrl}\n\nSign in as\n`);
    for (const persona of PERSONAS) {
      process.stdout.write(`  ${persona.id.padEnd(18)} ${persona.role.padEnd(26)} ${persona.sees}\n`);
    }
    process.stdout.write('\nCtrl-C stops everything; data and decisions stay.\n');

    const feed = options.measure
      ? undefined
      : Promise.all([
          pipelines,
          runDemoFeed(state, operator, made.summary.lateFiles, say, stopping.signal),
          runLiveFeeds(state, target, say, stopping.signal),
        ]);
    // Last: what it asks of the portal fails once that is gone.
    cleanups.unshift(() => feed?.then(() => {}));
    const aborted = new Promise<'stop'>(resolve => {
      stopping.signal.addEventListener('abort', () => resolve('stop'), { once: true });
    });
    const code = await Promise.race([aborted, backend.exited]);
    if (code !== 'stop' && !stopping.signal.aborted) {
      throw new Error(`The backend ended by itself (${code ?? 'killed'}); its last words:\n${backend.tail(25)}`);
    }
  }
}
