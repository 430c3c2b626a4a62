import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { IsoDate } from '@internal/plugin-payrec-common';
import { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/** The scratch database a world is worked out in; it spills to a folder of its own and leaves nothing behind. */
export class WorldDatabase {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    /** Writes files while the other connection works on the next day. */
    private readonly writer: DuckDBConnection,
    private readonly workDir: string,
  ) {}

  static async open(workDir: string): Promise<WorldDatabase> {
    await rm(workDir, { recursive: true, force: true });
    await mkdir(workDir, { recursive: true });
    const instance = await DuckDBInstance.create(':memory:', { threads: '2', memory_limit: '2GB' });
    const connection = await instance.connect();
    const db = new WorldDatabase(instance, connection, await instance.connect(), workDir);
    await db.run(`SET temp_directory = '${workDir.replace(/'/g, "''")}'`);
    await db.run(`SET GLOBAL TimeZone = 'UTC'`);
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

  /** Writes a select as the one Parquet file of an index table, in its order. */
  async copy(index: string, table: string, select: string): Promise<void> {
    await mkdir(join(index, table), { recursive: true });
    await this.run(
      `COPY (${select}) TO '${quote(join(index, table, 'part-0.parquet'))}' (FORMAT parquet, COMPRESSION snappy)`,
    );
  }

  /**
   * Writes a select, ordered by `business_date`, as one Parquet file per day named after `part`, on a connection of its own:
   * it may run while the other goes on. One thread writes, so that a day is one file in the order of the select.
   */
  async copyPartitioned(index: string, table: string, select: string, part = 'part'): Promise<void> {
    await this.writer.run(`COPY (${select}) TO '${quote(join(index, table))}' (FORMAT parquet, COMPRESSION snappy,
      PARTITION_BY (business_date), WRITE_PARTITION_COLUMNS true, OVERWRITE_OR_IGNORE true, FILENAME_PATTERN '${part}-{i}')`);
  }

  /**
   * Writes one Parquet file for each of `dates`, of the rows `selectOf` gives for it, in their order, as
   * {@link WorldDatabase.copyPartitioned} does and on the same connection. For the big table: nothing
   * has to be parted, and a day of several row groups is compressed by both threads.
   */
  async copyDays(index: string, table: string, dates: readonly IsoDate[], selectOf: (date: IsoDate) => string) {
    for (const date of dates) {
      const folder = join(index, table, `business_date=${date}`);
      await mkdir(folder, { recursive: true });
      // Ids that never repeat would fill a dictionary only for it to be thrown away; short lists of values still get one.
      await this.writer.run(`COPY (${selectOf(date)}) TO '${quote(join(folder, 'part-0.parquet'))}'
        (FORMAT parquet, COMPRESSION snappy, DICTIONARY_SIZE_LIMIT 4000)`);
    }
  }

  async close(): Promise<void> {
    this.writer.closeSync();
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.workDir, { recursive: true, force: true });
  }
}

/** Text inside quotes of SQL. */
function quote(text: string): string {
  return text.replace(/'/g, "''");
}
