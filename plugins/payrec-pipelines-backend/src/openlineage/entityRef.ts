import { createHash } from 'node:crypto';

/** Namespace of entities that come from lineage; hand-written ones live elsewhere and win. */
export const LINEAGE_NAMESPACE = 'lineage';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * The readable part of an entity name: NFKD, combining marks dropped, everything outside `[A-Za-z0-9_.-]` a dash, lower
 * case, dashes collapsed, `-_.` trimmed at both ends; `x` when nothing is left.
 */
export function slug(name: string): string {
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .toLocaleLowerCase('en-US')
    .replace(/-+/g, '-');
  return trimEnds(ascii) || 'x';
}

function trimEnds(text: string): string {
  return text.replace(/^[-_.]+|[-_.]+$/g, '');
}

/** RFC 4648 base32 in lower case without padding. */
function base32(bytes: Uint8Array): string {
  let bits = 0;
  let value = 0;
  let text = '';
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(value >> bits) & 31];
    }
  }
  return bits > 0 ? text + BASE32[(value << (5 - bits)) & 31] : text;
}

/**
 * Entity name of a job or dataset, at most 63 characters of the catalog's alphabet. The hash is always there, so a name
 * never changes because another one turned up; the last 52 characters of the slug are kept, since the specific part of a
 * dataset name is its tail.
 */
export function entityName(kind: 'job' | 'dataset', namespace: string, name: string): string {
  const readable = trimEnds(slug(name).slice(-52)) || 'x';
  const digest = createHash('sha256').update(`${kind}\n${namespace}\n${name}`).digest();
  return `${readable}-${base32(digest).slice(0, 10)}`;
}

/** `component:lineage/…` for a job, `resource:lineage/…` for a dataset. */
export function entityRefOf(kind: 'job' | 'dataset', namespace: string, name: string): string {
  return `${kind === 'job' ? 'component' : 'resource'}:${LINEAGE_NAMESPACE}/${entityName(kind, namespace, name)}`;
}
