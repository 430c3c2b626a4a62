import { Knex } from 'knex';
import { asRecord } from '../ingest/readEvent';
import { FacetMap } from '../openlineage/reduceRun';
import { facetValues, mergeStamped, Stamped } from './stampedFacets';

/** Facets of all names of a dataset, the latest of each. */
export function mergedFacets(rows: readonly Stamped[]): FacetMap {
  return facetValues(rows.reduce<Stamped>(mergeStamped, {}));
}

/** Facets of canonical datasets by id, merged over all their names. */
export async function readDatasetFacets(db: Knex, ids: readonly string[]): Promise<Map<string, FacetMap>> {
  const { rows } = await db.raw(
    `SELECT canonical_id AS id, json_agg(facets) AS facets FROM lineage_dataset WHERE canonical_id = ANY(?::bigint[])
     GROUP BY canonical_id ORDER BY canonical_id`,
    [[...ids]],
  );
  return new Map(rows.map((row: any) => [String(row.id), mergedFacets(row.facets)]));
}

/** Of a job or a dataset. */
export function descriptionOf(facets: FacetMap): string | null {
  return textOf(asRecord(facets.documentation)?.description);
}

const PII_TAG = /^(pii|pan|personal|sensitive|gdpr|card[-_ ]?data)/i;

export type SchemaField = {
  readonly name: string;
  readonly type: string | null;
  readonly description: string | null;
  readonly pii: boolean;
};

/** Fields of a dataset in the order of its schema; none when no event named them. */
export function schemaFields(facets: FacetMap): SchemaField[] {
  const fields = asRecord(facets.schema)?.fields;
  return (Array.isArray(fields) ? fields : []).flatMap(raw => {
    const field = asRecord(raw);
    const name = textOf(field?.name);
    if (name === null) return [];
    return [{ name, type: textOf(field?.type), description: textOf(field?.description), pii: hasPiiTag(facets, name) }];
  });
}

/** Whether a tag marks the field, or for null the dataset as a whole, as personal data. */
export function hasPiiTag(facets: FacetMap, field: string | null): boolean {
  const tags = asRecord(facets.tags)?.tags;
  return (Array.isArray(tags) ? tags : []).some(raw => {
    const tag = asRecord(raw);
    return (textOf(tag?.field) ?? null) === field && PII_TAG.test(String(tag?.key ?? '')) && tag?.value !== 'false';
  });
}

/** Whether the dataset holds personal data: as a whole, or in one of its fields. */
export function isPii(facets: FacetMap, fields: readonly SchemaField[]): boolean {
  return fields.some(one => one.pii) || hasPiiTag(facets, null);
}

/** Entity ref of the first owner that events name; null where that is no ref. */
export function ownerOf(facets: FacetMap): string | null {
  const owners = asRecord(facets.ownership)?.owners;
  const name = Array.isArray(owners) ? textOf(asRecord(owners[0])?.name) : null;
  if (name === null) return null;
  const ref = /^(?:(group|team|user):)?(?:([a-z0-9-]+)\/)?([A-Za-z0-9._-]+)$/.exec(name);
  return ref ? `${ref[1] === 'user' ? 'user' : 'group'}:${ref[2] ?? 'default'}/${ref[3]}` : null;
}

/** A text of a facet; null where there is none. */
export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
