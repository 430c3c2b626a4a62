import { Instant, Money, instantFromEpochMs, sumByCurrency } from '@internal/plugin-payrec-common';
import { LineageName } from '@internal/plugin-payrec-pipelines-common';
import { LineageGraph, nodeKey } from '../incidents/lineageGraph';
import { JobRun, Landing, RegistryReader } from './deps';
import { partitionIdHolding } from './partitions/partitions';
import { ActiveSlo, Subject } from './store/SloStore';

const at = (ms: number): Instant => instantFromEpochMs(ms);

/** Reads of one evaluation, each asked once however many objectives look at the same dataset. */
export class FactReader {
  private readonly landingsBy = new Map<string, Promise<readonly Landing[]>>();
  private readonly runsBy = new Map<string, Promise<readonly JobRun[]>>();

  constructor(private readonly registry: RegistryReader, readonly graph: LineageGraph, readonly nowMs: number) {}

  landings(dataset: LineageName, sinceMs: number): Promise<readonly Landing[]> {
    const key = JSON.stringify([dataset, sinceMs]);
    return remember(this.landingsBy, key, () => this.registry.landings(dataset, at(sinceMs)));
  }

  lastLanding(dataset: LineageName): Promise<Landing | null> {
    return this.registry.lastLanding(dataset);
  }

  runs(job: LineageName, sinceMs: number): Promise<readonly JobRun[]> {
    const key = JSON.stringify([job, sinceMs]);
    return remember(this.runsBy, key, () => this.registry.runs(job, at(sinceMs), 2000));
  }

  /** What an objective is about: named in the definition, else what its entity claims; of a job's data its first output. */
  async subjectOf(
    slo: ActiveSlo,
  ): Promise<{ dataset: LineageName | null; job: LineageName | null; subject: Subject | null }> {
    const isComponent = slo.entityKind.toLocaleLowerCase('en-US') === 'component';
    const datasetName = slo.dataset ?? (isComponent ? null : slo.claims);
    const jobName = slo.job ?? (isComponent ? slo.claims : null);
    const job = jobName && ((await this.registry.resolve('job', jobName)) ?? jobName);
    let dataset = datasetName && ((await this.registry.resolve('dataset', datasetName)) ?? datasetName);
    if (!dataset && job) dataset = this.graph.outputsOf(job)[0] ?? null;
    const ofJob = slo.type === 'duration' || slo.type === 'errorRate';
    const writer = job ?? (dataset ? this.graph.writersOf(dataset)[0] ?? null : null);
    const subject = ofJob
      ? writer && { kind: 'job' as const, ...writer }
      : dataset && { kind: 'dataset' as const, ...dataset };
    return { dataset, job: writer, subject: subject ?? (writer ? { kind: 'job', ...writer } : null) };
  }

  /**
   * Money and rows of a partition that waits: the control total of the nearest landing upstream that has the partition and
   * names one. Empty when no producer says how much it holds.
   */
  async moneyBehind(slo: ActiveSlo, dataset: LineageName, partition: string, sinceMs: number): Promise<MoneyBehind> {
    const upstream = this.graph.distances(nodeKey('dataset', dataset), 'up');
    let found: { rows: number | null; amounts: readonly Money[] }[] = [];
    let foundAt = Infinity;
    for (const [key, distance] of upstream) {
      const name = this.graph.datasets.get(key);
      if (!name || distance > foundAt) continue;
      const landings = (await this.landings(name, sinceMs)).filter(
        one => one.controlTotal && partitionIdHolding(slo, one) === partition,
      );
      // What was written again counts once; the days of a week that waits add up.
      const latest = new Map(landings.map(one => [one.nominalStartAt ?? one.partition, one.controlTotal!]));
      if (latest.size > 0) {
        foundAt = distance;
        found = [...found, ...latest.values()];
      }
    }
    if (found.length === 0) return { amounts: [], rows: null };
    const rows = found.every(one => one.rows === null) ? null : found.reduce((sum, one) => sum + (one.rows ?? 0), 0);
    const size = (money: Money) => (money.minor < 0n ? -money.minor : money.minor);
    const largestFirst = (a: Money, b: Money) => {
      if (size(a) === size(b)) return 0;
      return size(a) < size(b) ? 1 : -1;
    };
    return {
      amounts: sumByCurrency(found.flatMap(one => one.amounts)).sort(largestFirst),
      rows,
    };
  }
}

export type MoneyBehind = { readonly amounts: readonly Money[]; readonly rows: number | null };

function remember<T>(cache: Map<string, Promise<T>>, key: string, read: () => Promise<T>): Promise<T> {
  const known = cache.get(key);
  if (known) return known;
  const asked = read();
  cache.set(key, asked);
  return asked;
}
