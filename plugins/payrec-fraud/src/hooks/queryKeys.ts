/** First part of every query key of the module: a mutation invalidates by it. */
export const MODULE_KEY = 'payrec-fraud';

/** A key that makes the retry of one intent harmless; made when a person opens a dialog, not when the request is sent. */
export function newIntentKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
