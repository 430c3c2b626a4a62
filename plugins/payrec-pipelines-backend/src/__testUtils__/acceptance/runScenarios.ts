import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Entity } from '@backstage/catalog-model';
import { Instant } from '@internal/plugin-payrec-common';
import { SEES_ALL, SEES_LESS, ScenarioBackend, startScenarioBackend } from './startScenarioBackend';
import { layeredEvents } from './layeredEvents';
import { evaluateSla, runSlaStep } from './evaluateSla';
import { entityRefOf } from '../../openlineage/entityRef';
import { evaluateLineage } from './evaluateLineage';

export type Step = Record<string, any>;
export type Scenario = {
  readonly id: string;
  readonly title?: string;
  readonly category?: string;
  readonly given?: Record<string, any>;
  readonly steps: readonly Step[];
  readonly expect: Record<string, any>;
};
export type Answer = { status: number; body: any; ms: number };

export const SLO_ENTITY = 'resource:default/scenario-dataset';
const INGEST = '/api/payrec-pipelines/lineage';
const API = '/api/payrec-pipelines/v1';

export const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** One scenario under way: the backend, what was answered, and how to ask it. */
export class Stage {
  readonly answers: Answer[] = [];
  readonly posts: Answer[] = [];
  readonly snapshots: Record<string, unknown>[] = [];
  readonly notes: Record<string, any> = {};
  promAnswers: unknown[] = [];

  constructor(readonly backend: ScenarioBackend, readonly scenario: Scenario, readonly prometheus: FakePrometheus) {}

  get user(): string {
    return typeof this.scenario.given?.user === 'string' && /cannot read/.test(this.scenario.given.user)
      ? SEES_LESS
      : SEES_ALL;
  }

  async call(
    method: string,
    path: string,
    options: { body?: unknown; user?: string; headers?: Record<string, string>; gzip?: boolean } = {},
  ): Promise<Answer> {
    const started = performance.now();
    const text = options.body === undefined ? undefined : JSON.stringify(options.body);
    const ingest = path.startsWith(INGEST) || path.includes('/api/v1/lineage');
    const response = await fetch(`${this.backend.base}${path}`, {
      method,
      headers: {
        authorization: ingest ? this.backend.serviceHeader : this.backend.userHeader(options.user ?? this.user),
        ...(text !== undefined && { 'content-type': 'application/json' }),
        ...(options.gzip && { 'content-encoding': 'gzip' }),
        ...options.headers,
      },
      ...(text !== undefined && { body: options.gzip ? new Uint8Array(gzipSync(text)) : text }),
    });
    const raw = await response.text();
    let body: unknown = raw;
    try {
      body = JSON.parse(raw);
    } catch {
      // Not JSON: an empty answer of the ingest.
    }
    return { status: response.status, body, ms: performance.now() - started };
  }

  get(path: string, user?: string) {
    return this.call('GET', `${API}/${path}`, { user });
  }

  async post(body: unknown, path = INGEST, more: { headers?: Record<string, string>; gzip?: boolean } = {}) {
    return this.call('POST', path, { body, ...more });
  }

  setClock(text: string) {
    this.backend.state.now = new Date(text.length === 10 ? `${text}T00:00:00Z` : text)
      .toISOString()
      .replace('.000Z', 'Z') as Instant;
  }

  /** Waits until every stored event is in the registry. */
  async settle() {
    for (let tries = 0; tries < 3000; tries += 1) {
      const { rows } = await this.backend.knex.raw(
        `SELECT count(*)::int AS open FROM "payrec-pipelines".ol_event WHERE NOT projected`,
      );
      if (rows[0].open === 0) return;
      await pause(20);
    }
    throw new Error('Events are still not in the registry after a minute');
  }

  /** Makes the catalog show what the registry promotes, then waits for it. */
  async refreshCatalog() {
    await this.settle();
    await this.backend.trigger('payrec-pipelines-claims');
    await this.backend.trigger('payrec-lineage-entities');
    const promoted = await fetch(`${this.backend.base}/api/payrec-pipelines/internal/promoted`, {
      headers: { authorization: this.backend.catalogHeader },
    }).then(answer => answer.json());
    const refs: string[] = promoted.items.map((one: { entityRef: string }) => one.entityRef);
    for (let tries = 0; tries < 100; tries += 1) {
      const there = await this.entities(refs);
      if (there.every(Boolean)) return;
      await pause(150);
    }
  }

  async entities(entityRefs: readonly string[], user = SEES_ALL): Promise<(Entity | null)[]> {
    if (entityRefs.length === 0) return [];
    const answer = await this.call('POST', '/api/catalog/entities/by-refs', { body: { entityRefs }, user });
    return answer.body.items;
  }

  async waitForEntities(entityRefs: readonly string[]) {
    for (let tries = 0; tries < 150; tries += 1) {
      if ((await this.entities(entityRefs)).every(Boolean)) return;
      await pause(100);
    }
    throw new Error(`The catalog does not show ${entityRefs.join(', ')}`);
  }
}

/** Answers what a scenario says Prometheus answers. */
export type FakePrometheus = { url: string; answer: unknown; stop(): Promise<void> };

async function startPrometheus(): Promise<FakePrometheus> {
  const fake = { url: '', answer: 503 as unknown, stop: async () => {} };
  const server = createServer((_req, res) => {
    if (typeof fake.answer === 'number') res.writeHead(fake.answer).end('unavailable');
    else res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(fake.answer));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake.stop = () => new Promise(resolve => server.close(() => resolve()));
  return fake;
}

/** Runs all scenarios of a file, one after the other; answers what the product said and what differs. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  options: { catalogModule: unknown; say?: (text: string) => void },
): Promise<{ passed: number; failed: number; actual: Record<string, unknown>; differences: Record<string, string[]> }> {
  const prometheus = await startPrometheus();
  const actual: Record<string, unknown> = {};
  const differences: Record<string, string[]> = {};
  let backend: ScenarioBackend | undefined;
  let configOf = '';
  try {
    for (const scenario of scenarios) {
      try {
        const config = configFor(scenario);
        if (!backend || JSON.stringify(config) !== configOf) {
          await backend?.stop();
          backend = await startScenarioBackend({ ...options, config, prometheusUrl: prometheus.url });
          configOf = JSON.stringify(config);
        }
        await backend.setEntities([]);
        await backend.reset();
        const stage = new Stage(backend, scenario, prometheus);
        await prepare(stage);
        for (const step of scenario.steps) await runStep(stage, step);
        await stage.settle();
        const found: Record<string, unknown> = {};
        const wrong: string[] = [];
        await (/^S/.test(scenario.id) || scenario.category === 'sla'
          ? evaluateSla(stage, found, wrong)
          : evaluateLineage(stage, scenario.expect, found, wrong));
        actual[scenario.id] = found;
        differences[scenario.id] = wrong;
      } catch (error) {
        differences[scenario.id] = [`could not be run: ${error instanceof Error ? error.stack : error}`];
        actual[scenario.id] = { error: String(error) };
      }
      const wrong = differences[scenario.id];
      options.say?.(
        wrong.length === 0
          ? `${scenario.id} ok\n`
          : `${scenario.id} ${scenario.title ?? ''}\n${wrong.map(line => `  ${line}\n`).join('')}`,
      );
    }
  } finally {
    await backend?.stop();
    await prometheus.stop();
  }
  const failed = Object.values(differences).filter(list => list.length > 0).length;
  return { passed: scenarios.length - failed, failed, actual, differences };
}

/** Settings a scenario gives; `orphanAfter`, `hostAliases` and the like are of `payrec.pipelines.lineage`. */
function configFor({ given = {} }: Scenario) {
  const lineage: Record<string, any> = { promotion: { rules: [{ namespace: '*' }] } };
  for (const key of ['staleAfter', 'orphanAfter', 'rawEventsKept'] as const) {
    const days = /^P?(\d+)[dD]$/.exec(String(given[key] ?? ''));
    if (days) lineage[key] = { days: Number(days[1]) };
  }
  if (Array.isArray(given.hostAliases)) lineage.hostAliases = given.hostAliases;
  if (Array.isArray(given.datasetAliases)) lineage.datasetAliases = given.datasetAliases;
  const calendars = Array.isArray(given.calendars) ? { calendars: given.calendars } : {};
  return { lineage, timezone: 'Europe/Berlin', ...calendars };
}

async function prepare(stage: Stage): Promise<void> {
  const { given = {}, steps, id } = stage.scenario;
  const times = steps
    .flatMap(step => [step.body].flat())
    .flatMap(body => (typeof body?.eventTime === 'string' ? [Date.parse(body.eventTime)] : []));
  const latest = times.filter(ms => !Number.isNaN(ms));
  stage.setClock(
    given.clock ??
      given.now ??
      (latest.length > 0 ? new Date(Math.max(...latest) + 1000).toISOString() : '2026-03-02T12:00:00Z'),
  );
  const entities: Entity[] = [...toEntities(given.entities ?? given.catalog ?? given.yaml)];
  if (typeof given.user === 'string' && /cannot read/.test(given.user)) {
    const ref = /component:default\/([a-z0-9-]+)/.exec(given.user)?.[1] ?? 'secret-pipeline';
    entities.push(component(ref, 'payments-prod', ref));
  }
  if (given.slo || given.slos) {
    const slos = [given.slo, ...(given.slos ?? [])].flat().filter(Boolean);
    const [namespace, name] = String(slos[0].dataset ?? 's3://recon-lake final_index').split(' ');
    entities.push({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Resource',
      metadata: {
        name: 'scenario-dataset',
        annotations: { 'openlineage.io/namespace': namespace, 'openlineage.io/name': name },
      },
      spec: { type: 'dataset', owner: 'group:default/finance-ops', system: 'payments', slos },
    });
  }
  if (entities.length > 0) {
    await stage.backend.setEntities(entities);
    await stage.waitForEntities(
      entities.map(one => `${one.kind.toLowerCase()}:${one.metadata.namespace ?? 'default'}/${one.metadata.name}`),
    );
    await stage.backend.trigger('payrec-pipelines-claims');
  }
  if (typeof given.graph === 'string') await postGraph(stage, given.graph);
  if (typeof given.generate === 'string') {
    const events = layeredEvents(given.generate);
    for (let at = 0; at < events.length; at += 500) await stage.post(events.slice(at, at + 500), `${INGEST}/batch`);
    await stage.settle();
  }
  if (id.startsWith('S') && given.landed) await land(stage, given.landed);
}

const dataset = (name: string) => ({ namespace: 's3://recon-lake', name });

/** `a -> secret-pipeline -> b`: a dataset, a job, a dataset. */
async function postGraph(stage: Stage, text: string): Promise<void> {
  const parts = text.split('->').map(part => part.trim());
  for (let at = 1; at < parts.length - 1; at += 2) {
    await stage.post(
      runEvent(`graph-${at}`, parts[at], { inputs: [dataset(parts[at - 1])], outputs: [dataset(parts[at + 1])] }),
    );
  }
  await stage.settle();
}

/** Partitions that had landed before the scenario begins: text with the last of them, or one with its rows. */
async function land(stage: Stage, landed: any): Promise<void> {
  const zone = Number(stage.scenario.given?.slo?.timezone === 'UTC' ? 0 : 1);
  const post = async (day: string, endedAt: string, rows: number) => {
    const startMs = Date.parse(`${day}T00:00:00Z`) - zone * 3_600_000;
    const before = stage.backend.state.now;
    stage.setClock(new Date(Date.parse(endedAt) + 1000).toISOString());
    await stage.post(
      runEvent(`landed-${day}`, 'final_index.load_partition', {
        eventTime: endedAt,
        run: {
          runId: `landed-${day}`,
          facets: {
            nominalTime: {
              nominalStartTime: new Date(startMs).toISOString(),
              nominalEndTime: new Date(startMs + 86_400_000).toISOString(),
            },
          },
        },
        inputs: [{ namespace: 'kafka://broker-1:9092', name: 'payments.settled.v2' }],
        outputs: [
          { namespace: 's3://recon-lake', name: 'final_index', outputFacets: { outputStatistics: { rowCount: rows } } },
        ],
      }),
    );
    stage.backend.state.now = before;
  };
  if (typeof landed === 'string') {
    const last = /up to (\d{4}-\d{2}-\d{2})/.exec(landed)?.[1];
    const endedAt = /ended (\S+Z)/.exec(landed)?.[1];
    if (!last) return;
    for (let back = 4; back >= 0; back -= 1) {
      const day = new Date(Date.parse(`${last}T00:00:00Z`) - back * 86_400_000).toISOString().slice(0, 10);
      const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
      await post(day, back === 0 && endedAt ? endedAt : `${next}T05:10:00Z`, 1_000_000);
    }
  } else {
    for (const one of [landed].flat()) {
      const next = new Date(Date.parse(`${one.partition}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
      await post(one.partition, one.at ?? `${next}T05:10:00Z`, one.rows ?? one.rowCount ?? 1);
    }
  }
  await stage.settle();
}

async function runStep(stage: Stage, step: Step): Promise<void> {
  if (step.at) stage.setClock(step.at);
  switch (step.op) {
    case 'POST':
    case 'GET':
    case 'PUT': {
      const path = String(step.path ?? '{INGEST}')
        .replace('{INGEST}', INGEST)
        .replace('{API}', API);
      for (let times = 0; times < (step.times ?? step.repeat ?? 1); times += 1) {
        if (step.op === 'GET') await stage.settle();
        const answer = await stage.call(step.op, encodeURI(decodeURI(path)), {
          body: step.body,
          headers: step.headers,
          gzip: step.encoding === 'gzip' || step.gzip === true || step.headers?.['Content-Encoding'] === 'gzip',
        });
        stage.answers.push(answer);
        stage.posts.push(answer);
      }
      return;
    }
    case 'advance':
      stage.setClock(step.to);
      return;
    case 'refresh': {
      await stage.refreshCatalog();
      await snapshot(stage);
      return;
    }
    case 'entity':
    case 'yaml':
    case 'catalog': {
      const entities = toEntities(step.entity ?? step.entities ?? step.body);
      await stage.backend.setEntities(entities);
      await stage.waitForEntities(
        entities.map(one => `${one.kind.toLowerCase()}:${one.metadata.namespace ?? 'default'}/${one.metadata.name}`),
      );
      await stage.refreshCatalog();
      return;
    }
    default:
      // Ops of SLA scenarios are run where they are judged, in order.
      await stage.settle();
      stage.notes.slaSteps = [...(stage.notes.slaSteps ?? []), step];
      await runSlaStep(stage, step);
  }
}

/** What catalog and registry show of the scenario's job at this point of the clock. */
async function snapshot(stage: Stage): Promise<void> {
  const job = stage.scenario.steps.flatMap(step => [step.body].flat()).find(body => body?.job)?.job;
  if (!job) return;
  const [entity] = await stage.entities([entityRefOf('job', job.namespace, job.name)]);
  const query = `namespace=${encodeURIComponent(job.namespace)}&name=${encodeURIComponent(job.name)}`;
  const row = await stage.get(`jobs/one?${query}`);
  stage.snapshots.push({
    at: stage.backend.state.now,
    entityPresent: entity !== null && entity !== undefined,
    stale: row.status === 200 ? row.body.stale : entity?.metadata.labels?.['payrec.io/stale'] === 'true',
    registryRow: row.status === 200,
    historyKept: row.status === 200 && row.body.runsTotal > 0,
  });
}

function toEntities(value: unknown): Entity[] {
  return [value]
    .flat()
    .filter((one): one is Entity => typeof one === 'object' && one !== null && 'kind' in one && 'metadata' in one);
}

function component(name: string, namespace: string, job: string): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations: { 'openlineage.io/namespace': namespace, 'openlineage.io/name': job } },
    spec: { type: 'data-pipeline', lifecycle: 'production', owner: 'group:default/payments-platform' },
  };
}

export function runEvent(runId: string, job: string, more: object) {
  return {
    eventType: 'COMPLETE',
    eventTime: '2026-03-02T06:00:00Z',
    producer: 'https://github.com/example/recon-pipelines',
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: { runId },
    job: { namespace: 'payments-prod', name: job },
    ...more,
  };
}
