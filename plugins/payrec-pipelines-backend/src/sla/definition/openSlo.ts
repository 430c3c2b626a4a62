import { z } from 'zod';
import { SloFaultText } from './types';

/** The part of an OpenSLO v1 document of kind SLO that we read; everything else of it stays valid and is not ours. */
const openSloSchema = z.object({
  apiVersion: z.literal('openslo/v1'),
  kind: z.literal('SLO'),
  metadata: z.object({ name: z.string(), displayName: z.string().optional() }),
  spec: z.object({
    description: z.string().optional(),
    service: z.string().optional(),
    indicator: z.object({
      spec: z.object({
        thresholdMetric: metric().optional(),
        ratioMetric: z.object({ raw: metric().optional(), bad: metric().optional() }).optional(),
      }),
    }),
    timeWindow: z
      .array(z.object({ duration: z.string().optional(), calendar: z.unknown().optional() }))
      .length(1, 'must name exactly one window')
      .optional(),
    budgetingMethod: z.enum(['Occurrences', 'Timeslices', 'RatioTimeslices']).optional(),
    objectives: z
      .array(
        z.object({
          target: z.number().optional(),
          targetPercent: z.number().optional(),
          op: z.enum(['lte', 'lt', 'gte', 'gt']).optional(),
          value: z.number().optional(),
          timeSliceWindow: z.string().optional(),
        }),
      )
      .length(1, 'must have exactly one objective here; write one document per objective'),
  }),
});

function metric() {
  return z.object({ metricSource: z.object({ type: z.string(), spec: z.record(z.string(), z.unknown()) }) });
}

export type OpenSloItem =
  | { readonly kind: 'item'; readonly item: Record<string, unknown>; readonly service: string | null }
  | { readonly kind: 'faults'; readonly faults: readonly SloFaultText[] };

/** True for a whole OpenSLO document rather than an item of `spec.slos`. */
export function isOpenSlo(document: unknown): boolean {
  return typeof document === 'object' && document !== null && 'apiVersion' in document && 'kind' in document;
}

/**
 * OpenSLO v1 → an item of `spec.slos`. What OpenSLO has no words for (deadline, calendar, grace) stands in
 * `metricSource: { type: payrec/<type>, spec }`; a threshold over a Prometheus, CloudWatch or Datadog query is a lag.
 */
export function readOpenSlo(document: unknown): OpenSloItem {
  const parsed = openSloSchema.safeParse(document);
  if (!parsed.success) {
    return {
      kind: 'faults',
      faults: parsed.error.issues.map(issue => ({ path: issue.path.join('.'), message: issue.message })),
    };
  }
  const { metadata, spec } = parsed.data;
  const found = spec.indicator.spec.thresholdMetric ?? spec.indicator.spec.ratioMetric?.raw;
  const path = 'spec.indicator.spec.thresholdMetric';
  if (!found)
    return fault(path, 'is missing; a ratio of good and total is not read, give its raw ratio or a threshold');
  const [objective] = spec.objectives;
  const window = spec.timeWindow?.[0];
  if (window && window.duration === undefined) {
    return fault('spec.timeWindow[0].duration', 'is missing; only rolling windows are read');
  }
  const item: Record<string, unknown> = {
    name: metadata.name,
    ...(metadata.displayName && { title: metadata.displayName }),
    ...(spec.description && { description: spec.description }),
    objective: {
      target: objective.target ?? (objective.targetPercent === undefined ? undefined : objective.targetPercent / 100),
      ...(window && { window: window.duration }),
      method:
        spec.budgetingMethod === 'Timeslices' || spec.budgetingMethod === 'RatioTimeslices'
          ? 'timeslices'
          : 'occurrences',
      ...(objective.timeSliceWindow && { slice: objective.timeSliceWindow }),
    },
  };
  const { type, spec: metricSpec } = found.metricSource;
  const service = spec.service?.includes(':') ? spec.service : null;
  const ours = /^payrec\/(\w+)$/.exec(type);
  if (ours) return { kind: 'item', item: { ...metricSpec, ...item, type: ours[1] }, service };
  const source = type.toLocaleLowerCase('en-US');
  if (!['prometheus', 'cloudwatch', 'datadog'].includes(source)) {
    return fault(
      `${path}.metricSource.type`,
      `is "${type}"; known are payrec/<type>, Prometheus, CloudWatch and Datadog`,
    );
  }
  if (objective.value === undefined || objective.op === 'gte' || objective.op === 'gt') {
    return fault('spec.objectives[0]', 'needs op lt or lte and a value: good is at most that');
  }
  if (typeof metricSpec.query !== 'string') return fault(`${path}.metricSource.spec.query`, 'is missing');
  return {
    kind: 'item',
    item: { ...item, type: 'lag', source: { [source]: metricSpec.query }, fireAbove: objective.value },
    service,
  };
}

function fault(path: string, message: string): OpenSloItem {
  return { kind: 'faults', faults: [{ path, message }] };
}
