import { SqlValue } from '../types';

const INT64_MAX = 2n ** 63n - 1n;

/**
 * The one place where a value becomes SQL text for Trino, which has no bound parameters. Text is a quoted literal in which
 * nothing but the quote itself is special; whole numbers are BIGINT; a list is ARRAY(VARCHAR).
 * @throws TypeError for text that is not well-formed Unicode, numbers that are not safe integers, bigints beyond 64 bits.
 */
export function trinoLiteral(value: SqlValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'string') return textLiteral(value);
  if (typeof value === 'number' || typeof value === 'bigint') return bigintLiteral(value);
  // The cast gives an empty list its type, and keeps the lengths of the elements out of the type of a full one.
  return `CAST(ARRAY[${value.map(textLiteral).join(', ')}] AS ARRAY(VARCHAR))`;
}

/** `text` in quotes. @throws TypeError for a lone surrogate, which UTF-8 cannot carry. */
export function textLiteral(text: string): string {
  if (typeof text !== 'string') throw new TypeError(`A list parameter holds ${typeof text}; lists are lists of text`);
  // A lone half of a surrogate pair would arrive as U+FFFD: another value than the caller gave.
  if (/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/.test(text)) {
    throw new TypeError('A text parameter is not well-formed Unicode (it holds half of a surrogate pair)');
  }
  return `'${text.replaceAll("'", "''")}'`;
}

function bigintLiteral(value: number | bigint): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) {
    throw new TypeError(`A parameter is ${value}; a number must be a safe integer, pass decimals as text`);
  }
  const integer = BigInt(value);
  if (integer > INT64_MAX || integer < -INT64_MAX - 1n) {
    throw new TypeError(`A parameter is ${integer}, which does not fit a BIGINT; pass it as text and cast`);
  }
  return `BIGINT '${integer}'`;
}

/** The statement with its values: as it is without any, else through EXECUTE IMMEDIATE, so that only Trino reads the `?`. */
export function trinoStatement(sql: string, params: readonly SqlValue[]): string {
  if (params.length === 0) return sql;
  return `EXECUTE IMMEDIATE ${textLiteral(sql)} USING ${params.map(trinoLiteral).join(', ')}`;
}
