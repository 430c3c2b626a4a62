import { categoryTypeSql } from './ddl';
import { Dialect } from './types';

// Letters outside ASCII are dropped before the case is folded: the engines fold them differently (`upper('ß')`).
const NOT_ALPHANUMERIC = "'[^A-Za-z0-9]'";

export const duckDbDialect: Dialect = {
  name: 'duckdb',
  normaliseReference: expr => `upper(regexp_replace(${expr}, ${NOT_ALPHANUMERIC}, '', 'g'))`,
  // One bit is given up so that the unsigned hash fits a BIGINT; both engines answer zero or more.
  hash64: (...exprs) => `CAST(hash(${exprs.join(', ')}) >> 1 AS BIGINT)`,
  sha256Hex: expr => `sha256(${expr})`,
  categoryType: name => categoryTypeSql('duckdb', name),
};

export const trinoDialect: Dialect = {
  name: 'trino',
  normaliseReference: expr => `upper(regexp_replace(${expr}, ${NOT_ALPHANUMERIC}, ''))`,
  hash64: (...exprs) => {
    // A NULL must not swallow its neighbours, and ('ab','c') must differ from ('a','bc').
    const joined = exprs.map(expr => `coalesce(CAST(${expr} AS VARCHAR), chr(30))`).join(' || chr(31) || ');
    return `bitwise_right_shift(from_big_endian_64(xxhash64(to_utf8(${joined}))), 1)`;
  },
  sha256Hex: expr => `lower(to_hex(sha256(to_utf8(${expr}))))`,
  categoryType: name => categoryTypeSql('trino', name),
};
