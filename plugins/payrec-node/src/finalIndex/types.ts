import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { BasicPermission } from '@backstage/plugin-permission-common';
import { AsOf, Visibility } from '@internal/plugin-payrec-common';
import { z } from 'zod';

/**
 * A value bound to a `?`. Text stays text (cast in the SQL: `CAST(? AS DATE)`), bigint is BIGINT, number must be a safe
 * integer and is BIGINT as well, a list is an array of text for `contains(?, column)`.
 */
export type SqlValue = string | bigint | number | boolean | null | readonly string[];

/** A row as the engine border hands it on: text, booleans, nulls and lists of text; integers and decimals are text. */
export type EngineRow = Record<string, unknown>;

/**
 * The few places where the two engines spell one thing differently. SQL that needs one is written as a function of the
 * dialect and evaluated once at start; no statement is written twice.
 */
export type Dialect = {
  readonly name: 'duckdb' | 'trino';
  /** Upper-case letters and digits of a reference, nothing else. `expr` is SQL text. */
  normaliseReference(expr: string): string;
  /** 64-bit hash of expressions of text or BIGINT as BIGINT; only for routing, never for equality. */
  hash64(...exprs: string[]): string;
  /** Lower-case hex of the SHA-256 of a text expression. */
  sha256Hex(expr: string): string;
  /** Type of a category the session has defined, for casts. */
  categoryType(name: string): string;
};

/**
 * A named, constant query with the schema of its rows. Text is the subset both engines speak, with `?` for parameters and
 * bare table names for the tables in `reads`: the service puts each in scope before the text sees it.
 */
export type DefinedQuery<TParams, TRow> = {
  /** `<module>.<verbNoun>`, unique; becomes span, metric label and source tag. */
  readonly name: string;
  /** Tables of the Final Index contract the text names. */
  readonly reads: readonly string[];
  readonly sql: string | ((dialect: Dialect) => string);
  /** Values for the `?`, in order. */
  readonly params: (params: TParams) => SqlValue[];
  /**
   * Bound on the partition column of every partitioned table in `reads`, both inclusive, as IsoDate; or run ids for the
   * tables that are cut by run. Mandatory for partitioned tables: without it one click scans all there is.
   */
  readonly partition?: (params: TParams) => PartitionBound;
  /** Most rows the answer may have; passing it is a QueryLimitError, never a silent cut. */
  readonly rowLimit: number;
  readonly timeoutMs: number;
  readonly row: z.ZodType<TRow>;
};

export type PartitionBound = {
  readonly from?: string;
  readonly to?: string;
  readonly runIds?: readonly string[];
};

/** Keeps the types of a query; the service refuses one without ORDER BY, limit or time-out when it is defined. */
export function defineQuery<TParams, TRow>(query: DefinedQuery<TParams, TRow>): DefinedQuery<TParams, TRow> {
  if (!/\border\s+by\b/i.test(typeof query.sql === 'string' ? query.sql : query.sql.toString())) {
    throw new Error(`Query ${query.name} has no ORDER BY: rows would move between pages`);
  }
  return query;
}

declare const scopeBrand: unique symbol;

/**
 * What a caller may see of the Final Index, resolved from the permission decision. Only the permission gate of this
 * package makes one; a query without it does not compile.
 */
export type Scope = {
  readonly [scopeBrand]: true;
  readonly visibility: Visibility;
  /** Stable hash of the resolved scope, part of every cache key. */
  readonly hash: string;
};

export type QueryResult<TRow> = { readonly rows: TRow[]; readonly asOf: AsOf };

export type EngineStatus = {
  readonly engine: 'duckdb' | 'trino';
  readonly available: boolean;
  /** Set while the engine does not answer: what a person may be told, without engine text. */
  readonly reason?: string;
  readonly asOf: AsOf | null;
};

/** The only door to the Final Index for requests of people. */
export interface FinalIndexService {
  /**
   * Resolves the caller's decision on `payrec.transaction.read` once.
   * @throws NotAllowedError on DENY, for service principals, and when a condition cannot be compiled.
   */
  scopeFor(credentials: BackstageCredentials): Promise<Scope>;
  /**
   * The scope of somebody who has `permission` and sees all transactions, decided in one round trip.
   * @throws NotAllowedError when either is missing, and for service principals.
   */
  fullScopeFor(credentials: BackstageCredentials, permission: BasicPermission): Promise<Scope>;
  /**
   * Runs a named query inside the scope; cancels it on the engine when `signal` aborts.
   * @throws DataContractError, QueryLimitError, QueryTimeoutError, TooManyQueriesError, FinalIndexUnavailableError.
   */
  query<TParams, TRow>(
    query: DefinedQuery<TParams, TRow>,
    params: TParams,
    options: { scope: Scope; signal?: AbortSignal },
  ): Promise<QueryResult<TRow>>;
  /** Whether the engine answers, from the circuit breaker and at most one cheap probe every few seconds. */
  status(): Promise<EngineStatus>;
}

/**
 * One exclusive session on the engine for jobs. Bare table names mean scratch tables of the session (its own schema, gone
 * when it ends); the index is `final_index.<table>`. A statement that is started before the last one has ended may run
 * beside it.
 */
export interface EngineSession {
  readonly dialect: Dialect;
  /** Runs one statement. */
  run(sql: string, params?: readonly SqlValue[]): Promise<void>;
  /** Runs one statement and returns all rows (exact text for integers and decimals). */
  all(sql: string, params?: readonly SqlValue[]): Promise<EngineRow[]>;
  /**
   * Names a kind of text that has few values, all known beforehand: a type for scratch tables, where it takes a byte or two
   * and is compared as a number, and for the text column of that name when a partition is written. It orders as text does.
   * Saying the same again changes nothing. @throws Error for other values under a known name.
   */
  defineCategory(name: string, values: readonly string[]): Promise<void>;
  /** Fills a scratch table with rows; columns by name, types from `columns` (contract types and categories). */
  load(
    table: string,
    columns: ReadonlyArray<{ name: string; type: string }>,
    rows: AsyncIterable<EngineRow> | Iterable<EngineRow>,
  ): Promise<void>;
  /**
   * Makes `select` the whole content of one partition of an index table, atomically and idempotently: a reader sees the
   * old rows or the new ones. `partition` names the write, such as a run id or a file hash: writing it again replaces it.
   */
  replacePartition(table: string, partition: string, select: string, params?: readonly SqlValue[]): Promise<void>;
}

/** The unscoped door for jobs; package entry `./system`, which routers may not import. */
export interface SystemFinalIndex {
  /** As {@link FinalIndexService.query}, without a scope; `reason` goes to the audit log. */
  query<TParams, TRow>(
    query: DefinedQuery<TParams, TRow>,
    params: TParams,
    options: { reason: string; signal?: AbortSignal },
  ): Promise<QueryResult<TRow>>;
  /** Runs `work` in a session of its own and drops its scratch tables afterwards, also when it throws. */
  withSession<T>(
    options: { reason: string; signal?: AbortSignal },
    work: (session: EngineSession) => Promise<T>,
  ): Promise<T>;
}
