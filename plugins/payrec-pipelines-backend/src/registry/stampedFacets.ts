import { FacetMap } from '../openlineage/reduceRun';

/** A facet with the event that said it; `v` null after `_deleted: true`. */
export type Stamped = Readonly<Record<string, { readonly t: number; readonly k: string; readonly v: unknown }>>;

/** Facets of one event, stamped; only those of `keep` when given. */
export function stamp(facets: FacetMap, t: number, k: string, keep?: ReadonlySet<string>): Stamped {
  return Object.fromEntries(
    Object.entries(facets)
      .filter(([name, v]) => (keep?.has(name) ?? true) && typeof v === 'object' && v !== null)
      .map(([name, v]) => [name, { t, k, v: (v as { _deleted?: unknown })._deleted === true ? null : v }]),
  );
}

/** Of each facet the later event's; with one time the greater key's, so that order of delivery does not matter. */
export function mergeStamped(a: Stamped, b: Stamped): Stamped {
  const merged = { ...a };
  for (const [name, facet] of Object.entries(b)) {
    const known = merged[name];
    if (!known || facet.t > known.t || (facet.t === known.t && facet.k > known.k)) merged[name] = facet;
  }
  return merged;
}

export function facetValues(stamped: Stamped): FacetMap {
  return Object.fromEntries(Object.entries(stamped).flatMap(([name, { v }]) => (v === null ? [] : [[name, v]])));
}
