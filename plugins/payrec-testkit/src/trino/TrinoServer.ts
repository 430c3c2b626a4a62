import { ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { FINAL_INDEX_TABLES } from '@internal/plugin-payrec-common';
import { TrinoEngine, TrinoOptions, trinoCreateTableSql } from '@internal/plugin-payrec-node/system';
import { freePort } from '../freePort';
import { plainEnvironment } from '../postgres/keeperProcess';
import { findJava } from './findJava';
import { trinoDistribution } from './trinoDistribution';

export type TrinoServerOptions = {
  /** `postgresql://…` of a database that holds the Iceberg catalog. */
  readonly catalogDatabase: string;
  /** Folder for files of the lake, logs and configuration, kept; a temporary one, removed on stop, without it. */
  readonly workDir?: string;
  /** Port on 127.0.0.1; a free one without it. */
  readonly port?: number;
  /** Java heap, such as `4G`; `PAYREC_TRINO_HEAP` or 4G without it. */
  readonly heap?: string;
  readonly log?: (line: string) => void;
  /** Where its OpenLineage listener posts what it ran; no listener without it. */
  readonly lineage?: TrinoLineage;
};

export type TrinoLineage = {
  /** The portal without a path, such as `http://127.0.0.1:7007`; it need not be up. */
  readonly url: string;
  /** Static token of the portal that may write lineage. */
  readonly token: string;
  /** Namespace of the jobs. */
  readonly namespace: string;
};

export type RunningTrino = {
  readonly url: string;
  /** Folder behind `local:///`; undefined when somebody else runs the server. */
  readonly lakeDir?: string;
  readonly options: TrinoOptions;
  /** Where its listener posts, if it has one we know of. */
  readonly lineage?: TrinoLineage;
  /** When a server of ours has ended, by `stop` or by itself; never for one somebody else runs. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
};

// A development tool that is never built: the script stands beside this file.
// eslint-disable-next-line no-restricted-syntax
const CHILD_KEEPER = path.join(__dirname, 'childKeeper.mjs');
const START_TIMEOUT_MS = 180_000;
const JVM_FLAGS = [
  '-server',
  '-XX:+UseG1GC',
  '-XX:G1HeapRegionSize=32M',
  '-XX:+ExplicitGCInvokesConcurrent',
  '-XX:+ExitOnOutOfMemoryError',
  '-XX:ReservedCodeCacheSize=256M',
  '-Djdk.attach.allowAttachSelf=true',
  '-Dfile.encoding=UTF-8',
  '--enable-native-access=ALL-UNNAMED',
  '--sun-misc-unsafe-memory-access=allow',
];

/**
 * A real Trino with an Iceberg catalog `lake` in PostgreSQL, its files on the local disk, and an empty Final Index in
 * `lake.final_index`. Listens on 127.0.0.1 only and ends with {@link RunningTrino.stop} or with this process.
 * With `TRINO_URL` set that server is taken instead, as it is.
 * @throws Error with one sentence that says what is missing: Java, Maven, or what the server complained about.
 */
export async function startTrino(options: TrinoServerOptions): Promise<RunningTrino> {
  if (process.env.TRINO_URL) return existingTrino(process.env.TRINO_URL);
  const log = options.log ?? (() => {});
  const java = await findJava();
  const home = await trinoDistribution(log);
  await createCatalogTables(options.catalogDatabase);
  const port = options.port ?? (await freePort());
  const workDir = options.workDir ?? (await mkdtemp(path.join(tmpdir(), 'payrec-trino-')));
  const lakeDir = path.join(workDir, 'lake');
  const logFile = path.join(workDir, 'server.log');
  await mkdir(lakeDir, { recursive: true });
  const etc = await writeConfiguration({ ...options, workDir, lakeDir, port });

  log(`Starting Trino on http://127.0.0.1:${port}`);
  const keeper = spawn(process.execPath, [CHILD_KEEPER, path.join(home, 'bin', 'launcher'), 'run', '--etc-dir', etc], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...plainEnvironment(),
      JAVA_HOME: java,
      PATH: `${path.join(java, 'bin')}${path.delimiter}${process.env.PATH}`,
    },
    detached: true,
  });
  const tail = followOutput(keeper, logFile);
  const ended = new Promise<void>(resolve => keeper.once('exit', () => resolve()));
  const stop = async () => {
    if (keeper.exitCode === null && keeper.signalCode === null) {
      keeper.ref();
      keeper.stdin!.end();
      await ended;
    }
    if (!options.workDir) await rm(workDir, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const trino = { url, lakeDir, options: trinoOptions(url), lineage: options.lineage, ended, stop };
  try {
    await untilUp(url, keeper, tail);
    await createFinalIndex(trino.options);
  } catch (error) {
    await stop();
    throw error;
  }
  keeper.unref();
  for (const stream of [keeper.stdin, keeper.stdout, keeper.stderr]) (stream as unknown as { unref(): void }).unref();
  return trino;
}

/** How the portal's engine reaches a server of ours. */
export function trinoOptions(server: string): TrinoOptions {
  return {
    server,
    catalog: 'lake',
    schema: 'final_index',
    source: 'payrec-test',
    user: 'payrec',
    impersonate: false,
  };
}

/** Creates schema and tables of the contract where they are missing. */
export async function createFinalIndex(options: TrinoOptions): Promise<void> {
  const engine = new TrinoEngine(options);
  const run = (sql: string) =>
    engine.read({ name: 'createFinalIndex', sql, params: [], maxRows: 10, signal: AbortSignal.timeout(60_000) });
  try {
    await run(`CREATE SCHEMA IF NOT EXISTS ${options.catalog}.final_index`);
    for (const table of FINAL_INDEX_TABLES) {
      await run(trinoCreateTableSql(table, `${options.catalog}.final_index.${table.name}`));
    }
  } finally {
    await engine.close();
  }
}

async function existingTrino(url: string): Promise<RunningTrino> {
  const options = trinoOptions(url.replace(/\/+$/, ''));
  await createFinalIndex(options);
  const { TRINO_LAKE_DIR: lakeDir } = process.env;
  return {
    url: options.server,
    lakeDir,
    options,
    lineage: lineageFromEnvironment(),
    ended: new Promise(() => {}),
    stop: async () => {},
  };
}

/** `PAYREC_TRINO_LINEAGE`: `{url, token, namespace}` as JSON. */
export function lineageFromEnvironment(environment: NodeJS.ProcessEnv = process.env): TrinoLineage | undefined {
  const { PAYREC_TRINO_LINEAGE: text } = environment;
  return text ? (JSON.parse(text) as TrinoLineage) : undefined;
}

async function writeConfiguration(options: TrinoServerOptions & { workDir: string; lakeDir: string; port: number }) {
  const etc = path.join(options.workDir, 'etc');
  const data = path.join(options.workDir, 'data');
  await mkdir(path.join(etc, 'catalog'), { recursive: true });
  await mkdir(data, { recursive: true });
  const database = new URL(options.catalogDatabase);
  const files: Record<string, Record<string, string | number>> = {
    'node.properties': {
      'node.environment': 'payrec',
      'node.data-dir': data,
      'node.bind-ip': '127.0.0.1',
      'node.internal-address': '127.0.0.1',
    },
    'config.properties': {
      coordinator: 'true',
      'node-scheduler.include-coordinator': 'true',
      'http-server.http.port': options.port,
      'discovery.uri': `http://127.0.0.1:${options.port}`,
    },
    'catalog/lake.properties': {
      'connector.name': 'iceberg',
      'iceberg.catalog.type': 'jdbc',
      'iceberg.jdbc-catalog.driver-class': 'org.postgresql.Driver',
      'iceberg.jdbc-catalog.connection-url': `jdbc:postgresql://${database.host}${database.pathname}`,
      'iceberg.jdbc-catalog.connection-user': decodeURIComponent(database.username),
      'iceberg.jdbc-catalog.connection-password': decodeURIComponent(database.password),
      'iceberg.jdbc-catalog.catalog-name': 'lake',
      'iceberg.jdbc-catalog.default-warehouse-dir': 'local:///wh',
      'iceberg.add-files-procedure.enabled': 'true',
      'iceberg.unique-table-location': 'true',
      // A load writes a table, with a partition for each day of its history, in one statement.
      'iceberg.max-partitions-per-writer': 10_000,
      'fs.native-local.enabled': 'true',
      'local.location': options.lakeDir,
    },
  };
  if (options.lineage) {
    // Without an absolute path it is looked for below the working directory, which is that of the data.
    files['config.properties']['event-listener.config-files'] = path.join(etc, 'event-listener.properties');
    files['event-listener.properties'] = listenerProperties(options.lineage, options.port);
  }
  for (const [name, properties] of Object.entries(files)) {
    const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}\n`);
    await writeFile(path.join(etc, name), lines.join(''), { mode: 0o600 });
  }
  const heap = options.heap ?? process.env.PAYREC_TRINO_HEAP ?? '4G';
  await writeFile(path.join(etc, 'jvm.config'), [...JVM_FLAGS, `-Xmx${heap}`, ''].join('\n'));
  return etc;
}

function listenerProperties({ url, token, namespace }: TrinoLineage, port: number): Record<string, string> {
  return {
    'event-listener.name': 'openlineage',
    // Half of the names of its tables.
    'openlineage-event-listener.trino.uri': `http://127.0.0.1:${port}`,
    'openlineage-event-listener.transport.type': 'HTTP',
    'openlineage-event-listener.transport.url': url,
    'openlineage-event-listener.transport.endpoint': '/api/payrec-pipelines/lineage',
    'openlineage-event-listener.transport.api-key': token,
    'openlineage-event-listener.namespace': namespace,
  };
}

/** The JDBC catalog expects its two tables and does not create them. */
async function createCatalogTables(connectionString: string): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await client.query(`
      CREATE TABLE IF NOT EXISTS iceberg_tables (
        catalog_name varchar(255) NOT NULL, table_namespace varchar(255) NOT NULL, table_name varchar(255) NOT NULL,
        metadata_location varchar(1000), previous_metadata_location varchar(1000), iceberg_type varchar(5),
        PRIMARY KEY (catalog_name, table_namespace, table_name));
      CREATE TABLE IF NOT EXISTS iceberg_namespace_properties (
        catalog_name varchar(255) NOT NULL, namespace varchar(255) NOT NULL, property_key varchar(255) NOT NULL,
        property_value varchar(1000), PRIMARY KEY (catalog_name, namespace, property_key))`);
  } finally {
    await client.end();
  }
}

/** Copies the server's output to a file and keeps its last lines for the error of a failed start. */
function followOutput(keeper: ChildProcess, logFile: string): () => string {
  const file = createWriteStream(logFile);
  const lines: string[] = [];
  for (const stream of [keeper.stdout!, keeper.stderr!]) {
    stream.on('data', (chunk: Buffer) => {
      file.write(chunk);
      lines.push(
        ...chunk
          .toString('utf8')
          .split('\n')
          .filter(line => /ERROR|error|Error/.test(line)),
      );
      lines.splice(0, Math.max(0, lines.length - 5));
    });
  }
  keeper.once('exit', () => file.end());
  return () => lines.join(' | ').slice(0, 1500);
}

async function untilUp(url: string, keeper: ChildProcess, tail: () => string): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    // A wrong property makes the server exit: polling alone would wait for a dead process.
    if (keeper.exitCode !== null) throw new Error(`Trino ended at start with code ${keeper.exitCode}: ${tail()}`);
    const info = await fetch(`${url}/v1/info`)
      .then(answer => answer.json() as Promise<{ starting?: boolean }>)
      .catch(() => undefined);
    if (info?.starting === false) return;
    await sleep(250);
  }
  throw new Error(`Trino did not come up within ${START_TIMEOUT_MS / 1000} s: ${tail()}`);
}
