import { randomUUID } from 'node:crypto';
import { createHash } from 'node:crypto';
import { AsOf, FINAL_INDEX_TABLES, parseIsoDate } from '@internal/plugin-payrec-common';
import { trinoDialect } from '../dialect';
import { Engine, EngineRead, sqlIdentifier } from '../engine/Engine';
import { EngineRow, EngineSession } from '../types';
import { TrinoConnection } from './TrinoConnection';
import { TrinoOptions } from './TrinoOptions';
import { TrinoSession } from './TrinoSession';

/** How long a data version is trusted, and how long it may still be handed out while a newer one is fetched. */
const FRESH_MS = 2_000;
const STALE_MS = 4_000;

/** Trino over an Iceberg catalog. Holds no connection: every statement is a few HTTP requests. */
export class TrinoEngine implements Engine {
  readonly name = 'trino' as const;
  readonly dialect = trinoDialect;
  private readonly connection: TrinoConnection;
  private version?: { readonly at: number; readonly asOf: AsOf };
  private fetching?: Promise<AsOf>;
  private dates?: { readonly version: string; readonly asOf: AsOf };

  constructor(private readonly options: TrinoOptions) {
    sqlIdentifier(options.catalog);
    // Every text of ours says `final_index.<table>`.
    if (options.schema !== 'final_index') {
      throw new Error(
        `payrec.query.trino.schema is "${options.schema}"; the Final Index lives in a schema final_index`,
      );
    }
    this.connection = new TrinoConnection(options);
  }

  read({ name, sql, params, user, maxRows, signal, timeoutMs }: EngineRead): Promise<EngineRow[]> {
    return this.connection.execute({ name, sql, params, user, maxRows, signal, timeoutMs });
  }

  async asOf(): Promise<AsOf> {
    const age = this.version ? Date.now() - this.version.at : Number.POSITIVE_INFINITY;
    if (age <= FRESH_MS) return this.version!.asOf;
    this.fetching ??= this.fetchAsOf().finally(() => (this.fetching = undefined));
    if (age > STALE_MS) return this.fetching;
    this.fetching.catch(() => {});
    return this.version!.asOf;
  }

  ping(signal: AbortSignal): Promise<void> {
    return this.connection.ping(signal);
  }

  async withSession<T>(
    options: { name: string; signal?: AbortSignal },
    work: (session: EngineSession) => Promise<T>,
  ): Promise<T> {
    const schema = `session_${randomUUID().replaceAll('-', '')}`;
    const admin = (sql: string) => this.connection.execute({ name: 'session', sql });
    options.signal?.throwIfAborted();
    await admin(`CREATE SCHEMA ${this.options.catalog}.${schema}`);
    try {
      const onWrite = () => (this.version = undefined);
      return await work(new TrinoSession(this.connection, { ...options, schema, onWrite }));
    } finally {
      await admin(`DROP SCHEMA IF EXISTS ${this.options.catalog}.${schema} CASCADE`);
    }
  }

  async close(): Promise<void> {
    this.connection.close();
  }

  private async fetchAsOf(): Promise<AsOf> {
    // Time before the question: a write during it belongs to the next answer.
    const at = Date.now();
    const signal = AbortSignal.timeout(30_000);
    const snapshots = FINAL_INDEX_TABLES.map(
      ({ name }) =>
        `SELECT '${name}' AS table_name, CAST(snapshot_id AS VARCHAR) AS snapshot FROM final_index."${name}$refs" WHERE name = 'main'`,
    ).join(' UNION ALL ');
    const rows = await this.connection.execute({
      name: 'dataVersion',
      sql: `${snapshots} ORDER BY table_name`,
      signal,
    });
    const version = createHash('sha256').update(JSON.stringify(rows)).digest('hex').slice(0, 32);
    if (this.dates?.version !== version) this.dates = { version, asOf: await this.fetchDates(version, signal) };
    this.version = { at, asOf: this.dates.asOf };
    return this.dates.asOf;
  }

  private async fetchDates(dataVersion: string, signal: AbortSignal): Promise<AsOf> {
    const [row] = await this.connection.execute({
      name: 'asOf',
      sql: `SELECT max(business_date) AS business_date, max(ingested_at) AS merged_at FROM final_index.transactions
            WHERE business_date = (SELECT max(partition.business_date) FROM final_index."transactions$partitions")`,
      signal,
    });
    const businessDate = row.business_date as string | null;
    return {
      dataVersion,
      engine: 'trino',
      businessDate: businessDate === null ? null : parseIsoDate(businessDate),
      at: row.merged_at as string | null,
    };
  }
}
