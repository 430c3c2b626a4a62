import { Readable, pipeline } from 'stream';
import { CsvError, parse } from 'csv-parse';
import { StatementFormatError } from '../StatementFormatError';
import { WarningList } from '../WarningList';
import { HEADER_ROWS_MAX, SettlementLayout, columnKey, delimiterOf, layoutOf } from './columns';

/** How much text is searched for the header row. */
const HEAD_CHARS = 65_536;
const RECORD_CHARS_MAX = 1_000_000;

/** A row below the header: its cells are asked for by column name, in any order. */
export type Row = {
  readonly layout: SettlementLayout;
  readonly lineNo: number;
  readonly raw: string;
  /** The trimmed cell of the first of these columns that the report has; null when empty or absent. */
  cell(...names: string[]): string | null;
};

/**
 * CSV text → rows, streaming. Title rows above the header are skipped with a warning.
 * @throws StatementFormatError when no header of a known report is found or the CSV is broken.
 */
export async function* readRows(text: AsyncIterable<string>, warnings: WarningList): AsyncGenerator<Row> {
  const { head, rest } = await takeHead(text);
  const headerLine = head
    .split(/\r\n|\r|\n/, HEADER_ROWS_MAX)
    .find(line => layoutOf(line.split(delimiterOf(line))) !== undefined);
  const parser = parse({
    delimiter: delimiterOf(headerLine ?? ''),
    info: true,
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: RECORD_CHARS_MAX,
  });
  // The callback only keeps the pipeline's error from being unhandled: iteration throws it.
  pipeline(Readable.from(rest), parser, () => {});
  let header: { layout: SettlementLayout; index: Map<string, number> } | undefined;
  let rowNo = 0;
  try {
    for await (const parsed of parser) {
      const { record, info, raw } = parsed as { record: string[]; info: { lines: number }; raw: string };
      rowNo += 1;
      const rawRow = raw.replace(/[\r\n]+$/, '').replace(/^[\r\n]+/, '');
      // `info.lines` is the last line of the record; a quoted cell may span several.
      const lineNo = Math.max(1, info.lines - (rawRow.match(/\r\n|\r|\n/g)?.length ?? 0));
      if (header) {
        yield toRow(header, record, lineNo, rawRow);
        continue;
      }
      const layout = layoutOf(record);
      if (layout) {
        const index = new Map<string, number>();
        record.forEach((name, at) => {
          if (!index.has(columnKey(name))) index.set(columnKey(name), at);
        });
        header = { layout, index };
        if (rowNo > 1) warnings.add('header-lines', 1, 'Rows above the header are not read');
      } else if (rowNo >= HEADER_ROWS_MAX) break;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new StatementFormatError({
      line: typeof error.lines === 'number' ? error.lines : null,
      value: error.code,
      reason: 'The CSV cannot be read',
      remedy: 'Export the report again and do not edit it in a spreadsheet',
    });
  }
  if (!header) {
    throw new StatementFormatError({
      line: 1,
      value: head.slice(0, 80),
      reason: 'No row names the columns of an Adyen settlement details or a Stripe report',
      remedy: 'Export the report with its header row',
    });
  }
}

function toRow(
  header: { layout: SettlementLayout; index: Map<string, number> },
  record: readonly string[],
  lineNo: number,
  raw: string,
): Row {
  return {
    layout: header.layout,
    lineNo,
    raw,
    cell: (...names) => {
      for (const name of names) {
        const at = header.index.get(name);
        const value = at === undefined ? undefined : record[at]?.trim();
        if (value) return value;
      }
      return null;
    },
  };
}

async function takeHead(text: AsyncIterable<string>): Promise<{ head: string; rest: AsyncGenerator<string> }> {
  const iterator = text[Symbol.asyncIterator]();
  let head = '';
  while (head.length < HEAD_CHARS) {
    const next = await iterator.next();
    if (next.done) break;
    head += next.value;
  }
  async function* rest() {
    try {
      if (head) yield head;
      for (;;) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head, rest: rest() };
}
