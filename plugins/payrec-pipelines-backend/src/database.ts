import { DatabaseService, resolvePackagePath } from '@backstage/backend-plugin-api';
import { openPostgres, QueryTimeoutError } from '@internal/plugin-payrec-node';
import { Knex, knex } from 'knex';

const migrations = resolvePackagePath('@internal/plugin-payrec-pipelines-backend', 'migrations');

/** Advisory locks, any 64-bit numbers of our own; each is taken before the first row is touched. */
export const LOCKS = {
  /** Whoever writes the registry: folding, names, claims, retention. */
  registry: 7_206_451,
  /** Whoever writes verdicts, states and incidents. */
  sla: 7_203_117_001,
} as const;

/** Deadlock, serialisation failure: PostgreSQL undid the transaction and says to run it again. */
const REPEATABLE = new Set(['40P01', '40001']);
const TRIES = 5;

/** The plugin's database with its tables up to date. @throws Error on any database but PostgreSQL. */
export const openDatabase = (database: DatabaseService): Promise<Knex> =>
  openPostgres(database, { migrations, why: 'Pipelines need PostgreSQL' });

/**
 * Runs one statement or transaction, again when PostgreSQL chose it as the victim of a deadlock: five times at most, with
 * a growing pause that differs between the two who met. `action` must do nothing outside the database.
 */
export async function repeatDeadlocked<T>(
  action: () => PromiseLike<T>,
  codes: ReadonlySet<string> = REPEATABLE,
  tries = TRIES,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      const code = String((error as { code?: unknown })?.code);
      if (attempt >= tries || !codes.has(code)) throw error;
      await new Promise(resolve => setTimeout(resolve, attempt * 20 * (0.5 + Math.random())));
    }
  }
}

/** A transaction that is run again after a deadlock; what it does must lie in the database alone. */
export function inTransaction<T>(db: Knex, action: (trx: Knex.Transaction) => Promise<T>): Promise<T> {
  return repeatDeadlocked(() => db.transaction(action));
}

/** As `inTransaction`, one after another for all who take the same lock on any replica. */
export function inLockedTransaction<T>(
  db: Knex,
  lock: keyof typeof LOCKS,
  action: (trx: Knex.Transaction) => Promise<T>,
): Promise<T> {
  return inTransaction(db, async trx => {
    await trx.raw('SELECT pg_advisory_xact_lock(?)', [LOCKS[lock]]);
    return action(trx);
  });
}

/**
 * Inserts rows as one JSON parameter: a binding for each value of each row costs the driver more than the insert costs the
 * server. Values of jsonb columns are given as they are, instants as text; what a table computes itself must not be named.
 * @param conflict - columns of the unique key whose row is replaced; without, a second one of a key is an error.
 */
export async function insertRecords(
  trx: Knex,
  table: string,
  records: readonly Record<string, unknown>[],
  conflict?: string,
): Promise<void> {
  if (records.length === 0) return;
  const columns = Object.keys(records[0]);
  const list = columns.join(', ');
  const replaced = columns.map(column => `${column} = excluded.${column}`).join(', ');
  await trx.raw(
    `INSERT INTO ${table} (${list}) SELECT ${list} FROM jsonb_populate_recordset(NULL::${table}, ?::jsonb)
     ${conflict ? `ON CONFLICT (${conflict}) DO UPDATE SET ${replaced}` : ''}`,
    [JSON.stringify(records)],
  );
}

/** Writes part after part: a statement of PostgreSQL takes 65,535 bindings at most. */
export async function inChunks<T>(
  rows: readonly T[],
  size: number,
  write: (part: T[]) => PromiseLike<unknown>,
): Promise<void> {
  for (let at = 0; at < rows.length; at += size) await write(rows.slice(at, at + size));
}

/**
 * For the rest of a transaction whose statements all read by key: tables of the registry grow faster than they are analysed,
 * and of such a table the planner would rather read the whole.
 */
export const PLAN_BY_KEY =
  'SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off';

/** What a page may wait for one statement; far above what any of them takes, below what a browser gives up at. */
const READ_MAX_MS = 20_000;

/**
 * A reading statement that ends, also in the database, after twenty seconds.
 * @param what - begins the message for people, such as "The columns of this graph".
 * @throws QueryTimeoutError saying how to ask for less.
 */
export async function boundedRead(
  query: Knex.Raw,
  what: string,
  maxMs = READ_MAX_MS,
): Promise<{ readonly rows: any[] }> {
  try {
    return await query.timeout(maxMs, { cancel: true });
  } catch (error) {
    if (!(error instanceof knex.KnexTimeoutError)) throw error;
    throw new QueryTimeoutError(
      `${what} could not be read within ${maxMs / 1000} s; ask for a smaller depth or fewer nodes, or again later`,
    );
  }
}

/** As {@link boundedRead}, planned by {@link PLAN_BY_KEY}. */
export function boundedReadByKey(
  db: Knex,
  sql: string,
  bindings: readonly unknown[],
  what: string,
): Promise<{ readonly rows: any[] }> {
  return db.transaction(
    async trx => {
      await trx.raw(PLAN_BY_KEY);
      return boundedRead(trx.raw(sql, bindings as Knex.RawBinding[]), what);
    },
    { readOnly: true },
  );
}
