import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** The scratch database a world is worked out in; it spills to a folder of its own and leaves nothing behind. */
export class WorldDatabase {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly workDir: string,
  ) {}

  static async open(workDir: string): Promise<WorldDatabase> {
    await rm(workDir, { recursive: true, force: true });
    await mkdir(workDir, { recursive: true });
    const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '2GB' });
    const connection = await instance.connect();
    const db = new WorldDatabase(instance, connection, workDir);
    await db.run(`SET temp_directory = '${workDir.replace(/'/g, "''")}'`);
    await db.run(`SET TimeZone = 'UTC'`);
    return db;
  }

  async run(sql: string): Promise<void> {
    await this.connection.run(sql);
  }

  /** All rows; integers as bigint, dates as text when the SQL casts them. */
  async all(sql: string): Promise<Record<string, unknown>[]> {
    return (await this.connection.runAndReadAll(sql)).getRowObjects();
  }

  /** A number the SQL counts; at most 2^53. */
  async count(sql: string): Promise<number> {
    const [row] = (await this.connection.runAndReadAll(sql)).getRows();
    return Number(row[0]);
  }

  /**
   * Writes a select as one Parquet file of an index table, of the partition of `date` when it has one. A select without
   * rows writes nothing: an empty partition would only cost every query a file.
   */
  async copy(index: string, table: string, select: string, date?: string): Promise<void> {
    const folder = join(index, table, ...(date ? [`business_date=${date}`] : []));
    await mkdir(folder, { recursive: true });
    const file = join(folder, 'part.parquet');
    const written = await this.count(
      `COPY (${select}) TO '${file.replace(/'/g, "''")}' (FORMAT parquet, COMPRESSION snappy)`,
    );
    if (written === 0) await rm(folder, { recursive: true, force: true });
  }

  /**
   * Writes a select, ordered by `business_date`, as one Parquet file per day. Made for the tables that are small per day:
   * a statement per day would cost more to plan than to run.
   */
  async copyPartitioned(index: string, table: string, select: string): Promise<void> {
    await this.run('SET threads = 1');
    await this.run(`COPY (${select}) TO '${join(index, table).replace(/'/g, "''")}' (FORMAT parquet, COMPRESSION snappy,
      PARTITION_BY (business_date), WRITE_PARTITION_COLUMNS true, FILENAME_PATTERN 'part-{i}')`);
    await this.run('SET threads = 2');
  }

  async close(): Promise<void> {
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.workDir, { recursive: true, force: true });
  }
}
