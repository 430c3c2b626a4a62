import { spawn } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { SqlValue } from '@internal/plugin-payrec-node';
import { freePort } from '@internal/plugin-payrec-testkit';
import { DemoState, personaById, signIn } from 'demo';
import { Ask } from './benchQueryRequests';

/** A statement as the portal's engine has answered it. */
export type RecordedStatement = { readonly query: string; readonly sql: string; readonly params: readonly SqlValue[] };

export type MeasuredPortal = {
  /** Folder of its Final Index. */
  readonly indexRoot: string;
  /** Asks as that persona. */
  as(persona: string): Promise<Ask>;
  /** Statements the engine has answered since this was last asked. */
  takeStatements(): Promise<RecordedStatement[]>;
  stop(): Promise<void>;
};

const READY_TIMEOUT_MS = 8 * 60_000;

/**
 * The demo portal, by `npm start`'s own script, with what a measurement needs: no answer from its cache, no life of the
 * company, and a note of each statement of its engine. `args` go to the script.
 * @throws Error with its last lines when it does not come up, such as while a demo runs from the same folder.
 */
export async function startMeasuredPortal(args: readonly string[]): Promise<MeasuredPortal> {
  // The command line always runs from its sources, so the root of the checkout is where it says.
  // eslint-disable-next-line no-restricted-syntax
  const root = resolve(__dirname, '../../../..');
  const folder = await mkdtemp(join(tmpdir(), 'payrec-bench-query-'));
  const statements = await open(join(folder, 'statements.jsonl'), 'a+');
  const state = DemoState.of(root);
  const port = String(await freePort());
  const child = spawn(process.execPath, [join(root, 'scripts/start.mjs'), '--port', port, '--measure', ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      // eslint-disable-next-line no-restricted-syntax
      NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --require ${join(__dirname, 'benchQueryRecorder.cjs')}`,
      PAYREC_BENCH_STATEMENTS: join(folder, 'statements.jsonl'),
      APP_CONFIG_payrec_query_limits_cacheMaxBytes: '0',
    },
  });
  const exited = new Promise<void>(ended => child.once('exit', () => ended()));
  const interrupt = () => child.kill('SIGINT');
  // Whoever ends the bench ends its portal.
  const onSignal = () => {
    interrupt();
    process.exitCode = 130;
    void exited.then(() => process.exit());
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const stop = async () => {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
    interrupt();
    await exited;
    await statements.close();
    await rm(folder, { recursive: true, force: true });
  };
  let output = '';
  let timer: NodeJS.Timeout | undefined;
  const ready = new Promise<void>((done, fail) => {
    timer = setTimeout(
      () => fail(new Error(`The portal is not ready yet:\n${output.slice(-2_000)}`)),
      READY_TIMEOUT_MS,
    );
    const read = (chunk: Buffer) => {
      output += chunk;
      if (output.includes('Portal ready:')) done();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', () => fail(new Error(`The portal ended before it was ready:\n${output.slice(-2_000)}`)));
  });
  try {
    await ready;
  } catch (error) {
    await stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  let offset = 0;
  return {
    indexRoot: state.path('index'),
    as: async persona => askAs(await signIn(state.running()!, personaById(persona)), state.running()!.portalUrl),
    takeStatements: async () => {
      const { size } = await statements.stat();
      const bytes = Buffer.alloc(size - offset);
      await statements.read(bytes, 0, bytes.length, offset);
      offset = size;
      return bytes
        .toString()
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line, revive) as RecordedStatement);
    },
    stop,
  };
}

function askAs(token: string, portalUrl: string): Ask {
  return async path => {
    const answer = await fetch(`${portalUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
    return answer.json();
  };
}

function revive(_: string, value: unknown): unknown {
  const isBigint = typeof value === 'object' && value !== null && 'bigint' in value;
  return isBigint ? BigInt(String(value.bigint)) : value;
}
