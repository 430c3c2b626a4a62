import { StatementFormatError } from './StatementFormatError';

/** A statement line is some hundred characters; a megabyte without a line end is another kind of file. */
const LINE_MAX = 1_000_000;

export type TextLine = { readonly text: string; readonly lineNo: number };

/**
 * Text → physical lines ending in CRLF, LF or CR, numbered from 1; a last line without an end counts.
 * `onMixedEnds` is called once, with the line at which a second kind of end is seen.
 */
export async function* splitLines(
  text: AsyncIterable<string>,
  onMixedEnds: (line: number) => void,
): AsyncGenerator<TextLine> {
  let rest = '';
  let lineNo = 0;
  let firstEnd: string | undefined;
  let mixed = false;
  const note = (end: string) => {
    firstEnd ??= end;
    if (end !== firstEnd && !mixed) {
      mixed = true;
      onMixedEnds(lineNo);
    }
  };
  for await (const piece of text) {
    rest += piece;
    let from = 0;
    for (;;) {
      const end = nextEnd(rest, from);
      // A CR at the very end may be half of a CRLF: wait for what follows.
      if (!end || (end.mark === '\r' && end.at + 1 === rest.length)) break;
      lineNo += 1;
      note(end.mark);
      yield { text: rest.slice(from, end.at), lineNo };
      from = end.at + end.mark.length;
    }
    rest = rest.slice(from);
    if (rest.length > LINE_MAX) {
      throw new StatementFormatError({
        line: lineNo + 1,
        value: rest.slice(0, 60),
        reason: `More than ${LINE_MAX} characters without a line end`,
        remedy: 'This is no statement of this format; check the file',
      });
    }
  }
  if (rest.endsWith('\r')) {
    lineNo += 1;
    note('\r');
    yield { text: rest.slice(0, -1), lineNo };
  } else if (rest) {
    yield { text: rest, lineNo: lineNo + 1 };
  }
}

function nextEnd(text: string, from: number): { at: number; mark: string } | undefined {
  for (let at = from; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 10) return { at, mark: '\n' };
    if (code === 13) return { at, mark: text.charCodeAt(at + 1) === 10 ? '\r\n' : '\r' };
  }
  return undefined;
}
