/**
 * Opaque keyset cursors: the sort key of the last row, as base64url JSON of strings and nulls. A cursor carries no
 * permission: the scope is compiled anew for every page.
 */
export function encodeCursor(key: ReadonlyArray<string | null>): string {
  return base64UrlEncode(JSON.stringify(key));
}

/**
 * Cursor → sort key of `length` parts.
 * @throws TypeError when the text was not made by {@link encodeCursor} for a key of that length.
 */
export function decodeCursor(cursor: string, length: number): Array<string | null> {
  let key: unknown;
  try {
    key = JSON.parse(base64UrlDecode(cursor));
  } catch {
    throw new TypeError('The cursor is not one this service handed out; start again without it');
  }
  if (
    !Array.isArray(key) ||
    key.length !== length ||
    !key.every(part => part === null || (typeof part === 'string' && part.length <= 1024))
  ) {
    throw new TypeError('The cursor belongs to another list or sort order; start again without it');
  }
  return key;
}

function base64UrlEncode(text: string): string {
  const bytes = new TextEncoder().encode(text);
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

function base64UrlDecode(text: string): string {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(binary, char => char.charCodeAt(0)));
}
