import path from 'node:path';

/** Where to reach a running server. */
export type PostgresAddress = { readonly port: number; readonly user: string; readonly password: string };

/** Options of `postgresKeeper.mjs`, passed as JSON on its command line. */
export type KeeperOptions = {
  readonly socket?: string;
  readonly lingerMs?: number;
  readonly dataDir?: string;
  readonly port?: number;
  readonly user?: string;
  readonly password?: string;
};

// A development tool that is never built: the script stands beside this file.
// eslint-disable-next-line no-restricted-syntax
export const KEEPER_SCRIPT = path.join(__dirname, 'postgresKeeper.mjs');

/** For a process that is plain Node: transforms, coverage and debuggers of the caller are not its business. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_V8_COVERAGE: _coverage, ...environment } = process.env;
  return environment;
}

/** Options go in it and not in an argument: those everybody on the machine can read, and there is a password among them. */
export function keeperEnvironment(options: KeeperOptions): NodeJS.ProcessEnv {
  return { ...plainEnvironment(), PAYREC_POSTGRES_KEEPER: JSON.stringify(options) };
}

/**
 * The keeper's first line as an address.
 * @throws Error with the server's own last words when it did not start.
 */
export function parseKeeperAnswer(line: string): PostgresAddress {
  const answer = JSON.parse(line) as PostgresAddress | { error: string };
  if ('error' in answer) {
    throw new Error(
      `PostgreSQL did not start: ${answer.error}. Check that the folder of the database is writable and reachable for its user, and that the port is free.`,
    );
  }
  return answer;
}
