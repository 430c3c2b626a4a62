import { ChildProcess, spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Client } from 'pg';
import { KEEPER_SCRIPT, KeeperOptions, keeperEnvironment, parseKeeperAnswer, PostgresAddress } from './keeperProcess';

export type PostgresServerOptions = {
  /** Folder of the database, kept over restarts. Without it the database is temporary and goes with the server. */
  readonly dataDir?: string;
  /** Port on 127.0.0.1; a free one without it. */
  readonly port?: number;
  /** Superuser, `postgres` without it. Of a kept database: the one it was made with. */
  readonly user?: string;
  /** Password of the superuser, `postgres` without it. Of a kept database: the one it was made with. */
  readonly password?: string;
};

/**
 * A real PostgreSQL 18 owned by this process: it listens on 127.0.0.1 only and ends with {@link PostgresServer.stop} or
 * with the process, however that dies. For tests take `startPostgres`, which shares one server between all of them.
 */
export class PostgresServer {
  private constructor(private readonly keeper: ChildProcess, private readonly address: PostgresAddress) {}

  /** Starts the server, making the database when `dataDir` has none. @throws Error saying why it did not start. */
  static async start(options: PostgresServerOptions = {}): Promise<PostgresServer> {
    if (options.dataDir) await mkdir(options.dataDir, { recursive: true });
    const keeperOptions: KeeperOptions = options;
    const keeper = spawn(process.execPath, [KEEPER_SCRIPT], {
      stdio: ['pipe', 'pipe', 'ignore'],
      env: keeperEnvironment(keeperOptions),
      // Own process group: Ctrl-C in a terminal reaches us first, and the database ends after whoever uses it.
      detached: process.platform !== 'win32',
    });
    const line = await new Promise<string>((resolve, reject) => {
      keeper.once('error', reject);
      keeper.once('exit', code => reject(new Error(`The keeper of PostgreSQL ended at start with code ${code}`)));
      createInterface({ input: keeper.stdout! }).once('line', resolve);
    });
    const server = new PostgresServer(keeper, parseKeeperAnswer(line));
    // The pipes must not keep an otherwise finished process alive.
    keeper.unref();
    (keeper.stdin as unknown as { unref?(): void }).unref?.();
    (keeper.stdout as unknown as { unref?(): void }).unref?.();
    return server;
  }

  get host(): string {
    return '127.0.0.1';
  }
  get port(): number {
    return this.address.port;
  }
  get user(): string {
    return this.address.user;
  }
  get password(): string {
    return this.address.password;
  }

  /** `postgresql://…` of a database of this server. */
  connectionString(database = 'postgres'): string {
    return postgresConnectionString(this.address, database);
  }

  /** Creates the database unless it exists. */
  async ensureDatabase(name: string): Promise<void> {
    await ensureDatabase(this.address, name);
  }

  /** Stops the server; a temporary database is deleted. */
  async stop(): Promise<void> {
    if (this.keeper.exitCode !== null || this.keeper.signalCode !== null) return;
    const ended = new Promise<void>(resolve => this.keeper.once('exit', () => resolve()));
    this.keeper.ref();
    this.keeper.stdin!.end();
    await ended;
  }
}

/** `postgresql://…` of a database of the server at `address`. */
export function postgresConnectionString(address: PostgresAddress, database: string): string {
  const credentials = `${encodeURIComponent(address.user)}:${encodeURIComponent(address.password)}`;
  return `postgresql://${credentials}@127.0.0.1:${address.port}/${encodeURIComponent(database)}`;
}

/** Creates `name` on the server unless it exists. */
export async function ensureDatabase(address: PostgresAddress, name: string): Promise<void> {
  await withAdmin(address, async client => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  });
}

/** Runs `work` on a connection to the maintenance database and closes it afterwards. */
export async function withAdmin<T>(address: PostgresAddress, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: postgresConnectionString(address, 'postgres') });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
