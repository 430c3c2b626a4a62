import { meaningful } from '../references';

/** What a :86: says about its entry, whichever of the dialects it is written in. */
export type Information = {
  readonly text: string;
  readonly endToEndId: string | null;
  readonly customerRef: string | null;
  readonly counterparty: string | null;
};

/** German structure: three-digit code, then subfields behind a separator the bank chooses: `166?00…?20…`, `000>10…`. */
const SUBFIELDS = /^\s*\d{3}\s*([^\sA-Za-z0-9/:,.])(?=\d\d)/;
/** SWIFT and Dutch structure. Words are listed: a slash in free text must not open a field. */
const SLASH_TAGS =
  /\/(EREF|KREF|PREF|MARF|MREF|CSID|CRED|REMI|USTD|STRD|CDTRREFTP|CDTRREF|TRTP|IBAN|BIC|NAME|BENM|ORDP|CNTP|ID|ADDR|ISDT|RTRN|INIT|ULTC|ULTD|PURP|EXCH|CHGS|OCMT|SVCL|SVWZ|IREF|BUSP|OAMT|TR|OB|INF)\//g;
/** German SEPA keywords inside the text; `MTLG:` (the bank's note) ends the one before it. */
const SEPA = /\b(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|COAM|OAMT|IBAN|BIC|MTLG)(?:\+|(?<=MTLG):)/g;
const STARTS_WITH_SEPA = /^\s*(?:(?:EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|COAM|OAMT|IBAN|BIC)\+|MTLG:)/;
/** SWIFT lines hold 65 characters: a full line runs on into the next, a shorter one ends a word. */
const LINE_WIDTH = 65;
/** Structured texts are cut anywhere, some banks count the tag into the width. */
const SLASH_WIDTH = 60;

/** Lines of all :86: of one entry → its facts; empty text when there are none. Never throws. */
export function parseInformation(lines: readonly string[]): Information {
  const separator = SUBFIELDS.exec(lines.join(''))?.[1];
  if (separator) return parseSubfields(lines.join(''), separator);
  if (/^\s*\/[A-Z]{2,9}\//.test(lines.join(''))) return parseSlashTags(unwrap(lines, SLASH_WIDTH));
  const text = tidy(unwrap(lines, LINE_WIDTH));
  const sepa = keywords(text, SEPA);
  const labelled = (label: RegExp) => meaningful(label.exec(text)?.[1]);
  return {
    text,
    endToEndId: meaningful(sepa.get('EREF')) ?? labelled(/\bKENMERK:\s*(\S{1,35})/i),
    customerRef: meaningful(sepa.get('KREF')),
    counterparty: labelled(/\b(?:NAAM|NAME):\s*(.{1,70}?)(?=\s+[A-Z]{3,}\s*:|$)/i),
  };
}

function parseSubfields(joined: string, separator: string): Information {
  const parts = joined.split(separator);
  const fields = new Map<string, string>();
  const texts: string[] = [];
  let previous: string | undefined;
  for (const part of parts.slice(1)) {
    const key = /^\d\d/.exec(part)?.[0];
    if (!key) {
      // The separator inside a text: put it back where it stood.
      if (previous === 'text') texts[texts.length - 1] += separator + part;
      continue;
    }
    const value = part.slice(2);
    const isText = (key >= '20' && key <= '29') || (key >= '60' && key <= '63');
    if (isText) texts.push(value);
    else fields.set(key, value);
    previous = isText ? 'text' : key;
  }
  // SEPA cuts one running text into subfields; older banks put a line of its own into each.
  const running = texts.map(text => (STARTS_WITH_SEPA.test(text) ? `\n${text}` : text)).join('');
  const sepa = keywords(running, SEPA);
  const body = sepa.size > 0 ? running : texts.map(text => text.trim()).join(' ');
  return {
    text: tidy([fields.get('00') ?? '', body].join(' ')),
    endToEndId: meaningful(sepa.get('EREF')),
    customerRef: meaningful(sepa.get('KREF')),
    counterparty: meaningful(tidy(`${fields.get('32') ?? ''}${fields.get('33') ?? ''}`)),
  };
}

function parseSlashTags(joined: string): Information {
  const values = keywords(joined, SLASH_TAGS);
  const party = values.get('CNTP')?.split('/');
  return {
    text: tidy(values.get('REMI')?.replace(/^\/?(USTD|STRD)\/+/, '') || values.get('USTD') || joined),
    endToEndId: meaningful(values.get('EREF')),
    customerRef: meaningful(values.get('PREF') ?? values.get('KREF')),
    counterparty: meaningful(values.get('NAME') ?? party?.[2]),
  };
}

/** Keyword → text up to the next keyword; the first of each wins, slashes around it dropped. */
function keywords(text: string, pattern: RegExp): Map<string, string> {
  const found = new Map<string, string>();
  const marks = [...text.matchAll(pattern)];
  marks.forEach((mark, index) => {
    const value = text
      .slice(mark.index + mark[0].length, marks[index + 1]?.index)
      .replace(/^\/+|\/+$/g, '')
      .trim();
    if (!found.get(mark[1])) found.set(mark[1], value);
  });
  return found;
}

/** One text of the lines: a line of at least `width` runs on; a bank with longer lines than SWIFT's does not cut words. */
function unwrap(lines: readonly string[], width: number): string {
  const cuts = lines.every(line => line.length <= LINE_WIDTH);
  return lines.reduce((text, line, index) => {
    if (index === 0) return line;
    return text + (cuts && lines[index - 1].length >= width ? '' : ' ') + line;
  }, '');
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
