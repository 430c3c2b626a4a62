import { StatementFormatError } from './StatementFormatError';

/** Windows-1252 0x80–0x9F. Written out: `TextDecoder('latin1')` of some Node releases decodes these as ISO 8859-1. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Enough for a BOM and an XML declaration. */
const SNIFF_BYTES = 256;

/**
 * Bytes → text in pieces, the same text however the bytes are cut.
 * UTF-8, strictly; a byte that is none is read as Windows-1252 (a superset of latin-1) and reported once. A BOM (UTF-8,
 * UTF-16) or the encoding of an XML declaration decides instead where present.
 * `onFallback` gets the number of the physical line that holds the first such byte.
 */
export async function* decodeText(
  source: AsyncIterable<Uint8Array>,
  onFallback: (line: number) => void,
): AsyncGenerator<string> {
  let decoder: Decoder | undefined;
  let head: Uint8Array = new Uint8Array(0);
  for await (const chunk of source) {
    if (chunk.length === 0) continue;
    if (decoder) {
      const text = decoder.push(chunk);
      if (text) yield text;
      continue;
    }
    head = concat(head, chunk);
    if (head.length < SNIFF_BYTES) continue;
    decoder = chooseDecoder(head, onFallback);
    const text = decoder.push(head);
    if (text) yield text;
  }
  const last = decoder ?? chooseDecoder(head, onFallback);
  const tail = (decoder ? '' : last.push(head)) + last.end();
  if (tail) yield tail;
}

interface Decoder {
  push(bytes: Uint8Array): string;
  end(): string;
}

class Utf8Decoder implements Decoder {
  private readonly strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private pending: Uint8Array = new Uint8Array(0);
  private atStart = true;
  private line = 1;
  private reported = false;

  constructor(private readonly onFallback: (line: number) => void) {}

  push(chunk: Uint8Array): string {
    const bytes = this.pending.length ? concat(this.pending, chunk) : chunk;
    const whole = bytes.length - incompleteTail(bytes);
    this.pending = bytes.slice(whole);
    return this.decode(bytes.subarray(0, whole));
  }

  end(): string {
    const text = this.decode(this.pending);
    this.pending = new Uint8Array(0);
    return text;
  }

  private decode(bytes: Uint8Array): string {
    let text: string;
    try {
      text = this.strict.decode(bytes);
    } catch {
      text = this.decodeMixed(bytes);
    }
    if (this.atStart && text) {
      this.atStart = false;
      if (text.startsWith('\ufeff')) text = text.slice(1);
    }
    if (!this.reported) this.line += countLineEnds(text);
    return text;
  }

  /** Sequence by sequence, so that one stray byte in a UTF-8 file does not spoil the rest of it. */
  private decodeMixed(bytes: Uint8Array): string {
    const parts: string[] = [];
    let from = 0;
    for (let at = 0; at < bytes.length; ) {
      const length = sequenceLength(bytes, at);
      if (length > 0) {
        at += length;
        continue;
      }
      parts.push(this.strict.decode(bytes.subarray(from, at)));
      if (!this.reported) {
        this.reported = true;
        this.onFallback(this.line + parts.reduce((lines, part) => lines + countLineEnds(part), 0));
      }
      parts.push(fromWindows1252(bytes.subarray(at, at + 1)));
      at += 1;
      from = at;
    }
    parts.push(this.strict.decode(bytes.subarray(from)));
    return parts.join('');
  }
}

function chooseDecoder(head: Uint8Array, onFallback: (line: number) => void): Decoder {
  const [a, b] = head;
  if (a === 0xff && b === 0xfe) return labelled('utf-16le');
  if (a === 0xfe && b === 0xff) return labelled('utf-16be');
  if (a === 0x3c && b === 0x00) return labelled('utf-16le');
  if (a === 0x00 && head[1] === 0x3c) return labelled('utf-16be');
  const start = String.fromCharCode(...head.subarray(0, SNIFF_BYTES));
  const declared = /^(?:\xef\xbb\xbf)?\s*<\?xml[^>]*?\sencoding\s*=\s*["']([\w.:-]+)["']/
    .exec(start)?.[1]
    ?.toLowerCase();
  if (!declared || declared === 'utf-8' || declared === 'utf8' || declared === 'us-ascii') {
    return new Utf8Decoder(onFallback);
  }
  if (/^(iso-8859-1|iso8859-1|latin-?1|windows-1252|cp1252)$/.test(declared)) {
    return { push: fromWindows1252, end: () => '' };
  }
  // UTF-16 without a BOM would not have let us read its declaration as single bytes: the declaration is wrong then.
  return declared.startsWith('utf-16') ? new Utf8Decoder(onFallback) : labelled(declared);
}

function labelled(label: string): Decoder {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(label);
  } catch {
    throw new StatementFormatError({
      line: 1,
      value: label,
      reason: 'The file declares an encoding this reader does not know',
      remedy: 'Ask the bank for UTF-8',
    });
  }
  return { push: bytes => decoder.decode(bytes, { stream: true }), end: () => decoder.decode() };
}

function countLineEnds(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
  return lines;
}

/** Length of the well-formed UTF-8 sequence at `at`, 0 when there is none (Unicode 15, table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const wanted = expectedLength(bytes[at]);
  if (wanted === 0 || at + wanted > bytes.length) return 0;
  for (let i = 1; i < wanted; i += 1) {
    if (!isContinuation(bytes[at], i, bytes[at + i])) return 0;
  }
  return wanted;
}

function expectedLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

function isContinuation(lead: number, index: number, byte: number): boolean {
  if (byte < 0x80 || byte > 0xbf) return false;
  if (index > 1) return true;
  if (lead === 0xe0) return byte >= 0xa0;
  if (lead === 0xed) return byte <= 0x9f;
  if (lead === 0xf0) return byte >= 0x90;
  return lead === 0xf4 ? byte <= 0x8f : true;
}

/** Bytes at the end that may become a sequence once more bytes come. */
function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const at = bytes.length - back;
    if (bytes[at] < 0x80) return 0;
    const wanted = expectedLength(bytes[at]);
    if (wanted === 0) continue;
    if (wanted <= back) return 0;
    for (let i = 1; i < back; i += 1) {
      if (!isContinuation(bytes[at], i, bytes[at + i])) return 0;
    }
    return back;
  }
  return 0;
}

function fromWindows1252(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    text += byte >= 0x80 && byte <= 0x9f ? WINDOWS_1252[byte - 0x80] : String.fromCharCode(byte);
  }
  return text;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
