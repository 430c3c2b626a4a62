/** A run of text that is part of a match, or not. */
export type MarkedPart = { text: string; marked: boolean };

/**
 * Cuts `text` into marked and plain parts, where a part is marked that equals one of `needles` (case does not matter).
 * Needles shorter than three characters are ignored: they would mark noise. The parts join to `text` exactly.
 */
export function markParts(text: string, needles: readonly string[]): MarkedPart[] {
  const wanted = needles.filter(needle => needle.trim().length >= 3).sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return text ? [{ text, marked: false }] : [];
  const escaped = wanted.map(needle => needle.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(${escaped.join('|')})`, 'giu');
  return text
    .split(pattern)
    .map((part, index) => ({ text: part, marked: index % 2 === 1 }))
    .filter(part => part.text !== '');
}

/** How an amount may stand in a bank file: without sign, with comma or point. */
export function amountSpellings(decimal: string): string[] {
  const digits = decimal.replace(/^-/, '');
  return [digits.replace('.', ','), digits];
}
