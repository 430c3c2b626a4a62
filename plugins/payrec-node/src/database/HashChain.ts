import { Knex } from 'knex';

/** Hash the first entry points back to. */
export const GENESIS_HASH = '0'.repeat(64);

/** A column of the entry: its name and PostgreSQL type. Both are constants of the plugin, never input. */
export type ChainColumn = { readonly name: string; readonly type: string };

export type ChainEntry = Readonly<Record<string, string | number | boolean | null>>;

export type HashChainOptions = {
  /** Table with `seq bigint PRIMARY KEY`, `prev_hash text`, `hash text UNIQUE` and the columns. */
  readonly table: string;
  readonly columns: readonly ChainColumn[];
  /** SQL of the hash over `seq`, `prev_hash` and the columns by name; hex of 64 digits. {@link chainHashSql} writes one. */
  readonly hashSql: string;
};

/**
 * The hash of an entry as SQL: SHA-256 over the JSON array of `seq`, `prev_hash` and all columns. An instant is written in
 * UTC with microseconds, so that the zone of the session does not matter.
 */
export function chainHashSql(columns: readonly ChainColumn[]): string {
  const values = columns.map(({ name, type }) =>
    type === 'timestamptz' ? `to_char(${name} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')` : name,
  );
  const array = `jsonb_build_array(seq, prev_hash, ${values.join(', ')})`;
  return `encode(sha256(convert_to(${array}::text, 'UTF8')), 'hex')`;
}

/**
 * An append-only log in which each hash covers the entry and the hash before it: a changed, removed or inserted entry
 * breaks the chain from there on. The table refuses changes by SQL as well, with triggers of its migration.
 */
export class HashChain {
  constructor(private readonly options: HashChainOptions) {}

  /**
   * Appends inside the transaction that does what the entries tell, in their order. Appends wait for each other, so `seq`
   * has no gaps; take every row lock of the transaction before, or two transactions may wait for each other.
   */
  async append(
    trx: Knex.Transaction,
    entries: readonly ChainEntry[],
  ): Promise<Array<{ readonly seq: number; readonly hash: string }>> {
    const { table, columns, hashSql } = this.options;
    await trx.raw('SELECT pg_advisory_xact_lock(hashtext(?))', [`payrec-chain.${table}`]);
    const names = columns.map(column => column.name).join(', ');
    const values = columns.map(column => `?::${column.type} AS ${column.name}`).join(', ');
    const written: Array<{ seq: number; hash: string }> = [];
    for (const entry of entries) {
      const { rows } = await trx.raw(
        `WITH last AS (SELECT seq, hash FROM ${table} ORDER BY seq DESC LIMIT 1),
         entry AS (SELECT COALESCE((SELECT seq FROM last), 0) + 1 AS seq,
           COALESCE((SELECT hash FROM last), ?::text) AS prev_hash, ${values})
         INSERT INTO ${table} (seq, prev_hash, hash, ${names})
         SELECT seq, prev_hash, ${hashSql}, ${names} FROM entry RETURNING seq, hash`,
        [GENESIS_HASH, ...columns.map(column => entry[column.name] ?? null)],
      );
      written.push({ seq: Number(rows[0].seq), hash: rows[0].hash });
    }
    return written;
  }

  /**
   * `seq` of the first entry whose hash is wrong, that does not point to the one before, or before which one is missing;
   * null for a whole chain. Reads the whole log. A cut-off tail is not seen by a chain alone: compare with an anchor.
   */
  async firstBroken(db: Knex): Promise<number | null> {
    const { table, hashSql } = this.options;
    const { rows } = await db.raw(
      `SELECT min(seq) AS seq FROM (
         SELECT seq, hash <> ${hashSql} OR prev_hash <> lag(hash, 1, ?::text) OVER (ORDER BY seq)
           OR seq <> lag(seq, 1, 0::bigint) OVER (ORDER BY seq) + 1 AS bad
         FROM ${table}) AS checked
       WHERE bad`,
      [GENESIS_HASH],
    );
    return rows[0].seq === null ? null : Number(rows[0].seq);
  }
}
