import { InputError } from '@backstage/errors';

/**
 * A file whose meaning cannot be known, so that nothing of it may be used: the caller's fault (400).
 * The message says where, what stood there, why that loses the meaning, and what to do.
 */
export class StatementFormatError extends InputError {
  readonly line: number | null;
  readonly value: string | null;
  readonly reason: string;
  readonly remedy: string;

  constructor(options: { line?: number | null; value?: string | null; reason: string; remedy: string }) {
    const { line = null, reason, remedy } = options;
    const value = options.value === undefined || options.value === null ? null : shorten(options.value);
    super(`${line === null ? '' : `Line ${line}: `}${reason}${value === null ? '' : ` ("${value}")`}. ${remedy}.`);
    this.line = line;
    this.value = value;
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** Values come from untrusted files: bounded, and without control characters that would fake log lines. */
function shorten(value: string): string {
  // eslint-disable-next-line no-control-regex
  const printable = value.replace(/[\x00-\x1f\x7f\u2028\u2029]+/g, ' ').trim();
  return printable.length > 80 ? `${printable.slice(0, 80)}…` : printable;
}
