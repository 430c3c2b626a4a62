import { asRecord } from '../ingest/readEvent';

export type ColumnLink = {
  /** '' for the whole dataset. */
  readonly toField: string;
  readonly namespace: string;
  readonly name: string;
  readonly field: string;
  readonly type: 'DIRECT' | 'INDIRECT';
  readonly subtype: string | null;
  readonly description: string | null;
  readonly masking: boolean;
};

/** Columns a dataset's facets say it is made of. Where `lineage` and `columnLineage` are both there, `lineage` counts alone. */
export function columnLinks(facets: { readonly lineage?: unknown; readonly columnLineage?: unknown }): ColumnLink[] {
  const lineage = asRecord(facets.lineage);
  if (lineage) return ofFields(lineage.fields, 'inputs');
  const columns = asRecord(facets.columnLineage);
  if (!columns) return [];
  return [
    ...ofFields(columns.fields, 'inputFields'),
    ...list(columns.dataset).flatMap(input => linksOf('', input, {})),
  ];
}

function ofFields(fields: unknown, key: 'inputs' | 'inputFields'): ColumnLink[] {
  return Object.entries(asRecord(fields) ?? {}).flatMap(([toField, field]) => {
    const content = asRecord(field) ?? {};
    return list(content[key]).flatMap(input => linksOf(toField, input, content));
  });
}

function linksOf(toField: string, raw: unknown, field: Record<string, unknown>): ColumnLink[] {
  const input = asRecord(raw);
  const [namespace, name, from] = [input?.namespace, input?.name, input?.field];
  if (!input || typeof namespace !== 'string' || typeof name !== 'string' || typeof from !== 'string') return [];
  const known: Record<string, unknown>[] = list(input.transformations).flatMap(one => {
    const found = asRecord(one);
    return found ? [found] : [];
  });
  // Version 1-0 wrote one transformation on the field; none at all is a value carried on, and a join or filter for ''.
  const transformations: Record<string, unknown>[] =
    known.length > 0 ? known : [{ description: field.transformationDescription, subtype: field.transformationType }];
  return transformations.map(one => ({
    toField,
    namespace,
    name,
    field: from,
    type:
      one.type === 'INDIRECT' || (one.type === undefined && toField === '')
        ? ('INDIRECT' as const)
        : ('DIRECT' as const),
    subtype: textOf(one.subtype),
    description: textOf(one.description),
    masking: one.masking === true || one.subtype === 'MASKED',
  }));
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 1000) : null;
}
