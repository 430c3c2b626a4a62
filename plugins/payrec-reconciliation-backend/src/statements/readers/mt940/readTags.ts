import { TextLine } from '../splitLines';
import { WarningList } from '../WarningList';

/** One tag with its continuation lines; `terminator` is the `-` that ends a message. */
export type TagToken =
  | {
      readonly kind: 'tag';
      readonly tag: string;
      readonly lines: readonly string[];
      readonly lineNo: number;
      readonly raw: string;
    }
  | { readonly kind: 'terminator'; readonly lineNo: number };

/** Tags of MT940, MT942 and the German `:NS:`. Anything else in colons is text: a wrapped time is `:12:11`. */
const TAGS = new Set('13 13C 13D 20 21 25 25P 28 28C 34F 60F 60M 61 62F 62M 64 65 86 90C 90D NS'.split(' '));
/** A continuation is at most six lines of 65; a wrong file must not gather in memory. */
const CONTINUATIONS_MAX = 500;
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f]/g;

/**
 * Physical lines → tags. Drops SWIFT blocks `{1:…}{4:`, bank headers before the first tag, control characters and what
 * stands between messages. A lone `-` ends a message only when the next thing is no continuation of it, since texts
 * contain such lines too.
 */
export async function* readTags(
  lines: AsyncIterable<TextLine>,
  warnings: WarningList,
  onSender: (bic: string) => void,
): AsyncGenerator<TagToken> {
  let open: { tag: string; lines: string[]; lineNo: number; raw: string[] } | undefined;
  let dash: { lineNo: number; held: string[] } | undefined;
  let closed = false;
  let headerWarned = false;

  const finish = function* finish(): Generator<TagToken> {
    if (open) yield { kind: 'tag', tag: open.tag, lines: open.lines, lineNo: open.lineNo, raw: open.raw.join('\n') };
    open = undefined;
  };

  for await (const { text: physical, lineNo } of lines) {
    let text = physical.replace(CONTROLS, '');
    if (text.startsWith('{')) {
      const sender = /\{2:O\d{3}\d{4}\d{6}([A-Z0-9]{8})/.exec(text);
      if (sender) onSender(sender[1]);
      if (dash || closed || !open) yield* end();
      text = text.replace(/^.*\{4:/, '');
      if (text.startsWith('{')) continue;
    }
    const match = /^\s?:([0-9A-Za-z]{2,3}):(.*)$/.exec(text);
    const tag = match?.[1].toUpperCase();
    if (match && tag && TAGS.has(tag)) {
      if (dash && tag === '20') yield* end();
      else if (dash && open) open.lines.push('-', ...dash.held);
      dash = undefined;
      closed = false;
      yield* finish();
      open = { tag, lines: [match[2]], lineNo, raw: [text] };
      continue;
    }
    if (match && /^\d\d[A-Z]?$/.test(tag ?? '') && open) {
      warnings.add('unknown-tag', lineNo, `":${tag}:" is no tag of MT940 or MT942; read as text of :${open.tag}:`);
    }
    if (/^-\}/.test(text) || (/^-[A-Z]{3}\s*$/.test(text) && open?.tag !== '61')) {
      yield* finish();
      yield { kind: 'terminator', lineNo };
      closed = true;
    } else if (/^-\s*$/.test(text) && open) {
      if (dash) dash.held.push(text);
      else dash = { lineNo, held: [] };
    } else if (dash) {
      if (dash.held.length < CONTINUATIONS_MAX) dash.held.push(text);
    } else if (open && open.lines.length < CONTINUATIONS_MAX) {
      open.lines.push(text);
      if (text) open.raw.push(text);
    } else if (!open && text.trim() && !/^-\s*$/.test(text) && !headerWarned) {
      headerWarned = true;
      warnings.add('header-lines', lineNo, 'Lines outside of a message are not read');
    }
  }
  yield* end();

  function* end(): Generator<TagToken> {
    yield* finish();
    if (dash) {
      yield { kind: 'terminator', lineNo: dash.lineNo };
      if (dash.held.some(held => held.trim()) && !headerWarned) {
        headerWarned = true;
        warnings.add('header-lines', dash.lineNo + 1, 'Lines outside of a message are not read');
      }
    }
    dash = undefined;
    closed = true;
  }
}
