/** Fillers banks put where there is no reference; a single character is one as well. */
const NO_REFERENCE = /^(NONREF|NOTPROVIDED|NOT PROVIDED|NOTAVAILABLE|N\/?A|UNKNOWN|.|0+)?$/i;

/** A reference as given, without white space at the ends; null for none and for the usual fillers. */
export function meaningful(reference: string | null | undefined): string | null {
  const text = reference?.trim() ?? '';
  return NO_REFERENCE.test(text) ? null : text;
}

/**
 * The settlement batch named in a bank's text: "batch 380", "BATCH NR. 377", a Stripe payout id "po_…".
 * Only the words around it tell a batch from any other number, so a bare number is never taken.
 */
export function batchRefOf(...texts: readonly (string | null)[]): string | null {
  for (const text of texts) {
    const found =
      text &&
      (/\b(po_[A-Za-z0-9]{6,64})/.exec(text) ??
        /\bbatch(?:\s*(?:no|nr|number|num)\b)?[\s.:#]{1,4}(\d{1,12})\b/i.exec(text));
    if (found) return found[1];
  }
  return null;
}
