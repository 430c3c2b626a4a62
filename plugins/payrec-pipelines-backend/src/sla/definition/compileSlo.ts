import { createHash } from 'node:crypto';
import { LineageName } from '@internal/plugin-payrec-pipelines-common';
import { isCalendar } from '../partitions/calendars';
import { Cadence, isPeriod, minutesOf } from '../partitions/cadence';
import { SlaConfig } from '../config';
import { findSeconds } from './duration';
import { isOpenSlo, readOpenSlo } from './openSlo';
import { EXPECTED_BY_TEXT, SloDocument, sloDocumentSchema } from './sloDocument';
import {
  Compiled,
  CompiledSlo,
  ExpectedBy,
  Objective,
  PartitionRule,
  SloFaultText,
  SourceQuery,
  Threshold,
} from './types';

type CompileContext = Pick<SlaConfig, 'timezone' | 'calendars' | 'queries'>;
/** What each type cannot be judged without. */
const NEEDS: Record<SloDocument['type'], readonly (keyof SloDocument)[]> = {
  freshness: ['partition', 'expectedBy'],
  lag: [],
  duration: ['max'],
  completeness: ['ratio'],
  volume: [],
  errorRate: ['max'],
  availability: ['source'],
};

/**
 * One definition → the internal form, or everything that is wrong with it. `path` is where it stands, such as
 * `spec.slos[0]`. The same content gives the same version on every replica and after any reordering of keys.
 */
export function compileSlo(document: unknown, entityRef: string, path: string, context: CompileContext): Compiled {
  if (isOpenSlo(document)) {
    const read = readOpenSlo(document);
    if (read.kind === 'faults') return read;
    return compileItem(read.item, read.service ?? entityRef, 'spec.indicator', context);
  }
  return compileItem(document, entityRef, path, context);
}

function compileItem(item: unknown, entityRef: string, path: string, context: CompileContext): Compiled {
  const parsed = sloDocumentSchema.safeParse(item);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(issue => {
      const at = issue.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
      return { path: `${path}${at}`, message: messageOf(issue) };
    });
    return { kind: 'faults', faults };
  }
  const document = parsed.data;
  const faults = [...missing(document, path), ...contradictions(document, path, context)];
  if (faults.length > 0) return { kind: 'faults', faults };
  const known = new Set(Object.keys(sloDocumentSchema.shape));
  const warnings = Object.keys(item as object)
    .filter(key => !known.has(key))
    .map(key => ({ path: `${path}.${key}`, message: 'is not known and has no effect' }));
  return { kind: 'slo', slo: toCompiled(document, entityRef, context), warnings };
}

function messageOf(issue: { code?: string; message: string; keys?: string[]; errors?: unknown }): string {
  if (issue.code === 'unrecognized_keys') return `has unknown keys: ${(issue.keys ?? []).join(', ')}`;
  // Of the branches of a union the one that got furthest is the one that was meant.
  const branches = issue.code === 'invalid_union' ? (issue.errors as { message: string; path: PropertyKey[] }[][]) : [];
  const best = branches.flat().sort((a, b) => b.path.length - a.path.length)[0];
  return best ? `${best.path.length > 0 ? `${best.path.join('.')} ` : ''}${best.message}` : issue.message;
}

function missing(document: SloDocument, path: string): SloFaultText[] {
  return NEEDS[document.type]
    .filter(key => document[key] === undefined)
    .map(key => ({
      path: `${path}.${key}`,
      message: `is missing; the type ${document.type} cannot be judged without it`,
    }));
}

function contradictions(document: SloDocument, path: string, context: CompileContext): SloFaultText[] {
  const faults: SloFaultText[] = [];
  const { fireAbove, clearBelow, ratio, rows } = document;
  const every = partitionOf(document)?.every;
  const expectedBy = expectedByOf(document);
  if (fireAbove !== undefined && clearBelow !== undefined && clearBelow > fireAbove) {
    faults.push({
      path: `${path}.clearBelow`,
      message: `is ${clearBelow}, above fireAbove (${fireAbove}): it would never rest`,
    });
  }
  if (ratio?.min !== undefined && ratio.max !== undefined && ratio.min > ratio.max) {
    faults.push({ path: `${path}.ratio`, message: `has min ${ratio.min} above max ${ratio.max}` });
  }
  if (rows?.min !== undefined && rows.max !== undefined && rows.min > rows.max) {
    faults.push({ path: `${path}.rows`, message: `has min ${rows.min} above max ${rows.max}` });
  }
  // A number that is none, or a share above all, is exceeded by nothing: the alarm would never go off.
  const { max } = document;
  if (document.type === 'errorRate' && max !== undefined && !(typeof max === 'number' && max >= 0 && max <= 1)) {
    faults.push({
      path: `${path}.max`,
      message: `is ${JSON.stringify(max)}; an error rate takes a share from 0 to 1, such as 0.02`,
    });
  }
  if (every && minutesOf(every) !== undefined && expectedBy?.kind === 'wallClock') {
    faults.push({
      path: `${path}.expectedBy`,
      message: 'is a wall-clock time; partitions within the day take { after: PT30M }',
    });
  }
  if (document.objective && document.target !== undefined) {
    faults.push({ path: `${path}.target`, message: 'stands beside objective.target; give one of the two' });
  }
  for (const [key, name] of calendarsOf(document)) {
    if (!isCalendar(name, context.calendars)) {
      faults.push({
        path: `${path}.${key}`,
        message: `is "${name}"; known are TARGET, TARGET2, FED, UK, weekdays and payrec.pipelines.calendars`,
      });
    }
  }
  const { source } = document;
  if (typeof source === 'object' && 'query' in source && !context.queries.has(source.query)) {
    faults.push({
      path: `${path}.source.query`,
      message: `is "${source.query}", which payrec.pipelines.queries does not have`,
    });
  }
  return faults;
}

function calendarsOf(document: SloDocument): [string, string][] {
  const { calendar, partition, expectedBy, serviceHours } = document;
  const shortCalendar = typeof expectedBy === 'string' ? EXPECTED_BY_TEXT.exec(expectedBy)?.[3] : undefined;
  const named: [string, string | undefined][] = [
    ['calendar', calendar],
    ['partition.calendar', typeof partition === 'object' ? partition.calendar : undefined],
    ['expectedBy.calendar', typeof expectedBy === 'object' && 'at' in expectedBy ? expectedBy.calendar : shortCalendar],
    ['serviceHours.calendar', serviceHours?.calendar],
  ];
  return named.filter((one): one is [string, string] => one[1] !== undefined);
}

function toCompiled(document: SloDocument, entityRef: string, context: CompileContext): CompiledSlo {
  const { partition } = document;
  const content = {
    name: document.name,
    type: document.type,
    dataset: nameOf(document.dataset),
    job: nameOf(document.job),
    timezone: document.timezone ?? (typeof partition === 'object' ? partition.timezone : undefined) ?? context.timezone,
    partition: partitionOf(document),
    expectedBy: expectedByOf(document),
    graceSeconds: seconds(document.grace, 0),
    warnBeforeSeconds: seconds(document.warnBefore, 0),
    objective: objectiveOf(document),
    severity:
      typeof document.severity === 'string'
        ? { breach: document.severity, warn: 'ticket' as const }
        : {
            breach: document.severity?.breach ?? ('ticket' as const),
            warn: document.severity?.warn ?? ('info' as const),
          },
    runbook: document.runbook ?? null,
    threshold: thresholdOf(document),
    maxSeconds: document.type === 'duration' ? secondsOrNumber(document.max) : null,
    ratio: document.ratio ? { min: document.ratio.min ?? 0, max: document.ratio.max ?? Number.MAX_SAFE_INTEGER } : null,
    expectedDataset: nameOf(document.expected?.dataset),
    rows:
      document.type === 'volume'
        ? {
            min: document.rows?.min ?? null,
            max: document.rows?.max ?? null,
            maxChange: document.rows?.maxChange ?? document.maxChange ?? null,
          }
        : null,
    window:
      document.type === 'errorRate'
        ? { seconds: seconds(document.over, 3600), minCount: document.minCount ?? 10 }
        : null,
    serviceHours: document.serviceHours
      ? { ...document.serviceHours, calendar: document.serviceHours.calendar ?? null }
      : null,
    source: sourceOf(document, context),
  };
  return {
    id: hash([entityRef, document.name]).slice(0, 16),
    version: hash(content).slice(0, 12),
    entityRef,
    title: document.title ?? describe(content),
    ...content,
  };
}

function partitionOf({ partition, calendar }: SloDocument): PartitionRule | null {
  if (partition === undefined) return null;
  if (typeof partition === 'string') return { every: partition, calendar: calendar ?? null };
  return { every: partition.every, calendar: partition.calendar ?? calendar ?? null };
}

function expectedByOf({ expectedBy, calendar }: SloDocument): ExpectedBy | null {
  if (expectedBy === undefined) return null;
  if (typeof expectedBy === 'string') {
    const [, at, offset, own] = EXPECTED_BY_TEXT.exec(expectedBy)!;
    return { kind: 'wallClock', at, offsetDays: Number(offset ?? 0), calendar: own ?? calendar ?? null };
  }
  if ('after' in expectedBy) return { kind: 'after', seconds: seconds(expectedBy.after, 0) };
  return {
    kind: 'wallClock',
    at: expectedBy.at,
    offsetDays: Math.round(seconds(expectedBy.offset, 86_400) / 86_400),
    calendar: expectedBy.calendar ?? calendar ?? null,
  };
}

function objectiveOf(document: SloDocument): Objective | null {
  const target = document.objective?.target ?? document.target;
  if (target === undefined) return null;
  const perPartition = ['freshness', 'completeness', 'volume', 'duration'].includes(document.type);
  const method = document.objective?.method ?? document.method ?? (perPartition ? 'occurrences' : 'timeslices');
  return {
    target,
    windowSeconds: seconds(document.objective?.window ?? document.window, 28 * 86_400),
    method,
    sliceSeconds: method === 'timeslices' ? seconds(document.objective?.slice ?? document.slice, 60) : null,
  };
}

function thresholdOf(document: SloDocument): Threshold | null {
  // An error rate is a ratio with one bound, an availability one of zero and one: both fire through the same machine.
  // A lag without a bound is shown, and missed when it has no data; it never fires.
  const bound = {
    lag: document.fireAbove ?? Number.MAX_SAFE_INTEGER,
    errorRate: Number(document.max ?? 0),
    availability: 0.5,
  }[document.type as 'lag'];
  if (bound === undefined) return null;
  const fireAbove = document.fireAbove ?? bound;
  return {
    fireAbove,
    clearBelow: document.clearBelow ?? fireAbove,
    forSeconds: seconds(document.for, 0),
    keepFiringForSeconds: seconds(document.keepFiringFor, 0),
    flap: {
      transitions: document.flap?.transitions ?? 4,
      withinSeconds: seconds(document.flap?.within, 3600),
      stableSeconds: seconds(document.flap?.stable, 1800),
    },
  };
}

function sourceOf({ source, name }: SloDocument, context: CompileContext): SourceQuery | null {
  if (source === undefined) return null;
  if (typeof source === 'string') {
    // The source alone: the query of the objective's own name in config.
    return { source, query: context.queries.get(name)?.query ?? name };
  }
  if ('query' in source) return context.queries.get(source.query)!;
  const [[kind, query]] = Object.entries(source);
  return { source: kind, query };
}

function nameOf(value: SloDocument['dataset']): LineageName | null {
  if (value === undefined) return null;
  if (typeof value !== 'string') return value;
  const space = value.indexOf(' ');
  return { namespace: value.slice(0, space), name: value.slice(space + 1) };
}

function seconds(text: string | undefined, fallback: number): number {
  return text === undefined ? fallback : findSeconds(text)!;
}

function secondsOrNumber(value: string | number | undefined): number | null {
  return typeof value === 'string' ? findSeconds(value)! : value ?? null;
}

const PARTITION_WORDS: Partial<Record<Cadence, string>> = {
  PT15M: 'quarter of an hour',
  PT30M: 'half hour',
  PT1H: 'hour',
  P1D: 'day',
  P1W: 'week',
  P1M: 'month',
  P3M: 'quarter',
};

function describe(slo: Omit<CompiledSlo, 'id' | 'version' | 'entityRef' | 'title'>): string {
  const { type, expectedBy, partition, threshold, ratio, maxSeconds } = slo;
  if (type === 'freshness' && expectedBy?.kind === 'wallClock') {
    const last = partition && isPeriod(partition.every) ? ` of the ${PARTITION_WORDS[partition.every]}` : '';
    const day =
      expectedBy.offsetDays === 0 ? `the ${last ? 'last' : 'same'} day${last}` : `D+${expectedBy.offsetDays}${last}`;
    const calendar = expectedBy.calendar ? `, ${expectedBy.calendar}` : '';
    return `landed by ${expectedBy.at} on ${day}${calendar} (${slo.timezone})`;
  }
  if (type === 'freshness' && expectedBy?.kind === 'after') {
    return `${PARTITION_WORDS[partition?.every ?? 'P1D'] ?? partition?.every} landed ${
      expectedBy.seconds / 60
    } min after its end`;
  }
  if (type === 'lag' && threshold) {
    return threshold.fireAbove === Number.MAX_SAFE_INTEGER ? 'lag is known' : `lag at most ${threshold.fireAbove} s`;
  }
  if (type === 'duration') return `run at most ${maxSeconds} s`;
  if (type === 'completeness' && ratio) return `at least ${ratio.min * 100} % of what the source promised`;
  if (type === 'volume') return 'rows within bounds';
  if (type === 'errorRate' && threshold) return `at most ${threshold.fireAbove * 100} % of runs fail`;
  return 'available in service hours';
}

function hash(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, one]) => [key, sorted(one)]),
  );
}
