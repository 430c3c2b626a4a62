/**
 * SHA-256 over `alertId:rowVersion` lines in the order of the ids' code points, joined by line feeds, as lower-case hex:
 * the server computes the same over the database.
 */
export async function digestOf(rows: readonly (readonly [string, number])[]): Promise<string> {
  const lines = [...rows]
    .sort(([a], [b]) => Number(a > b) - Number(a < b))
    .map(([id, rowVersion]) => `${id}:${rowVersion}`)
    .join('\n');
  const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(lines));
  return [...new Uint8Array(hash)].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
