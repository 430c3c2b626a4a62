import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';
import { DEFAULT_DROPPED_FACETS } from './ingest/dropFacets';
import { DatasetAlias, HostAlias } from './openlineage/naming';

const DAY_MS = 86_400_000;

/** Namespace and name of what is promoted; a rule without `kind` means both. */
export type PromotionRule = {
  readonly kind: 'job' | 'dataset' | null;
  readonly namespace: RegExp;
  readonly name: RegExp;
};

export type LineageConfig = {
  readonly bodyBytesMax: number;
  readonly batchEventsMax: number;
  readonly queueEventsMax: number;
  readonly queueBytesMax: number;
  readonly droppedFacets: ReadonlySet<string>;
  readonly hostAliases: readonly HostAlias[];
  readonly datasetAliases: readonly DatasetAlias[];
  readonly rawEventsKeptMs: number;
  readonly staleAfterMs: number;
  readonly orphanAfterMs: number;
  readonly promotion: {
    readonly rules: readonly PromotionRule[];
    readonly entitiesMax: number;
    readonly recurringRuns: number;
    readonly recurringWithinMs: number;
    /** Owner of entities nobody has claimed. */
    readonly owner: string;
  };
};

/** Reads `payrec.pipelines.lineage`. @throws Error naming the key, the value and what is expected. */
export function readLineageConfig(root: Config): LineageConfig {
  const config = root.getOptionalConfig('payrec.pipelines.lineage');
  const integer = (key: string, fallback: number, min: number, max: number) => {
    const value = config?.getOptionalNumber(key) ?? fallback;
    if (!Number.isSafeInteger(value) || value < min || value > max) {
      throw new Error(`payrec.pipelines.lineage.${key} is ${value}; expected a whole number from ${min} to ${max}`);
    }
    return value;
  };
  const duration = (key: string, fallbackDays: number) =>
    config?.has(key) ? durationToMilliseconds(readDurationFromConfig(config, { key })) : fallbackDays * DAY_MS;
  return {
    bodyBytesMax: integer('bodyMegabytesMax', 10, 1, 256) * 1024 * 1024,
    batchEventsMax: integer('batchEventsMax', 5000, 1, 50_000),
    queueEventsMax: integer('queueEventsMax', 10_000, 1, 1_000_000),
    queueBytesMax: integer('queueMegabytesMax', 128, 1, 4096) * 1024 * 1024,
    droppedFacets: new Set(config?.getOptionalStringArray('droppedFacets') ?? DEFAULT_DROPPED_FACETS),
    hostAliases: (config?.getOptionalConfigArray('hostAliases') ?? []).map((one, at) => ({
      namespaces: new Set(one.getOptionalStringArray('namespaces') ?? []),
      pattern: one.has('pattern') ? regex(one, 'pattern', `hostAliases[${at}]`) : null,
      as: one.getString('as'),
    })),
    datasetAliases: (config?.getOptionalConfigArray('datasetAliases') ?? []).map((one, at) => ({
      namespace: one.getString('namespace'),
      pattern: regex(one, 'pattern', `datasetAliases[${at}]`),
      asNamespace: one.getString('asNamespace'),
      asName: one.getString('asName'),
    })),
    rawEventsKeptMs: duration('rawEventsKept', 30),
    staleAfterMs: duration('staleAfter', 14),
    orphanAfterMs: duration('orphanAfter', 30),
    promotion: {
      rules: (config?.getOptionalConfigArray('promotion.rules') ?? []).map((one, at) => ({
        kind: kindOf(one.getOptionalString('kind'), at),
        namespace: glob(one.getOptionalString('namespace') ?? '*'),
        name: glob(one.getOptionalString('name') ?? '*'),
      })),
      entitiesMax: integer('promotion.entitiesMax', 2000, 0, 20_000),
      recurringRuns: integer('promotion.recurringRuns', 3, 1, 1000),
      recurringWithinMs: duration('promotion.recurringWithin', 14),
      owner: config?.getOptionalString('promotion.owner') ?? 'group:default/payments-platform',
    },
  };
}

function kindOf(text: string | undefined, at: number): PromotionRule['kind'] {
  if (text === undefined || text === 'job' || text === 'dataset') return text ?? null;
  throw new Error(`payrec.pipelines.lineage.promotion.rules[${at}].kind is "${text}"; expected job or dataset`);
}

/** `*` stands for anything. */
function glob(text: string): RegExp {
  return new RegExp(
    `^${text
      .split('*')
      .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  );
}

function regex(config: Config, key: string, where: string): RegExp {
  const text = config.getString(key);
  try {
    return new RegExp(text);
  } catch {
    throw new Error(`payrec.pipelines.lineage.${where}.${key} is "${text}", which is no regular expression`);
  }
}
