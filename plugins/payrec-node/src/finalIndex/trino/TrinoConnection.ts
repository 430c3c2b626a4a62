/* eslint-disable dot-notation -- brackets reach private members of trino-client, and TypeScript still checks their types */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryResult, Trino } from 'trino-client';
import { EngineOutageError } from '../engine/Engine';
import { EngineRow, SqlValue } from '../types';
import { trinoStatement } from './literals';
import { TrinoOptions } from './TrinoOptions';
import { parseExactJson, toEngineRows, TrinoColumn } from './values';

/** Longest wait for one answer of the protocol; a page is long-polled for about a second, so this is silence. */
const REQUEST_TIMEOUT_MS = 30_000;
const RETRY_STATUS = new Set([429, 502, 503, 504]);
/** Answers of a server that comes or goes: it is not the query that is wrong. */
const AWAY: ReadonlySet<string> = new Set(['SERVER_STARTING_UP', 'SERVER_SHUTTING_DOWN', 'NO_NODES_AVAILABLE']);
const RETRY_DELAYS_MS = [100, 200, 400, 800, 1600];

/** A query that Trino refused or that failed while it ran. The message is Trino's own: for logs only. */
export class TrinoQueryError extends Error {
  name = 'TrinoQueryError' as const;
  constructor(message: string, readonly errorName: string, readonly queryId: string) {
    super(message);
  }
}

export type TrinoExecution = {
  /** Name of the query, for source and client tags. */
  readonly name: string;
  readonly sql: string;
  readonly params?: readonly SqlValue[];
  readonly user?: string;
  /** Schema bare names mean; the one of the options without it. */
  readonly schema?: string;
  readonly signal?: AbortSignal;
  /** Reading stops after so many rows, and the query is cancelled. */
  readonly maxRows?: number;
  /** Time limit the server enforces as well, should we be gone. */
  readonly timeoutMs?: number;
};

/**
 * `trino-client` with what it leaves to its caller: exact integers, pages with errors on them, cancelling, retries,
 * time-outs, the person and the name of the query, and errors that carry no SQL text, header or address.
 */
export class TrinoConnection {
  private readonly httpAgent = new HttpAgent({ keepAlive: true });
  private readonly httpsAgent: HttpsAgent;

  constructor(private readonly options: TrinoOptions) {
    this.httpsAgent = new HttpsAgent({
      keepAlive: true,
      ca: options.tls?.ca,
      rejectUnauthorized: options.tls?.rejectUnauthorized ?? true,
    });
  }

  /**
   * Runs one statement to its end, or to `maxRows`.
   * @throws the signal's reason when it aborts (the query is then cancelled on the server), EngineOutageError when Trino
   *   does not answer, TrinoQueryError when the query fails.
   */
  async execute(execution: TrinoExecution): Promise<EngineRow[]> {
    const { signal, maxRows = Number.POSITIVE_INFINITY } = execution;
    signal?.throwIfAborted();
    const client = this.client(execution);
    // The first request is left to finish when we are aborted meanwhile: without its answer there is no id to cancel.
    const submitted = retrying(() => client.query(this.query(execution)), undefined);
    submitted.catch(() => {});
    const iterator = await orAbort(submitted, signal, () =>
      submitted.then(late => this.cancel(firstResult(late).id), ignore),
    );
    const first = firstResult(iterator);
    const rows: EngineRow[] = [];
    let ended = false;
    try {
      let page: QueryResult = first;
      for (;;) {
        if (page.error) {
          ended = true;
          if (AWAY.has(page.error.errorName)) throw new EngineOutageError(`Trino answered ${page.error.errorName}`);
          throw new TrinoQueryError(page.error.message, page.error.errorName, page.id);
        }
        if (page.data && page.columns) rows.push(...toEngineRows(page.columns as TrinoColumn[], page.data));
        if (rows.length >= maxRows) break;
        if (!page.nextUri) {
          ended = true;
          break;
        }
        const next = await orAbort(
          retrying(() => iterator.next(), signal),
          signal,
        );
        page = next.value;
      }
    } finally {
      // Left early, a query would keep its slot until the server's own time-out of five minutes.
      if (!ended) await orAbort(this.cancel(first.id), AbortSignal.timeout(2_000)).catch(ignore);
    }
    return rows.length > maxRows ? rows.slice(0, maxRows) : rows;
  }

  /** Asks for the server's own state, without a query. @throws EngineOutageError unless it is up. */
  async ping(signal?: AbortSignal): Promise<void> {
    const client = this.client({ name: 'ping' });
    const info = await orAbort(
      (client['client'].request({ url: '/v1/info', timeout: 5_000 }) as Promise<{ starting?: boolean }>).catch(
        hideAxios,
      ),
      signal,
    );
    if (info.starting !== false) throw new EngineOutageError('Trino is still starting');
  }

  close(): void {
    this.httpAgent.destroy();
    this.httpsAgent.destroy();
  }

  private async cancel(queryId: string): Promise<void> {
    await retrying(() => this.client({ name: 'cancel' }).cancel(queryId), undefined);
  }

  /** A client per statement: the package keeps state of the server's answers in its headers, and ours must not mix. */
  private client({ name, user }: Pick<TrinoExecution, 'name' | 'user'>): Trino {
    const { auth, server, catalog, schema, source, clientTags = [], impersonate } = this.options;
    const trino = Trino.create({
      server,
      catalog,
      schema,
      source: `${source}/${name.replace(/[^\w.:-]/g, '_')}`,
      extraHeaders: {
        'X-Trino-User': (impersonate && user) || this.options.user,
        // Without it instants are cut to milliseconds.
        'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
        'X-Trino-Time-Zone': 'UTC',
        'X-Trino-Client-Tags': ['payrec', ...clientTags].join(','),
        ...(user && { 'X-Trino-Client-Info': JSON.stringify({ user }) }),
        // Not the package's own option: with it every page would be asked for as the account, whoever the person is.
        ...(auth && { Authorization: authorization(auth) }),
      },
    });
    // The package has no options for these. It hands this object to axios as it is.
    Object.assign(trino['client']['clientConfig'], {
      timeout: REQUEST_TIMEOUT_MS,
      httpAgent: this.httpAgent,
      httpsAgent: this.httpsAgent,
      maxRedirects: 0,
      transformResponse: [answerBody],
    });
    return trino;
  }

  private query({ sql, params = [], schema, timeoutMs, user }: TrinoExecution) {
    const limit = timeoutMs && { query_max_run_time: `${Math.ceil(timeoutMs / 1000) + 5}s` };
    const properties = Object.entries({ ...this.options.sessionProperties, ...limit });
    return {
      query: trinoStatement(sql, params),
      schema: schema ?? this.options.schema,
      user: (this.options.impersonate && user) || this.options.user,
      session: Object.fromEntries(properties.map(([key, value]) => [key, encodeURIComponent(value)])),
    };
  }
}

/**
 * The answer to the first request, which holds the query's id. The package hides it inside its iterator and hands out
 * nothing before the first page with rows, which may be minutes away.
 * @throws Error when a new version of the package keeps it elsewhere.
 */
function firstResult(iterator: Awaited<ReturnType<Trino['query']>>): QueryResult {
  const inner = iterator['iter'] as unknown as { queryResult?: QueryResult };
  const result = inner?.queryResult;
  if (typeof result?.id !== 'string') {
    throw new Error('trino-client keeps the first answer elsewhere; adapt firstResult in TrinoConnection');
  }
  return result;
}

function authorization(auth: NonNullable<TrinoOptions['auth']>): string {
  if (auth.kind === 'jwt') return `Bearer ${auth.token}`;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`;
}

/** What a proxy says with its 503 is text or HTML and is not ours to read: the status decides. */
function answerBody(body: unknown, _headers: unknown, status?: number): unknown {
  if (status === undefined || status < 200 || status > 299) return undefined;
  if (typeof body !== 'string' || body === '') return body;
  try {
    return parseExactJson(body);
  } catch {
    throw new EngineOutageError(`Trino answered ${status} with something that is no JSON`);
  }
}

/** The protocol demands another try on these answers; `iterator.next()` asks for the same page again. */
async function retrying<T>(request: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await request();
    } catch (error) {
      const status = (error as { response?: { status?: number } }).response?.status;
      if (status === undefined || !RETRY_STATUS.has(status) || attempt === RETRY_DELAYS_MS.length || signal?.aborted) {
        return hideAxios(error);
      }
      await sleep(RETRY_DELAYS_MS[attempt]);
    }
  }
}

/** An Axios error holds the SQL text, the `Authorization` header and the address; what leaves holds its kind only. */
function hideAxios(error: unknown): never {
  const { isAxiosError, response, code } = error as {
    isAxiosError?: boolean;
    response?: { status?: number };
    code?: string;
  };
  if (!isAxiosError) throw error;
  const status = response?.status;
  if (status === 401 || status === 403) throw new EngineOutageError(`Trino refused our credentials (${status})`);
  throw new EngineOutageError(
    status ? `Trino answered ${status}` : `Trino does not answer (${code ?? 'no connection'})`,
  );
}

/** Rejects with the signal's reason as soon as it aborts; `whenAborted` then tidies up behind. */
async function orAbort<T>(work: Promise<T>, signal: AbortSignal | undefined, whenAborted?: () => unknown): Promise<T> {
  if (!signal) return work;
  let onAbort: () => void = ignore;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(signal.reason);
      whenAborted?.();
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    work.catch(ignore);
  }
}

function ignore(): void {}
