import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { DuckDbOptions } from '../duckdb/DuckDbEngine';
import { TrinoOptions } from '../trino/TrinoOptions';
import { DEFAULT_LIMITS, QueryLimits } from './QueryRunner';

export type QueryConfig = {
  readonly engine: 'duckdb' | 'trino';
  readonly duckdb?: DuckDbOptions;
  readonly trino?: TrinoOptions;
  readonly limits: QueryLimits;
};

/** Reads `payrec.query`. @throws Error that names the key and what it may be. */
export function readQueryConfig(root: Config): QueryConfig {
  const config = root.getOptionalConfig('payrec.query');
  const engine = config?.getOptionalString('engine') ?? 'duckdb';
  if (engine !== 'duckdb' && engine !== 'trino') {
    throw new Error(`payrec.query.engine is "${engine}"; it may be duckdb or trino`);
  }
  const limits = readLimits(config?.getOptionalConfig('limits'));
  if (!config?.has(engine)) {
    throw new Error(
      engine === 'duckdb'
        ? 'payrec.query.duckdb.root is missing: set it to the folder of the Final Index'
        : 'payrec.query.trino.server is missing: set it to the address of the Trino coordinator',
    );
  }
  return engine === 'duckdb'
    ? { engine, limits, duckdb: readDuckDb(config.getConfig('duckdb')) }
    : { engine, limits, trino: readTrino(config.getConfig('trino')) };
}

function readDuckDb(config: Config): DuckDbOptions {
  return {
    root: config.getString('root'),
    memoryLimit: config.getOptionalString('memoryLimit'),
    threads: positive(config, 'threads'),
    tempDirectory: config.getOptionalString('tempDirectory'),
  };
}

function readTrino(config: Config): TrinoOptions {
  const basic = config.getOptionalConfig('auth.basic');
  const jwt = config.getOptionalString('auth.jwt.token');
  if (basic && jwt) throw new Error('payrec.query.trino.auth has both basic and jwt; keep one');
  const server = config.getString('server').replace(/\/+$/, '');
  if ((basic || jwt) && !server.startsWith('https://') && !config.getOptionalBoolean('tls.allowPlainAuth')) {
    throw new Error(
      `payrec.query.trino.server ${server} would get a password in plain text; use https, or set tls.allowPlainAuth for a local test`,
    );
  }
  return {
    server,
    catalog: config.getOptionalString('catalog') ?? 'lake',
    schema: config.getOptionalString('schema') ?? 'final_index',
    source: config.getOptionalString('source') ?? 'payrec-portal',
    user: config.getOptionalString('user') ?? basic?.getString('username') ?? 'payrec-portal',
    impersonate: config.getOptionalBoolean('impersonate') ?? false,
    auth: readAuth(basic, jwt),
    tls: config.has('tls')
      ? {
          ca: config.getOptionalString('tls.ca'),
          rejectUnauthorized: config.getOptionalBoolean('tls.rejectUnauthorized') ?? true,
        }
      : undefined,
    sessionProperties: config.getOptional<Record<string, string>>('sessionProperties'),
    clientTags: config.getOptionalStringArray('clientTags'),
  };
}

function readAuth(basic: Config | undefined, token: string | undefined): TrinoOptions['auth'] {
  if (basic) return { kind: 'basic', username: basic.getString('username'), password: basic.getString('password') };
  return token === undefined ? undefined : { kind: 'jwt', token };
}

function readLimits(config: Config | undefined): QueryLimits {
  if (!config) return DEFAULT_LIMITS;
  const duration = (key: string) =>
    config.has(key) ? durationToMilliseconds(readDurationFromConfig(config, { key })) : undefined;
  const cacheMaxBytes = config.getOptionalNumber('cacheMaxBytes') ?? DEFAULT_LIMITS.cacheMaxBytes;
  if (cacheMaxBytes < 0)
    throw new Error(`payrec.query.limits.cacheMaxBytes is ${cacheMaxBytes}; 0 turns the cache off`);
  return {
    maxRows: positive(config, 'maxRows') ?? DEFAULT_LIMITS.maxRows,
    timeoutMs: duration('timeout') ?? DEFAULT_LIMITS.timeoutMs,
    perUserConcurrency: positive(config, 'perUserConcurrency') ?? DEFAULT_LIMITS.perUserConcurrency,
    globalConcurrency: positive(config, 'globalConcurrency') ?? DEFAULT_LIMITS.globalConcurrency,
    queueMs: duration('queue') ?? DEFAULT_LIMITS.queueMs,
    cacheMaxBytes,
  };
}

function positive(config: Config, key: string): number | undefined {
  const value = config.getOptionalNumber(key);
  if (value !== undefined && (!Number.isInteger(value) || value < 1)) {
    throw new Error(`payrec.query.*.${key} is ${value}; it must be a whole number of at least 1`);
  }
  return value;
}
