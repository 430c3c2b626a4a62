import { ANNOTATION_LOCATION, ANNOTATION_ORIGIN_LOCATION, Entity, parseEntityRef } from '@backstage/catalog-model';

/** A promoted job or dataset, as the registry's internal answer has it. */
export type PromotedEntity = {
  readonly kind: 'job' | 'dataset';
  readonly entityRef: string;
  readonly namespace: string;
  readonly name: string;
  readonly title: string;
  readonly description: string | null;
  readonly owner: string;
  readonly stale: boolean;
  readonly processingType: string | null;
  readonly sourceUrl: string | null;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly fields: readonly { readonly name: string; readonly type: string | null; readonly pii: boolean }[];
  readonly pii: boolean;
};

/** Edges of a job that a hand-written entity claims, by entity ref. */
export type ClaimedJob = {
  readonly entityRef: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
};

/** The registry's internal answer. */
export type Promotion = {
  readonly items: readonly PromotedEntity[];
  /** Left out by the cap. */
  readonly notPromoted: number;
  readonly claimed: readonly ClaimedJob[];
};

const LOCATION = 'url:payrec-pipelines';
const FIELDS_MAX = 500;

/**
 * Job → Component `data-pipeline`, dataset → Resource `dataset`. The job states both of its sides: `dependsOn` what it
 * reads and `dependencyOf` what it writes, so a dataset written by hand has its relations without being edited.
 */
export function toEntity(item: PromotedEntity): Entity {
  const { name, namespace } = parseEntityRef(item.entityRef);
  const common = {
    name,
    namespace,
    title: item.title,
    ...(item.description && { description: item.description.slice(0, 2000) }),
    annotations: {
      [ANNOTATION_LOCATION]: LOCATION,
      [ANNOTATION_ORIGIN_LOCATION]: LOCATION,
      'openlineage.io/namespace': item.namespace,
      'openlineage.io/name': item.name,
      ...(item.sourceUrl && { 'backstage.io/source-url': item.sourceUrl }),
    },
    labels: {
      ...(item.stale && { 'payrec.io/stale': 'true' }),
      ...(item.pii && { 'payrec.io/pii': 'true' }),
    },
    tags: item.pii ? ['lineage', 'pii'] : ['lineage'],
  };
  if (item.kind === 'job') {
    return {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: { ...common, ...(item.sourceUrl && { links: [{ url: item.sourceUrl, title: 'Source' }] }) },
      spec: {
        type: 'data-pipeline',
        lifecycle: 'production',
        owner: item.owner,
        processingType: item.processingType ?? 'BATCH',
        dependsOn: [...item.inputs],
        dependencyOf: [...item.outputs],
      },
    };
  }
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: common,
    spec: {
      type: 'dataset',
      owner: item.owner,
      schema: item.fields.slice(0, FIELDS_MAX).map(field => ({
        name: field.name,
        ...(field.type && { type: field.type }),
        ...(field.pii && { pii: true }),
      })),
    },
  };
}
