import { TextLine } from '../splitLines';
import { WarningList } from '../WarningList';

/** A record with its 88 continuations. `pieces` are the contents after the code, the closing `/` dropped. */
export type Bai2Record = {
  readonly code: string;
  readonly pieces: readonly string[];
  /** Physical records, as the trailers count them. */
  readonly recordCount: number;
  readonly lineNo: number;
  readonly raw: string;
};

/** Seen in the wild: `88:` for `88,`. */
const CODE = /^\s*(?:(01|02|03|16|49|88|98|99),|(88):)/;
/** A bank may write several records into one line; a slash inside a text is followed by no whole record. */
const INLINE = /\/\s+(?=(?:0[123],|16,\d{3},|88,|(?:49|98|99),[+-]?\d*,))/;
const PIECES_MAX = 5_000;

/** Physical lines → logical records. A line that starts with no code continues the text before it. */
export async function* readRecords(lines: AsyncIterable<TextLine>, warnings: WarningList): AsyncGenerator<Bai2Record> {
  let open: { code: string; pieces: string[]; recordCount: number; lineNo: number; raw: string[] } | undefined;
  let headerWarned = false;
  const closed = () => ({ ...open!, raw: open!.raw.join('\n') });
  for await (const { text, lineNo } of lines) {
    for (const part of text.split(INLINE)) {
      const trimmed = part.trim();
      if (!trimmed) continue;
      const match = CODE.exec(trimmed);
      const code = match?.[1] ?? match?.[2];
      const content = (code ? trimmed.slice(3) : trimmed).replace(/\s*\/$/, '');
      if (code && code !== '88') {
        if (open) yield closed();
        open = { code, pieces: [content], recordCount: 1, lineNo, raw: [trimmed] };
      } else if (!open) {
        if (!headerWarned) warnings.add('header-lines', lineNo, 'Lines before the first record are not read');
        headerWarned = true;
      } else {
        open.recordCount += code ? 1 : 0;
        if (open.pieces.length >= PIECES_MAX) continue;
        open.raw.push(trimmed);
        if (code) open.pieces.push(content);
        else {
          const last = open.pieces.length - 1;
          open.pieces[last] = `${open.pieces[last]} ${content}`;
          warnings.add(
            'unmarked-continuation',
            lineNo,
            'The line has no record code; read as text of the record before it',
          );
        }
      }
    }
  }
  if (open) yield closed();
}
