import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import net from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import createKnex, { Knex } from 'knex';
import { KEEPER_SCRIPT, KeeperOptions, keeperEnvironment, parseKeeperAnswer, PostgresAddress } from './keeperProcess';
import { postgresConnectionString, withAdmin } from './PostgresServer';

/** A PostgreSQL shared by all tests that run at the same time on this machine and checkout. */
export type TestPostgres = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  connectionString(database?: string): string;
  /** Creates a database with a name of its own and returns the name. */
  createDatabase(): Promise<string>;
  /** Drops it, ending whatever is still connected. */
  dropDatabase(name: string): Promise<void>;
};

const START_TIMEOUT_MS = 60_000;
let running: Promise<TestPostgres> | undefined;

/**
 * The shared test server, started by whoever comes first and ended seconds after the last test process is gone. Each suite
 * takes a database of its own with {@link createTestDatabase}; nothing has to be stopped.
 */
export function startPostgres(): Promise<TestPostgres> {
  running ??= connectToKeeper().then(describeServer);
  return running;
}

/**
 * A fresh, empty database of the shared server with a knex on it. `connection` is what `backend.database.connection` takes;
 * call `drop` in `afterAll`.
 */
export async function createTestDatabase(): Promise<{
  knex: Knex;
  connection: string;
  drop: () => Promise<void>;
}> {
  const postgres = await startPostgres();
  const name = await postgres.createDatabase();
  const connection = postgres.connectionString(name);
  const knex = createKnex({ client: 'pg', connection, pool: { min: 0, max: 10 } });
  return {
    knex,
    connection,
    drop: async () => {
      await knex.destroy();
      await postgres.dropDatabase(name);
    },
  };
}

/**
 * Points Backstage's own `TestDatabases` at the shared server. It looks at these variables when `TestDatabases.create` runs
 * and would else test SQLite only, without a word; so this comes before the suites load: in a script that starts jest.
 */
export async function exportPostgresForBackstageTests(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const postgres = await startPostgres();
  environment.BACKSTAGE_TEST_DATABASE_POSTGRES18_CONNECTION_STRING = postgres.connectionString();
  environment.BACKSTAGE_TEST_DISABLE_DOCKER = '1';
}

function describeServer(address: PostgresAddress): TestPostgres {
  return {
    host: '127.0.0.1',
    ...address,
    connectionString: (database = 'postgres') => postgresConnectionString(address, database),
    createDatabase: async () => {
      const name = `test_${randomBytes(8).toString('hex')}`;
      await withAdmin(address, client => client.query(`CREATE DATABASE ${name}`));
      return name;
    },
    dropDatabase: async name => {
      await withAdmin(address, client =>
        client.query(`DROP DATABASE IF EXISTS ${client.escapeIdentifier(name)} WITH (FORCE)`),
      );
    },
  };
}

function socketPath(): string {
  // One server per user and checkout: two checkouts may hold different versions of the keeper.
  const key = createHash('sha256').update(`${userInfo().username}\n${KEEPER_SCRIPT}`).digest('hex').slice(0, 12);
  return process.platform === 'win32' ? `\\\\.\\pipe\\payrec-pg-${key}` : path.join(tmpdir(), `payrec-pg-${key}.sock`);
}

async function connectToKeeper(): Promise<PostgresAddress> {
  const socket = socketPath();
  const deadline = Date.now() + START_TIMEOUT_MS;
  let spawnedAt = 0;
  while (Date.now() < deadline) {
    const line = await firstLine(socket);
    if (line !== undefined) return parseKeeperAnswer(line);
    // A keeper that lost the race or whose last user has just left is not there: make one, then try again.
    if (Date.now() - spawnedAt > 5_000) {
      spawnKeeper({ socket });
      spawnedAt = Date.now();
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error(`PostgreSQL for tests did not answer within ${START_TIMEOUT_MS / 1000} s`);
}

function spawnKeeper(options: KeeperOptions): void {
  spawn(process.execPath, [KEEPER_SCRIPT], {
    stdio: 'ignore',
    env: keeperEnvironment(options),
    detached: true,
  }).unref();
}

/** Connects and waits for the keeper's word; the connection then stays open, as our share in the server. */
function firstLine(socket: string): Promise<string | undefined> {
  return new Promise(resolve => {
    const connection = net.connect(socket);
    connection.once('error', () => resolve(undefined));
    connection.once('close', () => resolve(undefined));
    let text = '';
    connection.on('data', chunk => {
      text += chunk.toString('utf8');
      if (text.includes('\n')) {
        connection.unref();
        resolve(text);
      }
    });
  });
}
