import { channel } from 'node:diagnostics_channel';
import { LoggerService } from '@backstage/backend-plugin-api';
import { finalIndexTable } from '@internal/plugin-payrec-common';
import { Span, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  DataContractError,
  FinalIndexUnavailableError,
  QueryLimitError,
  QueryTimeoutError,
  TooManyQueriesError,
} from '../../errors/errors';
import { Engine, EngineOutageError } from '../engine/Engine';
import { DefinedQuery, EngineRow, EngineSession, EngineStatus, QueryResult, Scope } from '../types';
import { ConcurrencyGate } from './ConcurrencyGate';
import { EngineGuard } from './EngineGuard';
import { QueryOutcome, queryMetrics } from './queryMetrics';
import { ResultCache } from './ResultCache';
import { scopedStatement } from './scopedText';

export type QueryLimits = {
  /** Most rows of one answer, whatever the query allows itself. */
  readonly maxRows: number;
  /** Longest a query may take, whatever it allows itself. */
  readonly timeoutMs: number;
  readonly perUserConcurrency: number;
  readonly globalConcurrency: number;
  /** How long a query waits for its turn before it is refused with 429. */
  readonly queueMs: number;
  /** Bound on the result cache; 0 turns it off. */
  readonly cacheMaxBytes: number;
};

export const DEFAULT_LIMITS: QueryLimits = {
  maxRows: 50_000,
  timeoutMs: 60_000,
  perUserConcurrency: 6,
  globalConcurrency: 24,
  queueMs: 5_000,
  cacheMaxBytes: 128 * 1024 * 1024,
};

export type RunOptions = {
  /** Null is the unscoped door of jobs. */
  readonly scope: Scope | null;
  /** Whose concurrency it counts against: an entity ref, or the name of a job. */
  readonly caller: string;
  /** Person the engine is told, for its own audit. */
  readonly user?: string;
  readonly signal?: AbortSignal;
  readonly logger: LoggerService;
};

const tracer = trace.getTracer('payrec');
/**
 * Every statement the engine has answered, for a measuring tool inside this process: `yarn bench query` runs the same on the
 * bare engine. Costs nothing while nobody listens, and nothing of it leaves the process by itself.
 */
const answered = channel('payrec:statement');

/** The chokepoint every read goes through, whoever asks: scope, bounds, limits, cache, counting, hiding. */
export class QueryRunner {
  private readonly guard: EngineGuard;
  private readonly gate: ConcurrencyGate;
  private readonly cache: ResultCache;

  constructor(private readonly engine: Engine, private readonly limits: QueryLimits, logger: LoggerService) {
    this.guard = new EngineGuard(engine, logger);
    this.gate = new ConcurrencyGate({
      perUser: limits.perUserConcurrency,
      global: limits.globalConcurrency,
      waitMs: limits.queueMs,
    });
    this.cache = new ResultCache(limits.cacheMaxBytes);
  }

  async run<TParams, TRow>(
    query: DefinedQuery<TParams, TRow>,
    params: TParams,
    options: RunOptions,
  ): Promise<QueryResult<TRow>> {
    const started = performance.now();
    const engine = this.engine.name;
    return tracer.startActiveSpan(`payrec.query ${query.name}`, async span => {
      span.setAttributes({ 'payrec.query': query.name, 'payrec.engine': engine });
      let outcome: QueryOutcome = 'failed';
      try {
        const { result, cached } = await this.answer(query, params, options);
        outcome = cached ? 'cached' : 'ok';
        span.setAttributes({ 'payrec.rows': result.rows.length, 'payrec.cache_hit': cached });
        return result;
      } catch (error) {
        outcome = outcomeOf(error, options.signal);
        markFailed(span, outcome);
        throw error;
      } finally {
        const seconds = (performance.now() - started) / 1000;
        queryMetrics.duration.labels({ engine, query: query.name, status: outcome }).observe(seconds);
        span.end();
      }
    });
  }

  status(): Promise<EngineStatus> {
    return this.guard.status();
  }

  /**
   * A session for a job; sessions are few and long, so they stand outside the concurrency of requests.
   * @throws FinalIndexUnavailableError when the engine is away or goes away, and what `work` throws.
   */
  async withSession<T>(
    options: { name: string; signal?: AbortSignal },
    work: (session: EngineSession) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.engine.withSession(options, work);
    } catch (error) {
      // A job waits for an engine that is away, whether it left before or meanwhile. Jobs are ours and their other errors go
      // to logs, not to callers; so they pass as they are, SQL and all.
      if (!(error instanceof EngineOutageError)) throw error;
      throw new FinalIndexUnavailableError(`The query engine went away during ${options.name}`);
    }
  }

  private async answer<TParams, TRow>(
    query: DefinedQuery<TParams, TRow>,
    params: TParams,
    options: RunOptions,
  ): Promise<{ result: QueryResult<TRow>; cached: boolean }> {
    const statement = scopedStatement(query, params, { scope: options.scope, dialect: this.engine.dialect });
    const timeoutMs = Math.min(query.timeoutMs, this.limits.timeoutMs);
    const timeout = AbortSignal.timeout(timeoutMs);
    const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
    try {
      const asOf = await this.guard.asOf(signal);
      const key = ResultCache.key({
        query: query.name,
        sql: statement.sql,
        params: statement.params,
        scopeHash: options.scope?.hash ?? 'system',
        dataVersion: asOf.dataVersion,
      });
      const known = this.cache.get(key);
      queryMetrics.cache.labels({ engine: this.engine.name, result: known ? 'hit' : 'miss' }).inc();
      if (known) return { result: { rows: [...known] as TRow[], asOf }, cached: true };

      const limit = Math.min(query.rowLimit, this.limits.maxRows);
      const raw = await this.gate.run(options.caller, signal, () =>
        this.counted(() =>
          this.guard.run(query.name, signal, engine =>
            engine.read({
              name: query.name,
              sql: statement.sql,
              params: statement.params,
              bounds: statement.bounds,
              user: options.user,
              maxRows: limit + 1,
              signal,
              timeoutMs,
            }),
          ),
        ),
      );
      if (answered.hasSubscribers) answered.publish({ query: query.name, ...statement });
      if (raw.length > limit) {
        throw new QueryLimitError(
          `${query.name} found more than ${limit} rows; narrow the filter or shorten the period`,
        );
      }
      const rows = parseRows(query, raw, options.logger);
      this.cache.set(key, rows);
      return { result: { rows: [...rows], asOf }, cached: false };
    } catch (error) {
      if (timeout.aborted && !options.signal?.aborted && error === timeout.reason) {
        throw new QueryTimeoutError(
          `${query.name} took longer than ${
            timeoutMs / 1000
          } s and was cancelled; narrow the filter or shorten the period`,
        );
      }
      throw error;
    }
  }

  private async counted<T>(work: () => Promise<T>): Promise<T> {
    const gauge = queryMetrics.inFlight.labels({ engine: this.engine.name });
    gauge.inc();
    try {
      return await work();
    } finally {
      gauge.dec();
    }
  }
}

/** @throws DataContractError naming query, row, column and owner; the value goes to the log. */
function parseRows<TParams, TRow>(
  query: DefinedQuery<TParams, TRow>,
  raw: readonly EngineRow[],
  logger: LoggerService,
): TRow[] {
  return raw.map((row, index) => {
    let problem: string;
    let column = '';
    try {
      const parsed = query.row.safeParse(row);
      // Answers are shared by all who get them from the cache, so nobody may change one.
      if (parsed.success) return Object.freeze(parsed.data);
      const [issue] = parsed.error.issues;
      column = issue.path.join('.');
      problem = issue.code;
    } catch (error) {
      // An exception inside a transform escapes safeParse; its message may hold the value, so it goes to the log alone.
      problem = 'cannot be converted';
      logger.error(`${query.name} row ${index + 1} ${problem}`, error instanceof Error ? error : undefined);
    }
    const owners = query.reads.map(name => `${name} (${finalIndexTable(name).source})`).join(', ');
    logger.error(`${query.name} row ${index + 1}${column && ` column ${column}`} breaks its contract (${problem})`, {
      value: JSON.stringify(column ? row[column.split('.')[0]] : row)?.slice(0, 500) ?? '',
    });
    throw new DataContractError(
      `Row ${index + 1} of ${query.name}${
        column && `, column ${column},`
      } breaks its contract (${problem}); sources: ${owners}`,
    );
  });
}

function outcomeOf(error: unknown, signal: AbortSignal | undefined): QueryOutcome {
  if (error instanceof QueryTimeoutError) return 'timeout';
  if (error instanceof QueryLimitError) return 'limit';
  if (error instanceof TooManyQueriesError || error instanceof FinalIndexUnavailableError) {
    return error instanceof TooManyQueriesError ? 'refused' : 'failed';
  }
  if (error instanceof DataContractError) return 'contract';
  return signal?.aborted ? 'cancelled' : 'failed';
}

function markFailed(span: Span, outcome: QueryOutcome): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
}
