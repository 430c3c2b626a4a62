import { addDays, instantFromEpochMs, wallClock } from '@internal/plugin-payrec-common';
import { LineageName, SloCurrent } from '@internal/plugin-payrec-pipelines-common';
import { SlaConfig } from '../config';
import { decideCompleteness, decideDuration, decideVolume, errorRateOf } from '../decide/bounds';
import { MetricReading, MetricSource } from '../deps';
import { FactReader } from '../FactReader';
import { isCalendarDay } from '../partitions/calendars';
import { partitionOfId } from '../partitions/partitions';
import { ActiveSlo, Subject } from '../store/SloStore';
import { VerdictRow, toInstant } from '../store/rows';
import { groupByPartition, windowStart } from './judgeFreshness';
import { EMPTY_CURRENT, Judged, Judgement, unknownCurrent } from './judgement';

type Input = {
  readonly slo: ActiveSlo;
  readonly dataset: LineageName | null;
  readonly job: LineageName | null;
  readonly subject: Subject | null;
  readonly reader: FactReader;
  readonly config: SlaConfig;
  readonly sources: ReadonlyMap<string, MetricSource>;
  /** What was written before, by partition. */
  readonly known: ReadonlyMap<string, VerdictRow>;
  /** The objective lies in maintenance now. */
  readonly maintenance: string | undefined;
};
const NO_LANDINGS: Judgement['landings'] = new Map();

/** Lag, availability and error rate: one value now. */
export async function judgeSample(input: Input): Promise<Judgement> {
  const { slo, reader, subject, maintenance } = input;
  const threshold = slo.threshold!;
  const outside = slo.serviceHours !== null && !inServiceHours(slo, reader.nowMs, input.config);
  const excluded = maintenance !== undefined || outside;
  const reading = await readValue(input);
  const value = reading.kind === 'value' ? reading.value : null;
  const measured = value !== null && slo.type === 'availability' ? Number(value < 1) : value;
  const current: SloCurrent = {
    ...EMPTY_CURRENT,
    value,
    unit: slo.type === 'lag' ? 'seconds' : 'ratio',
    // The state is set from the alert once the sample went through it.
    ...(excluded && { state: 'EXCLUDED' as const, reason: maintenance ?? 'outside service hours' }),
    ...(!excluded && reading.kind === 'none' && { state: 'UNKNOWN' as const, reason: reading.reason }),
    ...(!excluded && reading.kind === 'few' && { reason: reading.reason }),
  };
  return {
    subject,
    current,
    verdicts: [],
    landings: NO_LANDINGS,
    // Too few runs to say anything is no outage: neither good, bad nor unknown.
    ...(reading.kind !== 'few' && {
      sample: { value: measured, excluded, bad: measured !== null && measured > threshold.fireAbove },
    }),
  };
}

type Reading = MetricReading | { readonly kind: 'few'; readonly reason: string };

async function readValue({ slo, reader, dataset, job, sources }: Input): Promise<Reading> {
  if (slo.type === 'errorRate' && !slo.source) {
    if (!job || !slo.window) return { kind: 'none', reason: 'no series' };
    const sinceMs = reader.nowMs - slo.window.seconds * 1000;
    const finished = (await reader.runs(job, sinceMs)).filter(
      run => run.endedAt && Date.parse(run.endedAt) > sinceMs && ['COMPLETED', 'FAILED', 'ABORTED'].includes(run.state),
    );
    const failed = finished.filter(run => run.state !== 'COMPLETED').length;
    const rate = errorRateOf({ failed, finished: finished.length }, slo.window.minCount);
    if (rate !== null) return { kind: 'value', value: rate };
    return { kind: 'few', reason: `too few runs: ${finished.length} of ${slo.window.minCount} needed` };
  }
  if (!slo.source) {
    // A stream without a metric: how long ago it last wrote.
    const last = dataset ? await reader.lastLanding(dataset) : null;
    if (!last) return { kind: 'none', reason: 'no series' };
    return { kind: 'value', value: Math.max(0, (reader.nowMs - Date.parse(last.eventTime)) / 1000) };
  }
  const source = sources.get(slo.source.source);
  if (!source) return { kind: 'none', reason: 'source unavailable' };
  try {
    return await source.instant(slo.source.query, instantFromEpochMs(reader.nowMs));
  } catch {
    // Whatever went wrong between us and the source: it is never green.
    return { kind: 'none', reason: 'source unavailable' };
  }
}

/** Hours may pass midnight: then the morning belongs to the day before. */
function inServiceHours(slo: ActiveSlo, nowMs: number, config: SlaConfig): boolean {
  const { from, to, calendar } = slo.serviceHours!;
  const { date, time } = wallClock(instantFromEpochMs(nowMs), slo.timezone);
  const clock = time.slice(0, 5);
  const open = (day: typeof date) => isCalendarDay(calendar, day, config.calendars);
  if (from <= to) return open(date) && clock >= from && clock < to;
  return (open(date) && clock >= from) || (open(addDays(date, -1)) && clock < to);
}

/** One verdict per run; a running one breaks the bound before it ends. */
export async function judgeDuration(input: Input): Promise<Judgement> {
  const { slo, job, subject, reader, maintenance } = input;
  if (!job) return { subject, current: unknownCurrent('no events yet'), verdicts: [], landings: NO_LANDINGS };
  const runs = (await reader.runs(job, windowStart(slo, reader.nowMs))).filter(run => run.startedAt);
  const verdicts = runs.map((run): Judged => {
    const startedMs = Date.parse(run.startedAt!);
    const endMs = run.endedAt ? Date.parse(run.endedAt) : null;
    const elapsed = Math.max(0, Math.round(((endMs ?? reader.nowMs) - startedMs) / 1000));
    const verdict = decideDuration(slo.maxSeconds!, elapsed, endMs !== null);
    const excluded = maintenance !== undefined && endMs === null;
    return plainVerdict(run.runId, startedMs + slo.maxSeconds! * 1000, {
      ...verdict,
      state: excluded ? 'EXCLUDED' : verdict.state,
      runId: run.runId,
    });
  });
  return partitionJudgement(input, 'seconds', [...verdicts].reverse());
}

/** Completeness and volume: one verdict per landed partition, on what it holds now. */
export async function judgeContents(input: Input): Promise<Judgement> {
  const { slo, dataset, subject, reader, config } = input;
  if (!dataset) return { subject, current: unknownCurrent('no events yet'), verdicts: [], landings: NO_LANDINGS };
  const ruled = slo.partition ? slo : { ...slo, partition: { every: 'P1D' as const, calendar: null } };
  const sinceMs = windowStart(slo, reader.nowMs);
  const writes = groupByPartition(ruled, await reader.landings(dataset, sinceMs));
  const promised = slo.expectedDataset
    ? groupByPartition(ruled, await reader.landings(slo.expectedDataset, sinceMs))
    : undefined;
  const verdicts = [...writes]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, ordered]): Judged => {
      const latest = ordered[ordered.length - 1];
      const rows = latest.landing.rowCount;
      const source = promised?.get(id)?.slice(-1)[0]?.landing;
      const total = promised
        ? source?.controlTotal?.rows ?? source?.rowCount ?? null
        : latest.landing.controlTotal?.rows ?? null;
      const verdict =
        slo.type === 'completeness'
          ? decideCompleteness(slo.ratio!, rows, total)
          : decideVolume(
              { ...slo.rows!, maxChange: slo.rows!.maxChange ?? config.volumeMaxChange },
              rows,
              ordered[ordered.length - 2]?.landing.rowCount ?? null,
            );
      const partition = partitionOfId(ruled, id, config.calendars);
      return {
        ...plainVerdict(id, Math.max(partition.toMs, ordered[0].atMs), { ...verdict, runId: latest.landing.runId }),
        day: partition.day,
        landedMs: ordered[0].atMs,
        rowCount: rows,
      };
    });
  return partitionJudgement(input, slo.type === 'volume' ? 'rows' : 'ratio', verdicts);
}

function plainVerdict(
  partition: string,
  dueMs: number,
  verdict: Pick<Judged, 'state' | 'value' | 'reason'> & { runId: string },
): Judged {
  return {
    partition,
    day: null,
    state: verdict.state,
    dueMs,
    deadlineMs: null,
    landedMs: null,
    landedBy: verdict.runId,
    overdueSeconds: null,
    rowCount: null,
    value: verdict.value,
    reason: verdict.reason,
    clockSkew: false,
    backfilled: false,
    excludedBy: null,
    predictedP90Ms: null,
  };
}

/** Oldest first; the newest judged one decides whether a promise is broken now. */
function partitionJudgement(
  { subject, known }: Pick<Input, 'subject' | 'known'>,
  unit: SloCurrent['unit'],
  judged: readonly Judged[],
): Judgement {
  // What a person decided stands, and ends the alert where it takes the miss back.
  const verdicts = judged.map(one => {
    const before = known.get(one.partition);
    return before?.decidedBy ? { ...one, state: before.state, reason: before.reason } : one;
  });
  const newest = [...verdicts].reverse().find(one => one.state !== 'PENDING') ?? verdicts[verdicts.length - 1];
  return {
    subject,
    current: newest
      ? {
          ...EMPTY_CURRENT,
          state: newest.state,
          partition: newest.partition,
          landedAt: toInstant(newest.landedMs),
          value: newest.value,
          unit,
          reason: newest.reason,
        }
      : unknownCurrent('no events yet'),
    verdicts,
    landings: NO_LANDINGS,
    ...(newest && { breach: { firing: newest.state === 'BREACHED', partition: newest.partition, landedLate: null } }),
  };
}
