import { Instant } from '@internal/plugin-payrec-common';
import { LineageName, NodeKind } from '@internal/plugin-payrec-pipelines-common';
import { EndedRuns, IoEdge, JobRun, Landing, RegistryReader } from '../deps';

const same = (a: LineageName, b: LineageName) => a.namespace === b.namespace && a.name === b.name;
const ms = (instant: string | null) => (instant === null ? -Infinity : Date.parse(instant));

/** A lineage registry of a test: what was put in is there, with the bounds and orders of the real one. */
export class InMemoryRegistry implements RegistryReader {
  readonly written: { dataset: LineageName; landing: Landing }[] = [];
  readonly jobRuns: JobRun[] = [];
  readonly graph: IoEdge[] = [];
  readonly refs = new Map<string, string>();
  /** The registry cannot be read. */
  broken = false;

  land(dataset: LineageName, job: LineageName, landing: Partial<Landing> & Pick<Landing, 'runId' | 'eventTime'>): void {
    this.written.push({
      dataset,
      landing: {
        job,
        partition: null,
        nominalStartAt: null,
        nominalEndAt: null,
        startedAt: null,
        receivedAt: landing.eventTime,
        rowCount: null,
        size: null,
        controlTotal: null,
        ...landing,
      },
    });
  }

  async resolve(_kind: NodeKind, name: LineageName): Promise<LineageName | null> {
    this.check();
    const known = [...this.written.map(one => one.dataset), ...this.graph.flatMap(edge => [edge.job, edge.dataset])];
    return known.find(one => same(one, name)) ?? null;
  }

  async landings(dataset: LineageName, since: Instant): Promise<readonly Landing[]> {
    this.check();
    return this.written
      .filter(one => same(one.dataset, dataset))
      .map(one => one.landing)
      .filter(one => Math.max(ms(one.eventTime), ms(one.receivedAt), ms(one.nominalStartAt)) >= ms(since))
      .sort((a, b) => ms(a.eventTime) - ms(b.eventTime) || (a.runId < b.runId ? -1 : 1));
  }

  async lastLanding(dataset: LineageName): Promise<Landing | null> {
    const all = await this.landings(dataset, '1970-01-01T00:00:00Z' as Instant);
    return all[all.length - 1] ?? null;
  }

  async runs(job: LineageName | null, since: Instant, limit: number): Promise<readonly JobRun[]> {
    this.check();
    return this.jobRuns
      .filter(run => job === null || same(run.job, job))
      .filter(run => Math.max(ms(run.startedAt), ms(run.endedAt), ms(run.lastReceivedAt)) >= ms(since))
      .sort((a, b) => ms(b.startedAt) - ms(a.startedAt) || (a.runId < b.runId ? -1 : 1))
      .slice(0, limit);
  }

  async endedRuns(after: Instant, until: Instant): Promise<readonly EndedRuns[]> {
    this.check();
    return this.jobRuns.flatMap((run): EndedRuns[] => {
      const { job, state, startedAt, endedAt, lastReceivedAt } = run;
      if (state === 'PENDING' || state === 'RUNNING' || endedAt === null) return [];
      if (ms(lastReceivedAt) <= ms(after) || ms(lastReceivedAt) > ms(until)) return [];
      const durationSeconds = startedAt === null ? null : (ms(endedAt) - ms(startedAt)) / 1000;
      return [{ job, state, durationSeconds, runs: 1, lastEndedAt: endedAt }];
    });
  }

  async runningRuns(since: Instant): Promise<readonly { readonly job: LineageName; readonly runs: number }[]> {
    this.check();
    return this.jobRuns
      .filter(run => run.state === 'RUNNING' && ms(run.lastReceivedAt) >= ms(since))
      .map(({ job }) => ({ job, runs: 1 }));
  }

  async edges(): Promise<readonly IoEdge[]> {
    this.check();
    return this.graph;
  }

  async entityRefOf(kind: NodeKind, name: LineageName): Promise<string | null> {
    return this.refs.get(JSON.stringify([kind, name.namespace, name.name])) ?? null;
  }

  async lastReceivedAt(): Promise<Instant | null> {
    const all = this.written.map(one => one.landing.receivedAt).sort();
    return all[all.length - 1] ?? null;
  }

  private check() {
    if (this.broken) throw new Error('The registry is down');
  }
}
