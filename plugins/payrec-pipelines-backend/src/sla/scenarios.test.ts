import { existsSync, readFileSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import path from 'node:path';
import { Instant } from '@internal/plugin-payrec-common';
import { PrometheusSource } from '../metricSources/PrometheusSource';
import { FINAL_INDEX, LANDED_BY_0630, LOADER, SlaBench } from './__testUtils__/slaBench';
import { SlaConfig } from './config';
import { previewSlo } from './previewSlo';
import { SloView } from './SloView';
import { IncidentStore } from '../incidents/IncidentStore';
import { SloStore } from './store/SloStore';
import { VerdictStore } from './store/VerdictStore';
import { MaintenanceStore } from './store/MaintenanceStore';
import { checkVolume } from './volumeCheck';

const CONFIG: SlaConfig = {
  timezone: 'Europe/Berlin',
  calendars: new Map(),
  maintenance: [],
  webhook: null,
  queries: new Map(),
  staleAfterSeconds: 900,
  evaluateAfterSeconds: 0,
  volumeMaxChange: 0.5,
};
const FILE = path.resolve(__dirname, '../../../../../shared/acceptance/lineage-sla.json');
const scenario = (id: string) => {
  if (!existsSync(FILE)) return undefined;
  const { scenarios } = JSON.parse(readFileSync(FILE, 'utf8'));
  return scenarios.find((one: { id: string }) => one.id === id);
};

describe('S* of acceptance/lineage-sla.json', () => {
  let bench: SlaBench;
  beforeEach(async () => {
    bench = await SlaBench.start();
  }, 60_000);
  afterEach(async () => {
    await bench.stop();
  });
  const view = () =>
    new SloView({
      db: bench.db,
      slos: new SloStore(),
      verdicts: new VerdictStore(),
      incidents: new IncidentStore(),
      visibility: {
        visibleRefs: async (_, refs) => new Set(refs),
        look: async () => ({ hidden: new Set(), seen: new Map() }),
      },
    });
  const budget = async (name: string) => (await view().budget(await bench.slo(name), Date.parse(bench.now))).budget;

  it('S02: a run that never came is noticed by the clock', async () => {
    bench.have('resource:default/final-index', [LANDED_BY_0630]);
    for (const day of ['01', '02', '03']) {
      bench.landDay(`2026-03-${day}`, `2026-03-${String(Number(day) + 1).padStart(2, '0')}T05:10:00Z`);
    }
    await bench.check('2026-03-05T05:29:00Z');
    expect((await bench.verdict('final-index-landed', '2026-03-04')).state).toBe('AT_RISK');
    await bench.check('2026-03-05T05:31:00Z');
    const verdict = await bench.verdict('final-index-landed', '2026-03-04');
    expect(verdict).toMatchObject({
      state: 'BREACHED',
      reason:
        'no run seen for nominal window 2026-03-03T23:00:00Z/2026-03-04T23:00:00Z; last run ended 2026-03-04T05:10:00Z',
      deadlineAt: '2026-03-05T05:30:00Z',
    });
    expect(Date.parse(verdict.detectedAt) - Date.parse(verdict.deadlineAt!)).toBeLessThanOrEqual(60_000);
    expect(bench.sent).toHaveLength(1);
    expect(await bench.state('final-index-landed')).toMatchObject({
      current: { state: 'BREACHED', partition: '2026-03-04' },
    });
    expect(bench.sent[0]).toMatchObject({
      recipients: { type: 'entity', entityRef: 'group:default/finance-ops' },
      payload: { scope: expect.stringMatching(/^sla:INC-/), severity: 'high' },
    });
  });

  it('S05: deadlines over the spring night', () => {
    const partitions = ['2026-03-27', '2026-03-28', '2026-03-29'];
    const { deadlines } = previewSlo({ slo: LANDED_BY_0630, partitions }, CONFIG);
    const at = deadlines.map(one => one.deadlineAt);
    expect(at).toEqual(['2026-03-28T05:30:00Z', '2026-03-29T04:30:00Z', '2026-03-30T04:30:00Z']);
    expect([Date.parse(at[1]) - Date.parse(at[0]), Date.parse(at[2]) - Date.parse(at[1])]).toEqual([
      23 * 3_600_000,
      24 * 3_600_000,
    ]);
    const early = previewSlo(
      { slo: { ...LANDED_BY_0630, expectedBy: '02:30 on D+1' }, partitions: ['2026-03-28'] },
      CONFIG,
    );
    expect(early.deadlines[0].deadlineAt).toBe('2026-03-29T01:30:00Z');
    const hourly = { ...LANDED_BY_0630, partition: 'PT1H', expectedBy: { after: 'PT30M' } };
    expect(previewSlo({ slo: hourly, day: '2026-03-29' }, CONFIG).deadlines).toHaveLength(23);
    const autumn = previewSlo({ slo: hourly, day: '2026-10-25' }, CONFIG).deadlines;
    expect(autumn).toHaveLength(25);
    expect(new Set(autumn.map(one => one.partition)).size).toBe(25);
    const twice = previewSlo(
      { slo: { ...LANDED_BY_0630, expectedBy: '02:30 on D+1' }, partitions: ['2026-10-24'] },
      CONFIG,
    );
    expect(twice.deadlines[0].deadlineAt).toBe('2026-10-25T01:30:00Z');
  });

  it('S08: a deadline in maintenance counts neither way', async () => {
    bench.have('component:default/final-index-loader', [LANDED_BY_0630]);
    await new MaintenanceStore([]).declare(bench.db, {
      id: 'MNT-1',
      scope: 'component:default/final-index-loader',
      fromMs: Date.parse('2026-03-10T04:00:00Z'),
      toMs: Date.parse('2026-03-10T08:00:00Z'),
      reason: 'cluster upgrade',
      author: 'user:default/otto.oncall',
      nowMs: Date.parse('2026-03-09T12:00:00Z'),
    });
    await bench.check('2026-03-10T06:00:00Z');
    expect((await bench.verdict('final-index-landed', '2026-03-09')).state).toBe('EXCLUDED');
    expect(bench.sent).toEqual([]);
    bench.landDay('2026-03-09', '2026-03-10T09:00:00Z', { receivedAt: '2026-03-10T09:00:01Z' });
    await bench.check('2026-03-10T09:00:02Z');
    expect(await bench.verdict('final-index-landed', '2026-03-09')).toMatchObject({
      state: 'EXCLUDED',
      reason: 'landed 2026-03-10T09:00:00Z, 12600 s after the deadline, excluded',
    });
    expect(await budget('final-index-landed')).toMatchObject({ valid: 0, good: 0, bad: 0 });
    expect(bench.sent).toEqual([]);
  });

  it('S11: hysteresis as Prometheus counts it', () => {
    const found = scenario('S11');
    const slo = found?.given.slo ?? {
      name: 'psp-lag',
      type: 'lag',
      fireAbove: 120,
      clearBelow: 60,
      for: 'PT2M',
      keepFiringFor: 'PT5M',
      flap: { transitions: 4, within: 'PT60M' },
    };
    const values = [10, 130, 140, 150, 90, 130, 50, 50, 50, 50, 50, 50, 50];
    const samples = values.map((value, at) => ({
      at: new Date(Date.parse('2026-03-02T00:00:00Z') + at * 60_000).toISOString(),
      value,
    }));
    const { states, notifications } = previewSlo({ slo, samples }, CONFIG);
    expect(states).toEqual(['OK', 'PENDING', 'PENDING', ...Array(8).fill('FIRING'), 'OK', 'OK']);
    expect(notifications.map(one => one.kind)).toEqual(['fired', 'resolved']);
    expect(states).toEqual(found?.expect.states ?? states);
  });

  it('S14: a failed query is never green', async () => {
    let answer: unknown = 503;
    const server: Server = createServer((_, response) => {
      response.statusCode = typeof answer === 'number' ? answer : 200;
      response.end(typeof answer === 'number' ? '' : JSON.stringify(answer));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const prometheus = new PrometheusSource({ url: `http://127.0.0.1:${port}` });
    const module = bench.replica({ metricSources: new Map([['prometheus', prometheus]]) });
    bench.have('component:default/psp-stream', [
      { name: 'psp-lag', type: 'lag', source: { prometheus: 'max(lag)' }, fireAbove: 120, target: 0.995 },
    ]);
    const vector = (result: unknown[]) => ({ status: 'success', data: { resultType: 'vector', result } });
    const cases: [unknown, string][] = [
      [503, 'source unavailable'],
      [vector([]), 'no series'],
      [vector([{ metric: {}, value: [1772400000, 'NaN'] }]), 'NaN'],
    ];
    try {
      for (const [at, [given, reason]] of cases.entries()) {
        answer = given;
        bench.now = new Date(Date.parse('2026-03-02T00:00:00Z') + at * 60_000).toISOString() as Instant;
        await module.evaluate();
        expect(await bench.state('psp-lag')).toMatchObject({ check: 'UNKNOWN', current: { state: 'UNKNOWN', reason } });
      }
      expect(await budget('psp-lag')).toMatchObject({ valid: 0, bad: 0 });
      expect(bench.sent).toHaveLength(0);
      bench.now = '2026-03-02T00:15:00Z' as Instant;
      await module.evaluate();
      expect(bench.sent).toHaveLength(1);
      expect(bench.sent[0].payload.title).toContain('no data');
      answer = vector([{ metric: {}, value: [1772400000, '7'] }]);
      bench.now = '2026-03-02T00:16:00Z' as Instant;
      await module.evaluate();
      expect(await bench.state('psp-lag')).toMatchObject({ check: 'OK', current: { state: 'MET', value: 7 } });
      expect(bench.sent.map(one => one.payload.severity)).toEqual(['high', 'low']);
      expect(new Set(bench.sent.map(one => one.payload.scope)).size).toBe(1);
    } finally {
      await module.stop();
      await new Promise(resolve => server.close(resolve));
    }
  }, 30_000);

  it('S17: an overwrite that destroys a partition is a breach of its own', async () => {
    bench.have('resource:default/final-index', [LANDED_BY_0630]);
    bench.landDay('2026-03-01', '2026-03-02T04:10:00Z', { rowCount: 1_204_331 });
    await bench.check('2026-03-02T06:00:00Z');
    bench.landDay('2026-03-01', '2026-03-03T10:00:00Z', { rowCount: 12 });
    await bench.check('2026-03-03T10:01:00Z');
    expect((await bench.verdict('final-index-landed', '2026-03-01')).state).toBe('MET');
    const volume = await checkVolume(
      bench.registry,
      CONFIG,
      FINAL_INDEX,
      '2026-03-01',
      { timezone: 'Europe/Berlin', partition: null, expectedBy: null },
      Date.parse(bench.now),
    );
    expect(volume).toMatchObject({ verdict: 'BREACHED', previous: 1_204_331, current: 12, changeRatio: -0.99999 });
    expect(volume.timeline.map(one => one.text)).toEqual(['landed 1204331', 'overwritten 12']);
  });

  it('late data in time corrects the verdict and keeps the old one', async () => {
    bench.have('resource:default/final-index', [LANDED_BY_0630]);
    bench.landDay('2026-03-03', '2026-03-04T05:10:00Z');
    await bench.check('2026-03-05T05:31:00Z');
    bench.landDay('2026-03-04', '2026-03-05T05:20:00Z', { receivedAt: '2026-03-05T07:00:00Z' });
    await bench.check('2026-03-05T07:00:30Z');
    const verdict = await bench.verdict('final-index-landed', '2026-03-04');
    expect(verdict).toMatchObject({
      state: 'MET',
      landedAt: '2026-03-05T05:20:00Z',
      corrections: [{ from: 'BREACHED', to: 'MET', actor: null }],
    });
    expect(bench.sent.map(one => one.payload.severity)).toEqual(['high', 'low']);
  });

  it('a correction after 24 hours needs a person', async () => {
    bench.have('resource:default/final-index', [LANDED_BY_0630]);
    bench.landDay('2026-03-03', '2026-03-04T05:10:00Z');
    await bench.check('2026-03-05T05:31:00Z');
    bench.landDay('2026-03-04', '2026-03-05T05:20:00Z', { receivedAt: '2026-03-06T06:00:00Z' });
    await bench.check('2026-03-06T06:00:30Z');
    expect(await bench.verdict('final-index-landed', '2026-03-04')).toMatchObject({
      state: 'BREACHED',
      corrections: [],
    });
  });

  it('a late landing ends the incident and stays a miss', async () => {
    bench.have('resource:default/final-index', [LANDED_BY_0630]);
    bench.landDay('2026-03-03', '2026-03-04T05:10:00Z');
    await bench.check('2026-03-05T05:31:00Z');
    bench.landDay('2026-03-04', '2026-03-05T06:17:00Z');
    await bench.check('2026-03-05T06:18:00Z');
    expect(await bench.verdict('final-index-landed', '2026-03-04')).toMatchObject({
      state: 'LATE',
      overdueSeconds: 2820,
      reason: 'landed 2026-03-05T06:17:00Z, 2820 s after the deadline',
      corrections: [],
    });
    expect(await budget('final-index-landed')).toMatchObject({ mode: 'misses', valid: 2, bad: 1 });
    expect(await bench.db('incidents').whereNull('resolved_at')).toHaveLength(0);
  });

  it('a miss that was over before it was first seen is told with its own times', async () => {
    bench.have('resource:default/final-index', [LANDED_BY_0630]);
    const receivedAt = '2026-03-06T12:00:00Z';
    bench.landDay('2026-03-03', '2026-03-04T05:10:00Z', { receivedAt });
    bench.landDay('2026-03-04', '2026-03-05T06:17:00Z', { receivedAt });
    bench.landDay('2026-03-05', '2026-03-06T05:10:00Z', { receivedAt });
    await bench.check('2026-03-06T12:01:00Z');
    const [incident, ...more] = await new IncidentStore().list(bench.db, {});
    expect(more).toEqual([]);
    const [opened, resolved] = ['2026-03-05T05:30:00Z', '2026-03-05T06:17:00Z'];
    expect(incident).toMatchObject({ openedMs: Date.parse(opened), resolvedMs: Date.parse(resolved) });
    expect(await new IncidentStore().members(bench.db, [incident.id])).toMatchObject([
      { partition: '2026-03-04', openedMs: Date.parse(opened), resolvedMs: Date.parse(resolved) },
    ]);
    const text = 'final-index: landed 2026-03-05T06:17:00Z, 2820 s after the deadline';
    const told = { text: 'group:default/finance-ops told', at: '2026-03-06T12:01:00Z' };
    const events = await new IncidentStore().events(bench.db, incident.id);
    expect(events.map(({ kind, ...event }) => [kind, event])).toMatchObject([
      ['fired', { text, at: opened }],
      ['resolved', { text, at: resolved }],
      ['notified', told],
      ['notified', told],
    ]);
  });

  it('an error rate of too few runs is pending, says why and shows its bound', async () => {
    bench.have('component:default/loader', [
      { name: 'loader-errors', type: 'errorRate', job: `${LOADER.namespace} ${LOADER.name}`, max: 0.02 },
    ]);
    for (const minute of ['10', '20', '30']) {
      const endedAt = `2026-03-05T05:${minute}:00Z` as Instant;
      bench.registry.jobRuns.push({
        runId: `run-${minute}`,
        job: LOADER,
        state: 'COMPLETED',
        startedAt: '2026-03-05T05:00:00Z' as Instant,
        endedAt,
        nominalStartAt: null,
        nominalEndAt: null,
        lastReceivedAt: endedAt,
        errorMessage: null,
        codeVersion: null,
        rowsIn: null,
        rowsOut: null,
        quarantined: null,
      });
    }
    await bench.check('2026-03-05T05:31:00Z');
    const [slo] = await view().toJson([await bench.slo('loader-errors')], Date.parse(bench.now));
    expect(slo).toMatchObject({
      bound: { min: null, max: 0.02, unit: 'ratio' },
      current: { state: 'PENDING', value: null, reason: 'too few runs: 3 of 10 needed' },
    });
  });

  it('a time in the future is not believed', async () => {
    bench.have('resource:default/final-index', [LANDED_BY_0630]);
    bench.landDay('2026-03-03', '2026-03-04T05:10:00Z');
    bench.landDay('2026-03-04', '2026-03-05T09:00:00Z', { receivedAt: '2026-03-05T05:00:00Z' });
    await bench.check('2026-03-05T05:01:00Z');
    expect(await bench.verdict('final-index-landed', '2026-03-04')).toMatchObject({
      state: 'MET',
      clockSkew: true,
      landedAt: '2026-03-05T05:00:00Z',
    });
  });

  it('a backfill of an old partition does not make the newest one fresh', async () => {
    bench.have('resource:default/final-index', [LANDED_BY_0630]);
    bench.landDay('2026-03-01', '2026-03-02T05:10:00Z');
    bench.landDay('2026-03-03', '2026-03-04T05:10:00Z');
    bench.landDay('2026-03-02', '2026-03-05T05:20:00Z');
    await bench.check('2026-03-05T05:31:00Z');
    expect((await bench.verdict('final-index-landed', '2026-03-04')).state).toBe('BREACHED');
    expect(await bench.verdict('final-index-landed', '2026-03-02')).toMatchObject({ state: 'LATE', backfilled: true });
  });

  it('two replicas write one verdict and send one message', async () => {
    bench.have('resource:default/final-index', [LANDED_BY_0630]);
    bench.landDay('2026-03-03', '2026-03-04T05:10:00Z');
    bench.now = '2026-03-05T05:31:00Z' as Instant;
    const other = bench.replica();
    await Promise.all([bench.module.evaluate(), other.evaluate(), bench.module.evaluate(), other.evaluate()]);
    await other.stop();
    expect(await bench.db('slo_verdicts').where('partition', '2026-03-04')).toHaveLength(1);
    expect(bench.sent).toHaveLength(1);
    expect(await bench.db('incidents')).toHaveLength(1);
  });

  it('breaches downstream hang under the one upstream, and only pages are told again', async () => {
    const matches = { namespace: 's3://recon-lake', name: 'matches' };
    const reports = { namespace: 's3://recon-lake', name: 'reports' };
    const job = (name: string) => ({ namespace: 'payments-prod', name });
    bench.registry.graph.push(
      { job: job('match'), dataset: FINAL_INDEX, direction: 'input' },
      { job: job('match'), dataset: matches, direction: 'output' },
      { job: job('report'), dataset: matches, direction: 'input' },
      { job: job('report'), dataset: reports, direction: 'output' },
    );
    bench.have('resource:default/final-index', [LANDED_BY_0630]);
    const like = (name: string, more: object = {}) => ({
      ...LANDED_BY_0630,
      name,
      dataset: `s3://recon-lake ${name}`,
      ...more,
    });
    bench.have('resource:default/reports', [like('reports', { severity: 'page' })], { owner: 'group:default/audit' });
    bench.have('resource:default/matches', [like('matches')], { owner: 'group:default/finance-approvers' });
    await bench.check('2026-03-05T05:31:00Z');
    const members = await bench.db('incident_members').orderBy('depth');
    expect(new Set(members.map(one => one.incident_id)).size).toBe(1);
    expect(members.map(one => one.depth)).toEqual([0, 1, 2]);
    expect(bench.sent.map(one => (one.recipients as { entityRef: string }).entityRef)).toEqual([
      'group:default/finance-ops',
      'group:default/audit',
    ]);
    bench.landDay('2026-03-04', '2026-03-05T06:00:00Z');
    await bench.check('2026-03-05T06:01:00Z');
    expect(await bench.db('incidents').whereNull('resolved_at')).toHaveLength(1);
    for (const dataset of [matches, reports]) {
      bench.registry.land(dataset, LOADER, {
        runId: `r-${dataset.name}`,
        eventTime: '2026-03-05T06:05:00Z' as Instant,
        nominalStartAt: '2026-03-03T23:00:00Z' as Instant,
      });
    }
    await bench.check('2026-03-05T06:06:00Z');
    expect(await bench.db('incidents').whereNull('resolved_at')).toHaveLength(0);
  });

  it('a registry that cannot be read is UNKNOWN', async () => {
    bench.have('resource:default/final-index', [LANDED_BY_0630]);
    bench.registry.broken = true;
    await bench.check('2026-03-05T05:31:00Z');
    expect(await bench.state('final-index-landed')).toMatchObject({ check: 'UNKNOWN', current: { state: 'UNKNOWN' } });
    expect(bench.sent).toEqual([]);
  });
});
