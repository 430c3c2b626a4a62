import { EngineRow } from '../types';

export type TrinoColumn = { readonly name: string; readonly type: string };

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONG_INTEGER = /^-?\d{16,}$/;

/**
 * JSON as Trino sends it, with whole numbers of 16 digits and more kept as text: `JSON.parse` would round a BIGINT past
 * 2^53 without a word. Strings and fractions are matched as a whole, so digits inside them stay as they are.
 */
export function parseExactJson(text: string): unknown {
  return JSON.parse(text.replace(STRING_OR_NUMBER, token => (LONG_INTEGER.test(token) ? `"${token}"` : token)));
}

/** Rows of a page as the engine border hands them on. */
export function toEngineRows(columns: readonly TrinoColumn[], data: readonly unknown[][]): EngineRow[] {
  const converters = columns.map(({ name, type }) => [name, converterFor(type)] as const);
  return data.map(row => {
    const result: EngineRow = {};
    converters.forEach(([name, convert], index) => {
      const value = row[index];
      result[name] = value === null || value === undefined ? null : convert(value);
    });
    return result;
  });
}

type Converter = (value: unknown) => unknown;

function converterFor(type: string): Converter {
  const base = type.replace(/\(.*$/, '').trim();
  switch (base) {
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return exactInteger;
    case 'double':
    case 'real':
      return value => String(value);
    case 'boolean':
      return value => value;
    case 'timestamp':
      return type.endsWith('with time zone') ? instantText : value => dateTimeText(String(value));
    case 'array': {
      const element = converterFor(type.slice('array('.length, -1));
      return value => (value as unknown[]).map(item => (item === null ? null : element(item)));
    }
    case 'varchar':
    case 'char':
    case 'decimal':
    case 'date':
    case 'unknown':
      return value => String(value);
    default:
      throw new TypeError(
        `Type ${type} has no form at the engine border; cast it to text, a number, a date or a timestamp`,
      );
  }
}

/** @throws RangeError for a number past 2^53: the exact parser was by-passed, and the value can no longer be trusted. */
function exactInteger(value: unknown): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new RangeError(`A BIGINT arrived as the number ${value}, which is past 2^53 and may be rounded`);
  }
  return String(value);
}

/** `2025-03-30 01:02:03.123456 UTC` → `2025-03-30T01:02:03.123456Z`. */
function instantText(value: unknown): string {
  const text = String(value);
  const match = /^(.*\d) (UTC|Z|\+00:00)$/.exec(text);
  if (!match) throw new TypeError(`An instant arrived in a zone of its own; cast it AT TIME ZONE 'UTC' in the query`);
  return `${dateTimeText(match[1])}Z`;
}

/** Date and time with three digits of a second, or six when the microseconds need them: as the other engine does. */
function dateTimeText(text: string): string {
  const [whole, fraction = ''] = text.replace(' ', 'T').split('.');
  const micros = fraction.padEnd(6, '0').slice(0, 6);
  return `${whole}.${micros.endsWith('000') ? micros.slice(0, 3) : micros}`;
}
