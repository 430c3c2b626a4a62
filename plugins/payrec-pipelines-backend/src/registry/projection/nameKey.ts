/** Name of a job or of a dataset as the key of a map; `readNameKey` turns it back. */
export function nameKey(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}

export function readNameKey(key: string): { namespace: string; name: string } {
  const [namespace, name] = JSON.parse(key) as [string, string];
  return { namespace, name };
}
