import { StatementFormatError } from './StatementFormatError';
import { StatementReader } from './StatementReader';
import { DETECT_BYTES, detectFormat } from './detectFormat';
import { decodeText } from './decodeText';
import { readBai2 } from './bai2/readBai2';
import { readCamt } from './camt053/readCamt';
import { readMt940 } from './mt940/readMt940';
import { readAdyen } from './settlement/readAdyen';
import { readStripe } from './settlement/readStripe';
import { ParsedLine, ParsedStatement, StatementEvent, StatementFormat, StatementHeader } from './types';
import { WarningList } from './WarningList';

const READERS: Record<StatementFormat, StatementReader> = {
  mt940: readMt940,
  mt942: readMt940,
  camt053: readCamt,
  bai2: readBai2,
  'adyen-settlement': readAdyen,
  'stripe-balance': readStripe,
  'stripe-payout': readStripe,
};

export type ReadOptions = {
  /** Read as this format instead of by what the file says. */
  readonly format?: StatementFormat;
  readonly fileName?: string;
};

/**
 * Bytes of a statement file → its statements as events, in file order and in constant memory; the last event is `file-end`.
 * The same events however the bytes are cut into chunks.
 * @throws StatementFormatError (while iterating) where meaning would be lost; nothing read before it may then be used.
 */
export async function* readStatementFile(
  source: AsyncIterable<Uint8Array>,
  options: ReadOptions = {},
): AsyncGenerator<StatementEvent> {
  const { head, rest } = await peek(source);
  const format = options.format ?? detectFormat(head, options.fileName);
  if (!format) {
    throw new StatementFormatError({
      value: options.fileName ?? null,
      reason: head.length === 0 ? 'The file is empty' : 'The file is no statement of a format this portal reads',
      remedy: `Formats are ${Object.keys(READERS).join(', ')}; name one if the file is of it`,
    });
  }
  const warnings = new WarningList();
  const text = decodeText(rest, line =>
    warnings.add('encoding', line, 'The file is not UTF-8; such bytes are read as Windows-1252'),
  );
  yield* READERS[format](text, warnings);
  yield { type: 'file-end', warnings: warnings.take() };
}

/**
 * A whole file in memory. Warnings after the last statement are added to it.
 * @throws StatementFormatError as {@link readStatementFile}.
 */
export async function readStatements(
  source: AsyncIterable<Uint8Array> | Uint8Array,
  options: ReadOptions = {},
): Promise<ParsedStatement[]> {
  const bytes = source instanceof Uint8Array ? once(source) : source;
  const statements: ParsedStatement[] = [];
  let header: StatementHeader | undefined;
  let lines: ParsedLine[] = [];
  for await (const event of readStatementFile(bytes, options)) {
    if (event.type === 'statement-start') {
      header = event.header;
      lines = [];
    } else if (event.type === 'line') {
      lines.push(event.line);
    } else if (event.type === 'statement-end') {
      statements.push({ ...header!, ...event.footer, lines });
    } else if (event.warnings.length > 0 && statements.length > 0) {
      const last = statements.pop()!;
      statements.push({ ...last, warnings: [...last.warnings, ...event.warnings] });
    }
  }
  return statements;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The first bytes for detection, and all of them again. */
async function peek(
  source: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; rest: AsyncGenerator<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < DETECT_BYTES) {
    const next = await iterator.next();
    if (next.done) break;
    chunks.push(next.value);
    length += next.value.length;
  }
  const head = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    head.set(chunk, at);
    at += chunk.length;
  }
  async function* rest() {
    try {
      yield head;
      for (;;) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      // Lets go of the file or request body when reading stops early.
      await iterator.return?.();
    }
  }
  return { head, rest: rest() };
}
