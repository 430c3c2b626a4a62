import { AsOf } from '@internal/plugin-payrec-common';
import { Dialect, EngineRow, EngineSession, PartitionBound, SqlValue } from '../types';

/** What the text of a read already says of a partitioned table: no row outside the bound is asked for. */
export type TableBound = PartitionBound & { readonly table: string };

/** One read as an engine gets it: complete text, values in order, and how it may end early. */
export type EngineRead = {
  /** Name of the query; becomes the source tag of the engine. */
  readonly name: string;
  readonly sql: string;
  readonly params: readonly SqlValue[];
  /** For engines that look for files by themselves: those outside need not be looked for. */
  readonly bounds?: readonly TableBound[];
  /** Person on whose behalf it runs, as an entity ref; for the engine's own audit only, never for authorisation. */
  readonly user?: string;
  /** Reading stops once this many rows have come; the answer never has more. */
  readonly maxRows: number;
  /** Aborting cancels the query on the engine. The promise then rejects with the reason of the signal. */
  readonly signal: AbortSignal;
  /** Limit the engine may enforce on its own as well, should we be gone. */
  readonly timeoutMs?: number;
};

/**
 * A query engine over the Final Index. Rows leave with text for integers, decimals, dates (`2025-03-30`) and instants
 * (`2025-03-30T01:02:03.000Z`, six digits when the microseconds need them), equal on every engine. Errors are the
 * engine's own: whoever calls this hides them.
 */
export interface Engine {
  readonly name: Dialect['name'];
  readonly dialect: Dialect;
  read(read: EngineRead): Promise<EngineRow[]>;
  /** Version of the data a read would see now, at most two seconds old. */
  asOf(): Promise<AsOf>;
  /** Answers quickly or rejects; asked by the circuit breaker. */
  ping(signal: AbortSignal): Promise<void>;
  /** Runs `work` in a session of its own; its scratch tables are gone afterwards, also when it throws. */
  withSession<T>(
    options: { name: string; signal?: AbortSignal },
    work: (session: EngineSession) => Promise<T>,
  ): Promise<T>;
  /** Cancels what runs and frees what is held. */
  close(): Promise<void>;
}

const IDENTIFIER = /^[a-z_][a-z0-9_]{0,62}$/;

/** The name as it may stand in SQL text. @throws TypeError unless it is a plain lower-case identifier. */
export function sqlIdentifier(name: string): string {
  if (!IDENTIFIER.test(name)) {
    throw new TypeError(`"${name}" is not a name for a table or column: lower-case letters, digits and _ only`);
  }
  return name;
}

/** The name in double quotes, so that a column may be called as a keyword of one engine (`at`). */
export function quoteIdentifier(name: string): string {
  return `"${sqlIdentifier(name)}"`;
}

const PARTITION_NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,199}$/;

/** Whether the text can name a write: letters, digits, dot, dash and _, at most 200. */
export const isPartitionName = (name: string): boolean => PARTITION_NAME.test(name);

/** The name of a write, such as a run id or a file hash. @throws TypeError unless it can be part of a file name. */
export function partitionName(name: string): string {
  if (!isPartitionName(name)) {
    throw new TypeError(`"${name}" cannot name a partition: letters, digits, dot, dash and _ only, at most 200`);
  }
  return name;
}

/** The engine is not there: refused connections, gateway errors, a closed instance. Only these open the circuit. */
export class EngineOutageError extends Error {
  name = 'EngineOutageError' as const;
}
