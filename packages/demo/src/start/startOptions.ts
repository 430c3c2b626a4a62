import { parseArgs } from 'node:util';
import { parseScale } from '../world/options';

export type StartOptions = {
  readonly port: number;
  /** Undefined: whatever is there, 100,000 transactions on the first start. */
  readonly scale: number | undefined;
  readonly fresh: boolean;
  readonly engine: 'duckdb' | 'trino';
  readonly trinoUrl: string | undefined;
  readonly dev: boolean;
  /** Backend alone, with a company that stands still. */
  readonly measure: boolean;
  readonly help: boolean;
};

export const USAGE = `npm start -- [options]
  --port <port>          port of the portal, 7007 unless told
  --scale <100k|1m|10m|100m>  transactions of the demo company; another scale makes new data
  --fresh                make new data and forget all decisions
  --engine <duckdb|trino>     engine of the Final Index, duckdb unless told
  --trino <url>          address of a Trino that holds the index (yarn payrec load --engine trino)
  --dev                  hot reload of frontend and backend
  --measure              backend alone with a company that stands still, as yarn bench query needs it
`;

/** Reads the command line of `npm start`. @throws Error that names the option and what it may be. */
export function parseStartOptions(args: readonly string[]): StartOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '7007' },
      scale: { type: 'string' },
      fresh: { type: 'boolean', default: false },
      engine: { type: 'string', default: 'duckdb' },
      trino: { type: 'string' },
      dev: { type: 'boolean', default: false },
      measure: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port "${values.port}" is not a port from 1 to 65535`);
  }
  const engine = values.engine;
  if (engine !== 'duckdb' && engine !== 'trino') throw new Error(`--engine "${engine}" may be duckdb or trino`);
  if (engine === 'trino' && !values.trino) {
    throw new Error('--engine trino needs --trino <url>; yarn payrec trino start gives you one to try');
  }
  return {
    port,
    scale: values.scale === undefined ? undefined : parseScale(values.scale),
    fresh: values.fresh,
    engine,
    trinoUrl: values.trino,
    dev: values.dev,
    measure: values.measure,
    help: values.help,
  };
}
