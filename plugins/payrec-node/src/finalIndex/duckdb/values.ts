import {
  BIGINT,
  BOOLEAN,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBResultReader,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBType,
  DuckDBValue,
  LIST,
  listValue,
  SQLNULL,
  VARCHAR,
} from '@duckdb/node-api';
import { dateTimeFromMicros, instantFromMicros, isoDateFromDays } from '../instantText';
import { EngineRow, SqlValue } from '../types';

const INT64_MAX = 2n ** 63n - 1n;

/**
 * Values for `?` with the type each has on the engine: numbers are BIGINT as bigints are, so that `? + 1` means one thing.
 * @throws TypeError for a number that is not a safe integer and a bigint outside 64 bits.
 */
export function bindValues(params: readonly SqlValue[]): { values: DuckDBValue[]; types: DuckDBType[] } {
  const values: DuckDBValue[] = [];
  const types: DuckDBType[] = [];
  params.forEach((param, index) => {
    const [value, type] = bindValue(param, index + 1);
    values.push(value);
    types.push(type);
  });
  return { values, types };
}

/**
 * What follows the statement in DuckDB's `run`: nothing where there are no parameters. With values, and be it an empty list of
 * them, it prepares the statement first, which plans it twice.
 */
export function runArguments(params: readonly SqlValue[] = []): { values?: DuckDBValue[]; types?: DuckDBType[] } {
  return params.length === 0 ? {} : bindValues(params);
}

function bindValue(param: SqlValue, position: number): [DuckDBValue, DuckDBType] {
  if (param === null) return [null, SQLNULL];
  if (typeof param === 'string') return [param, VARCHAR];
  if (typeof param === 'boolean') return [param, BOOLEAN];
  if (typeof param === 'number' || typeof param === 'bigint') return [toInt64(param, position), BIGINT];
  // An empty list has no element to guess a type from, hence the explicit one.
  return [listValue([...param]), LIST(VARCHAR)];
}

/** A whole number as 64 bits. @throws TypeError naming the parameter that is not one. */
export function toInt64(value: number | bigint, position: number): bigint {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new TypeError(`Parameter ${position} is ${value}; a number must be a safe integer, pass decimals as text`);
  }
  const integer = BigInt(value);
  if (integer > INT64_MAX || integer < -INT64_MAX - 1n) {
    throw new TypeError(`Parameter ${position} is ${integer}, which does not fit a BIGINT; pass it as text and cast`);
  }
  return integer;
}

/** The rows read so far as the engine border hands them on. */
export function toEngineRows(reader: DuckDBResultReader): EngineRow[] {
  const names = reader.columnNames();
  return reader.getRows().map(row => {
    const result: EngineRow = {};
    names.forEach((name, column) => {
      result[name] = toEngineValue(row[column]);
    });
    return result;
  });
}

function toEngineValue(value: DuckDBValue): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  // Whole numbers of 32 bits and doubles arrive as numbers; text for both, so that no caller adds them by accident.
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof DuckDBDecimalValue) return value.toString();
  if (value instanceof DuckDBDateValue) return isoDateFromDays(value.days);
  if (value instanceof DuckDBTimestampTZValue) return instantFromMicros(value.micros);
  if (value instanceof DuckDBTimestampValue) return dateTimeFromMicros(value.micros);
  if (value instanceof DuckDBListValue) return value.items.map(toEngineValue);
  throw new TypeError(
    `A ${value.constructor.name} has no form at the engine border; cast it to text, a number, a date or a timestamp`,
  );
}
