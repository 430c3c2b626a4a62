/**
 * How much of a person a reader sees: `M0` the viewer form, `M1` the analyst form, `FULL` only under an open unmasking.
 * The level is chosen on the server, before a row becomes JSON; React never masks.
 */
export type MaskLevel = 'M0' | 'M1' | 'FULL';

export type PersonalKind = 'pan' | 'iban' | 'email' | 'name' | 'phone' | 'ip';

const MASKS: Record<PersonalKind, (value: string, level: 'M0' | 'M1') => string> = {
  pan: maskPan,
  iban: value => maskIban(value),
  email: value => maskEmail(value),
  name: maskName,
  phone: value => maskPhone(value),
  ip: maskIp,
};

/** One personal value as a reader of `level` may see it. Text that is not of its kind becomes stars: never shown in doubt. */
export function mask(kind: PersonalKind, value: string, level: MaskLevel): string {
  return level === 'FULL' ? value : MASKS[kind](value.normalize('NFC').trim(), level);
}

export function maskOrNull(kind: PersonalKind, value: string | null, level: MaskLevel): string | null {
  return value === null ? null : mask(kind, value, level);
}

const stars = (count: number) => '*'.repeat(Math.max(0, count));

/** M0: last four. M1: the first six and the last four, as PCI DSS 3.4.1 lets people with a need see. */
function maskPan(value: string, level: 'M0' | 'M1'): string {
  const digits = value.replace(/[ -]/g, '');
  if (!/^\d{12,19}$/.test(digits)) return maskedCardText(digits, level);
  const first = level === 'M1' ? 6 : 0;
  return digits.slice(0, first) + stars(digits.length - first - 4) + digits.slice(-4);
}

/** A card the pipeline has masked itself (`411111******1111`) keeps what the level may see; anything else is hidden whole. */
function maskedCardText(value: string, level: 'M0' | 'M1'): string {
  const parts = /^(\d{0,6})([*xX•]{4,})(\d{0,4})$/.exec(value);
  if (!parts) return stars(Math.min(value.length, 16));
  return `${level === 'M1' ? parts[1] : stars(parts[1].length)}${stars(parts[2].length)}${parts[3]}`;
}

/** Country, check digits and the last four. */
function maskIban(value: string): string {
  const text = value.replace(/\s/g, '').toLocaleUpperCase('en-US');
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(text)) return stars(text.length);
  return text.slice(0, 4) + stars(text.length - 8) + text.slice(-4);
}

/** First letter of the local part, always three stars (their number would tell the length), and the domain. */
function maskEmail(value: string): string {
  const at = value.lastIndexOf('@');
  if (at < 1 || at === value.length - 1) return '***';
  const [first] = [...value];
  return `${first}***@${value.slice(at + 1)}`;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** M0: initials of the first and the last word. */
function maskName(value: string, level: 'M0' | 'M1'): string {
  if (level === 'M1') return value;
  const words = value.split(/\s+/).filter(word => word !== '');
  const shown = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return shown.map(word => `${[...graphemes.segment(word)][0].segment}.`).join(' ');
}

/** Calling codes of two digits (ITU-T E.164); 1 and 7 have one digit, all others three. */
const TWO_DIGITS = new Set(
  '20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98'.split(
    ' ',
  ),
);

/** Calling code and the last three digits; without a code only the last three. */
function maskPhone(value: string): string {
  const digits = value.replace(/^00/, '+').replace(/[^\d+]/g, '');
  const number = digits.replace(/\+/g, '');
  if (number.length < 7) return stars(number.length);
  if (!digits.startsWith('+')) return stars(number.length - 3) + number.slice(-3);
  const code = callingCode(number);
  return `+${code}${stars(number.length - code.length - 3)}${number.slice(-3)}`;
}

function callingCode(number: string): string {
  if (number.startsWith('1') || number.startsWith('7')) return number.slice(0, 1);
  return TWO_DIGITS.has(number.slice(0, 2)) ? number.slice(0, 2) : number.slice(0, 3);
}

/** M0: the /24 or /48 it is in. */
function maskIp(value: string, level: 'M0' | 'M1'): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(value);
  const text = mapped ? mapped[1] : value;
  const v4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (v4 && v4.slice(1).every(part => Number(part) <= 255)) {
    return level === 'M1' ? text : `${v4[1]}.${v4[2]}.${v4[3]}.0/24`;
  }
  const groups = expandIpv6(text);
  if (!groups) return '***';
  if (level === 'M1') return text;
  const kept = groups.slice(0, 3).map(group => group.toString(16));
  while (kept.length > 0 && kept[kept.length - 1] === '0') kept.pop();
  return `${kept.join(':')}::/48`;
}

/** The eight groups of an IPv6 address; undefined when it is none. */
function expandIpv6(text: string): number[] | undefined {
  const bare = text.replace(/%.*$/, '');
  const halves = bare.split('::');
  if (halves.length > 2 || !bare.includes(':')) return undefined;
  const parse = (half: string) => (half === '' ? [] : half.split(':'));
  const head = parse(halves[0]);
  const tail = halves.length === 2 ? parse(halves[1]) : [];
  const gap = 8 - head.length - tail.length;
  if (halves.length === 2 ? gap < 1 : gap !== 0) return undefined;
  const groups = [...head, ...Array<string>(gap).fill('0'), ...tail];
  return groups.every(group => /^[0-9a-f]{1,4}$/i.test(group)) ? groups.map(group => parseInt(group, 16)) : undefined;
}

const CARD_IN_TEXT = /(?<![\dA-Za-z])\d(?:[ -]?\d){12,18}(?![\dA-Za-z])/g;

/**
 * Free text with card numbers shortened to their last four: 13 to 19 digits with or without separators, with a right check
 * digit. People paste numbers into notes, and a note is seen by everybody who sees the alert.
 */
export function maskCardsInText(text: string): string {
  return text.replace(CARD_IN_TEXT, found => {
    const digits = found.replace(/[ -]/g, '');
    return isLuhn(digits) ? maskPan(digits, 'M0') : found;
  });
}

/** ISO/IEC 7812-1 check digit. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const twice = digit * 2;
    sum += at % 2 === 0 ? digit : twice - (twice > 9 ? 9 : 0);
  }
  return sum > 0 && sum % 10 === 0;
}

/** Whether text holds a card number that {@link maskCardsInText} would shorten. */
export function hasCardNumber(text: string): boolean {
  return maskCardsInText(text) !== text;
}
