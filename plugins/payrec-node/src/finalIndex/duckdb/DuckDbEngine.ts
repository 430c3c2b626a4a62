import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { AsOf, FINAL_INDEX_TABLES, finalIndexTable, parseIsoDate, Table } from '@internal/plugin-payrec-common';
import { castListSql } from '../ddl';
import { duckDbDialect } from '../dialect';
import { Engine, EngineRead, partitionName, TableBound } from '../engine/Engine';
import { partitionKey } from '../partitionKey';
import { EngineRow, EngineSession } from '../types';
import { ConnectionLanes } from './ConnectionLanes';
import { FolderState, IndexFolder } from './IndexFolder';
import { DuckDbSession, ReplacePartition } from './DuckDbSession';
import { boundedRelationSql, quoteSql, viewSql } from './parquetFolder';
import { PartitionStore } from './PartitionStore';
import { interruptible } from './interruptible';
import { ReadConnection } from './ReadConnection';
import { runArguments } from './values';

export type DuckDbOptions = {
  /** Folder of the Final Index; may not exist yet. */
  readonly root: string;
  /** Memory of all queries together, such as `2GB`; the engine spills to disk beyond it. */
  readonly memoryLimit?: string;
  /** Threads of one query; all cores without it. */
  readonly threads?: number;
  /** Where it spills; a temporary folder, removed on close, without it. */
  readonly tempDirectory?: string;
  /**
   * Milliseconds a version of the data is trusted, and ten times as long as it takes to find: cached answers are at most
   * that much older than files of others. Our own writes count at once.
   */
  readonly folderTrustMs?: number;
};

/** Statements of a session that run at once: most of a small one is planning, which has one thread. */
const SESSION_LANES = 2;

/** What DuckDB says of a file of a list that is not there. */
const FILE_GONE = /No files found|No such file|Cannot open file/i;

const FOLDER_TRUST_MS = 5000;
/** A look at a thousand files takes a core for 15 ms. Where it takes long it is trusted longer: so many times as long as it took. */
const LOOK_PAUSE = 10;
/** How long after the last read the folder is still looked at. */
const KEEP_FRESH_MS = 60_000;

/**
 * The embedded engine: one in-memory DuckDB with views over the Parquet files. A database *file* would be locked by one
 * process; this way any number of replicas read the same folder.
 */
export class DuckDbEngine implements Engine {
  readonly name = 'duckdb' as const;
  readonly dialect = duckDbDialect;
  private readonly idle: ReadConnection[] = [];
  private readonly store: PartitionStore;
  private readonly disk: IndexFolder;
  private folder?: { readonly at: number; readonly state: Promise<FolderState> };
  private filled?: ReadonlySet<string>;
  /** How often views were defined anew. */
  private definitions = 0;
  private refreshing: Promise<unknown> = Promise.resolve();
  private lookingAhead = false;
  private readAt = 0;
  private trustMs: number;
  private readonly watch: NodeJS.Timeout;
  /** Looks at the folder are numbered in the order they began; views are those of the newest. */
  private looks = 0;
  private shownLook = 0;
  private defining: Promise<unknown> = Promise.resolve();
  private asOfCache?: { readonly version: string; readonly asOf: Promise<AsOf> };

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly admin: DuckDBConnection,
    private readonly root: string,
    private readonly ownedTempDirectory: string | undefined,
    private readonly folderTrustMs: number,
  ) {
    this.store = new PartitionStore(root);
    this.disk = new IndexFolder(root);
    this.trustMs = folderTrustMs;
    this.watch = setInterval(() => this.lookAhead(), folderTrustMs / 4).unref();
  }

  /** Opens the engine, finishes interrupted writes and closes it to everything but the folder of the index. */
  static async open(options: DuckDbOptions): Promise<DuckDbEngine> {
    const root = path.resolve(options.root);
    const owned = options.tempDirectory ? undefined : await mkdtemp(path.join(tmpdir(), 'payrec-duckdb-'));
    const instance = await DuckDBInstance.create(':memory:');
    const admin = await instance.connect();
    const engine = new DuckDbEngine(instance, admin, root, owned, options.folderTrustMs ?? FOLDER_TRUST_MS);
    // A first start has nothing to read yet; a root that goes later is a failure.
    await mkdir(root, { recursive: true });
    await engine.store.recover();
    await admin.run('CREATE SCHEMA final_index');
    // The order matters: after the last line nothing can be set any more, and after the one before it no file is readable
    // but below the allowed folder.
    await admin.run(`SET GLOBAL TimeZone = 'UTC'`);
    // Its entries are told apart by whole seconds, and a partition may be replaced twice in one.
    await admin.run('SET GLOBAL enable_external_file_cache = false');
    // Order is what ORDER BY says; keeping the order of files as well costs scans and writes their second thread.
    await admin.run('SET GLOBAL preserve_insertion_order = false');
    await admin.run("SET GLOBAL checkpoint_threshold = '1TB'");
    await admin.run(`SET memory_limit = ${quoteSql(options.memoryLimit ?? '2GB')}`);
    await admin.run(`SET threads = ${Math.trunc(options.threads ?? availableParallelism())}`);
    await admin.run(`SET temp_directory = ${quoteSql(options.tempDirectory ?? owned!)}`);
    await admin.run(`SET allowed_directories = [${quoteSql(root)}]`);
    await admin.run('SET enable_external_access = false');
    await admin.run('SET lock_configuration = true');
    return engine;
  }

  async read({ sql, params, bounds, maxRows, signal }: EngineRead): Promise<EngineRow[]> {
    await this.refreshViews();
    const narrow = await this.narrowed(sql, bounds ?? []);
    const connection = this.idle.pop() ?? new ReadConnection(await this.instance.connect());
    const views = this.definitions;
    try {
      const rows = narrow
        ? await connection.readOnce(narrow, params, { maxRows, signal }).catch(error => {
            // Somebody replaced a file after it was listed; the view lists again.
            if (!FILE_GONE.test(String(error))) throw error;
            return connection.read(sql, params, { maxRows, signal, views });
          })
        : await connection.read(sql, params, { maxRows, signal, views });
      return rows.length > maxRows ? rows.slice(0, maxRows) : rows;
    } finally {
      this.idle.push(connection);
    }
  }

  /** The text with the files inside the bounds in place of the views; undefined where no bound is narrow. */
  private async narrowed(sql: string, bounds: readonly TableBound[]): Promise<string | undefined> {
    const relations = await Promise.all(
      bounds.map(bound =>
        boundedRelationSql(this.root, finalIndexTable(bound.table), bound, folders => this.disk.filesIn(folders)),
      ),
    );
    if (relations.every(relation => relation === undefined)) return undefined;
    return bounds.reduce((text, { table }, at) => {
      const relation = relations[at];
      // The first is the table as the bound cuts it; a text that names the index again means all of it.
      return relation === undefined ? text : text.replace(` FROM final_index.${table} `, () => ` FROM ${relation} `);
    }, sql);
  }

  async asOf(): Promise<AsOf> {
    const { version, latestBusinessDate } = await this.refreshViews();
    if (this.asOfCache?.version !== version) {
      const asOf = this.readAsOf(version, latestBusinessDate);
      this.asOfCache = { version, asOf };
      asOf.catch(() => (this.asOfCache = undefined));
    }
    return this.asOfCache!.asOf;
  }

  async ping(signal: AbortSignal): Promise<void> {
    await this.read({ name: 'ping', sql: 'SELECT 1', params: [], maxRows: 1, signal });
  }

  async withSession<T>(
    options: { name: string; signal?: AbortSignal },
    work: (session: EngineSession) => Promise<T>,
  ): Promise<T> {
    options.signal?.throwIfAborted();
    await this.refreshViews();
    const schema = `session_${randomUUID().replaceAll('-', '')}`;
    await this.admin.run(`CREATE SCHEMA ${schema}`);
    const lanes = new ConnectionLanes(async () => {
      const connection = await this.instance.connect();
      await connection.run(`USE ${schema}`);
      return connection;
    }, SESSION_LANES);
    try {
      return await work(new DuckDbSession(lanes, schema, this.replacePartition, options.signal));
    } finally {
      await lanes.close();
      await this.admin.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE`);
    }
  }

  async close(): Promise<void> {
    for (const connection of this.idle.splice(0)) connection.close();
    clearInterval(this.watch);
    await this.disk.close();
    this.admin.closeSync();
    this.instance.closeSync();
    if (this.ownedTempDirectory) await rm(this.ownedTempDirectory, { recursive: true, force: true });
  }

  /** The folder as of at most five seconds ago, with a view for every table that fits it. */
  private async refreshViews(): Promise<FolderState> {
    await this.refreshing;
    this.readAt = Date.now();
    const fresh = this.folder && Date.now() - this.folder.at <= this.trustMs;
    return fresh ? this.folder!.state : this.lookAgain();
  }

  private lookAgain(): Promise<FolderState> {
    const state = this.look();
    this.folder = { at: Date.now(), state };
    state.catch(() => (this.folder = undefined));
    return state;
  }

  /** While somebody reads, the folder is looked at before what is known is too old: no reader waits for it. */
  private lookAhead(): void {
    const known = this.folder;
    const isRead = Date.now() - this.readAt < KEEP_FRESH_MS;
    if (!known || !isRead || this.lookingAhead || Date.now() - known.at < this.trustMs / 2) return;
    this.lookingAhead = true;
    const at = Date.now();
    this.look()
      .then(
        // Unless a write was faster.
        found => {
          if (this.folder === known) this.folder = { at, state: Promise.resolve(found) };
        },
        // The next reader looks for itself and is told what is wrong.
        () => {
          if (this.folder === known) this.folder = undefined;
        },
      )
      .finally(() => (this.lookingAhead = false));
  }

  private async look(): Promise<FolderState> {
    const number = ++this.looks;
    const started = performance.now();
    const found = await this.disk.state();
    this.trustMs = Math.max(this.folderTrustMs, (performance.now() - started) * LOOK_PAUSE);
    return this.defineViews(found, number);
  }

  /** One look after another, and none that began before the one shown: it would hide what was written since. */
  private defineViews(state: FolderState, look: number): Promise<FolderState> {
    const defined = this.defining.then(async () => {
      if (look < this.shownLook) return;
      for (const table of FINAL_INDEX_TABLES) {
        const filled = state.filled.has(table.name);
        if (this.filled?.has(table.name) === filled) continue;
        await this.admin.run(viewSql(this.root, table, filled));
        this.definitions += 1;
      }
      this.filled = state.filled;
      this.shownLook = look;
    });
    this.defining = defined.catch(() => undefined);
    return defined.then(() => state);
  }

  private async readAsOf(version: string, businessDate: string | null): Promise<AsOf> {
    const base = { dataVersion: version, engine: 'duckdb' as const };
    if (businessDate === null) return { ...base, businessDate, at: null };
    const rows = await this.read({
      name: 'asOf',
      sql: 'SELECT max(ingested_at) AS merged_at FROM final_index.transactions WHERE business_date = CAST(? AS DATE)',
      params: [businessDate],
      maxRows: 1,
      signal: AbortSignal.timeout(30_000),
    });
    return { ...base, businessDate: parseIsoDate(businessDate), at: rows[0].merged_at as string | null };
  }

  private readonly replacePartition: ReplacePartition = async (connection, write) => {
    const table = finalIndexTable(write.table);
    const partition = partitionName(write.partition);
    const pending = await this.store.begin(table);
    let rows = 0n;
    try {
      const folder = path.join(this.root, table.name, pending);
      const select = `SELECT ${castListSql('duckdb', table.columns, write.categories)} FROM (${
        write.select
      }) AS source`;
      const ordered = table.sortBy ? `${select} ORDER BY ${table.sortBy.join(', ')}` : select;
      const byDay = table.partitionBy === 'business_date';
      const within = table.partitionBy && !byDay ? path.join(folder, `${table.partitionBy}=${partition}`) : folder;
      await mkdir(within, { recursive: true });
      const target = byDay
        ? `${quoteSql(
            folder,
          )} (${PARQUET}, PARTITION_BY (business_date), WRITE_PARTITION_COLUMNS true, OVERWRITE_OR_IGNORE true)`
        : `${quoteSql(path.join(within, 'part.parquet'))} (${PARQUET})`;
      const { values, types } = runArguments(write.params);
      await interruptible(connection, write.signal, () =>
        connection.run(`COPY (${ordered}) TO ${target}`, values, types),
      );
      rows = await assertOnlyPartition(
        connection,
        table,
        partition,
        byDay ? path.join(folder, '*', '*.parquet') : path.join(within, 'part.parquet'),
      );
      // Replaced by nothing: the files go, and none without a row stays in their place for ever.
      if (rows === 0n && table.partitionBy && !byDay) await rm(path.join(within, 'part.parquet'), { force: true });
      write.signal?.throwIfAborted();
    } catch (error) {
      await this.store.abandon(table, pending);
      throw error;
    }
    // New reads wait for the moves, so that they see the old files or the new ones. From here on nothing is abandoned: a
    // commit that got as far as its journal is finished by the next start.
    const commit = this.store.commit(table, partition, pending);
    this.refreshing = Promise.all([this.refreshing, commit.catch(() => undefined)]);
    await commit;
    this.folder = undefined;
    // The first file of a table needs another view, and so does a table without its last one; the session reads what it
    // wrote in its next statement.
    if (rows === 0n || !this.filled?.has(table.name)) await this.refreshViews();
  };
}

/**
 * Most text of these tables is an id that no other row has: a dictionary of more than a thousand values is not tried for,
 * and the lengths of the second version take less time and room than those of the first.
 */
const PARQUET = 'FORMAT parquet, COMPRESSION snappy, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1000';

/** Answers how many rows there are. A row under another name would survive when this write is replaced. */
async function assertOnlyPartition(
  connection: DuckDBConnection,
  table: Table,
  partition: string,
  glob: string,
): Promise<bigint> {
  const key = partitionKey(table);
  const files = await connection.runAndReadAll(`SELECT count(*) FROM glob(${quoteSql(glob)})`);
  if (files.getRows()[0][0] === 0n) return 0n;
  const reader = await connection.runAndReadAll(
    `SELECT count(*) FILTER (WHERE ${key} IS DISTINCT FROM ?), count(*)
     FROM read_parquet(${quoteSql(glob)}, hive_partitioning = false)`,
    [partition],
  );
  const [foreign, rows] = reader.getRows()[0] as [bigint, bigint];
  if (foreign !== 0n) {
    throw new Error(`${foreign} rows for ${table.name} carry another ${key} than "${partition}"; select it as written`);
  }
  return rows;
}
