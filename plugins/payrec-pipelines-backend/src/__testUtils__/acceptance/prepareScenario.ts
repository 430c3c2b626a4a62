import { Entity, stringifyEntityRef } from '@backstage/catalog-model';
import { instantOfWallClock, instantToEpochMs, addDays, parseIsoDate } from '@internal/plugin-payrec-common';
import { parseAllDocuments } from 'yaml';
import { layeredEvents } from './layeredEvents';
import { Scenario } from './scenarioFile';
import { INGEST, Stage } from './Stage';

const DAY_MS = 86_400_000;
/** Entity the objectives of a scenario stand on, unless it says another. */
export const SLO_ENTITY = 'resource:default/scenario-dataset';
const FINAL_INDEX = 's3://recon-lake final_index';
const PLUGIN_SETTINGS = ['timezone', 'staleAfterSeconds', 'volumeMaxChange', 'calendars', 'queries'] as const;
const LINEAGE_SETTINGS = [
  'bodyMegabytesMax',
  'batchEventsMax',
  'queueEventsMax',
  'queueMegabytesMax',
  'droppedFacets',
  'hostAliases',
  'datasetAliases',
  'promotion',
] as const;

/** Settings a scenario gives, by the names they have under `payrec.pipelines` and `payrec.pipelines.lineage`. */
export function configFor({ given = {} }: Scenario) {
  const asked = { ...given.config, ...given };
  const lineage: Record<string, any> = { promotion: { rules: [{ namespace: '*' }] } };
  for (const key of LINEAGE_SETTINGS) {
    if (typeof asked[key] === 'object' || typeof asked[key] === 'number') lineage[key] = asked[key];
  }
  for (const key of ['staleAfter', 'orphanAfter', 'rawEventsKept'] as const) {
    const days = /^P?(\d+)\s*[dD](?:ays?)?$/.exec(String(asked[key] ?? ''));
    if (days) lineage[key] = { days: Number(days[1]) };
  }
  const settings: Record<string, any> = { timezone: 'Europe/Berlin' };
  for (const key of PLUGIN_SETTINGS) if (asked[key] !== undefined) settings[key] = asked[key];
  if (settings.calendars && !Array.isArray(settings.calendars)) delete settings.calendars;
  return { lineage, ...settings };
}

export async function prepare(stage: Stage): Promise<void> {
  const { given = {}, steps } = stage.scenario;
  const latest = steps
    .flatMap(step => [step.body].flat())
    .flatMap(body => (typeof body?.eventTime === 'string' ? [Date.parse(body.eventTime)] : []))
    .filter(ms => !Number.isNaN(ms) && ms < Date.parse('2090-01-01'));
  stage.setClock(
    given.clock ??
      given.now ??
      (latest.length > 0 ? new Date(Math.max(...latest) + 1000).toISOString() : '2026-03-02T12:00:00Z'),
  );
  const entities = [given.entities, given.entity, given.catalog, given.yaml].flatMap(toEntities);
  if (typeof given.user === 'string' && /cannot read/.test(given.user)) {
    const name = /component:default\/([a-z0-9-]+)/.exec(given.user)?.[1] ?? 'secret-pipeline';
    entities.push(component(name, 'payments-prod', name));
  }
  entities.push(...sloEntities(given));
  if (entities.length > 0) await writeEntities(stage, entities);
  for (const line of [given.graph].flat()) if (typeof line === 'string') await postGraph(stage, line);
  if (typeof given.generate === 'string') {
    const events = layeredEvents(given.generate);
    for (let at = 0; at < events.length; at += 500) await stage.post(events.slice(at, at + 500), `${INGEST}/batch`);
    await stage.settle();
  }
  if (given.events) await stage.post([given.events].flat(), `${INGEST}/batch`);
  if (given.landed) await land(stage, given.landed);
}

/** Adds to the hand-written catalog of the scenario, or replaces what has the same ref, and waits until it shows. */
export async function writeEntities(stage: Stage, entities: readonly Entity[]): Promise<void> {
  for (const one of entities) stage.written.set(stringifyEntityRef(one), one);
  await stage.backend.setEntities([...stage.written.values()]);
  await stage.waitForEntities([...stage.written.keys()]);
  await stage.backend.trigger('payrec-pipelines-claims');
}

/** Objects, lists of them, or the text of a `catalog-info.yaml`. */
export function toEntities(value: unknown): Entity[] {
  if (typeof value === 'string') return parseAllDocuments(value).flatMap(one => toEntities(one.toJS()));
  return [value]
    .flat()
    .filter((one): one is Entity => typeof one === 'object' && one !== null && 'kind' in one && 'metadata' in one)
    .map(one => ({ ...one, apiVersion: one.apiVersion ?? 'backstage.io/v1alpha1' }));
}

/** One entity for each dataset or owner that objectives name; the first is `SLO_ENTITY`. */
function sloEntities(given: Record<string, any>): Entity[] {
  const slos = [given.slo, ...[given.slos ?? []].flat()].filter(one => typeof one === 'object' && one !== null);
  const groups = new Map<string, Record<string, any>[]>();
  for (const slo of slos) {
    const key = JSON.stringify([slo.dataset ?? FINAL_INDEX, slo.job ?? null, slo.owner ?? null, slo.entityRef ?? null]);
    groups.set(key, [...(groups.get(key) ?? []), slo]);
  }
  return [...groups.values()].map((group, at) => {
    const { dataset, job, owner, entityRef } = group[0];
    const [namespace, name] = nameOf(dataset ?? job ?? FINAL_INDEX);
    const [, kind, own] = /^(component|resource):default\/(.+)$/.exec(String(entityRef ?? '')) ?? [];
    return {
      apiVersion: 'backstage.io/v1alpha1',
      kind: kind === 'component' || (job && !dataset) ? 'Component' : 'Resource',
      metadata: {
        name: own ?? (at === 0 ? 'scenario-dataset' : `scenario-dataset-${at + 1}`),
        title: name,
        annotations: { 'openlineage.io/namespace': namespace, 'openlineage.io/name': name },
      },
      spec: {
        type: job && !dataset ? 'data-pipeline' : 'dataset',
        lifecycle: 'production',
        owner: owner ?? 'group:default/finance-ops',
        system: 'payments',
        slos: group.map(toSloDocument),
      },
    };
  });
}

function nameOf(value: unknown): [string, string] {
  if (typeof value === 'object' && value !== null) {
    const { namespace, name } = value as Record<string, string>;
    return [namespace, name];
  }
  const [namespace, ...rest] = String(value).split(' ');
  return rest.length > 0 ? [namespace, rest.join(' ')] : ['s3://recon-lake', namespace];
}

/** The definition as a file writes it in short → as `spec.slos` has it. */
export function toSloDocument(slo: Record<string, any>): Record<string, any> {
  const { owner: _owner, entityRef: _ref, dataset, min, max, ...rest } = slo;
  const contents = slo.type === 'completeness' || slo.type === 'volume';
  return {
    ...(slo.name === undefined && { name: `scenario-${String(slo.type).toLocaleLowerCase('en-US')}` }),
    ...rest,
    ...(dataset !== undefined && { dataset: typeof dataset === 'string' ? nameOf(dataset).join(' ') : dataset }),
    ...(max !== undefined && !contents && { max }),
    ...(min !== undefined && !contents && { min }),
    ...(contents &&
      (min !== undefined || max !== undefined) && {
        [slo.type === 'volume' ? 'rows' : 'ratio']: { min, max },
      }),
  };
}

/** `a -> secret-pipeline -> b`: a dataset, a job, a dataset. */
async function postGraph(stage: Stage, text: string): Promise<void> {
  const parts = text.split(/->|→/).map(part => part.trim());
  const dataset = (name: string) => {
    const [namespace, own] = nameOf(name);
    return { namespace, name: own };
  };
  for (let at = 1; at < parts.length - 1; at += 2) {
    await stage.post(
      runEvent(`graph-${at}-${text}`, parts[at], {
        inputs: [dataset(parts[at - 1])],
        outputs: [dataset(parts[at + 1])],
      }),
    );
  }
  await stage.settle();
}

/**
 * Partitions that land: a text with the last of them (and four before it), or objects `{ partition, at, rows }`. Each is
 * reported a second after it ended, by a run whose nominal time is the local day of the objective.
 */
export async function land(stage: Stage, landed: any): Promise<void> {
  if (typeof landed === 'string') {
    const last = /up to (\d{4}-\d{2}-\d{2})/.exec(landed)?.[1];
    const endedAt = /ended (\S+Z)/.exec(landed)?.[1];
    if (!last) throw new Error(`landed is "${landed}"; expected "partitions up to 2026-03-03, last run ended <time>"`);
    for (let back = 4; back >= 0; back -= 1) {
      const day = new Date(Date.parse(`${last}T00:00:00Z`) - back * DAY_MS).toISOString().slice(0, 10);
      await postLanding(stage, { partition: day, rows: 1_000_000, ...(back === 0 && endedAt && { at: endedAt }) });
    }
  } else {
    for (const one of [landed].flat()) await postLanding(stage, typeof one === 'string' ? { partition: one } : one);
  }
  await stage.settle();
}

async function postLanding(stage: Stage, one: Record<string, any>): Promise<void> {
  const slo = stage.scenario.given?.slo ?? [stage.scenario.given?.slos ?? []].flat()[0];
  const zone = slo?.timezone ?? stage.scenario.given?.timezone ?? 'Europe/Berlin';
  const day = parseIsoDate(String(one.partition).slice(0, 10));
  const hour = /T(\d{2})/.exec(String(one.partition))?.[1];
  const start = instantToEpochMs(instantOfWallClock(day, `${hour ?? '00'}:00`, zone));
  const end = hour ? start + 3_600_000 : instantToEpochMs(instantOfWallClock(addDays(day, 1), '00:00', zone));
  const endedAt = one.at ?? one.landedAt ?? one.eventTime ?? new Date(end + 5 * 3_600_000 + 600_000).toISOString();
  const [namespace, name] = nameOf(one.dataset ?? slo?.dataset ?? FINAL_INDEX);
  const rows = one.rows ?? one.rowCount ?? 1;
  const control = one.controlTotal ?? one.expectedRows ?? one.expected;
  // A second landing of a partition is another run.
  const again = stage.landings.get(`${one.partition} ${one.dataset}`) ?? 0;
  stage.landings.set(`${one.partition} ${one.dataset}`, again + 1);
  const runId =
    one.runId ?? `landed-${one.partition}${one.dataset ? `-${one.dataset}` : ''}${again > 0 ? `-${again + 1}` : ''}`;
  const before = stage.backend.state.now;
  stage.setClock(one.receivedAt ?? new Date(Date.parse(endedAt) + 1000).toISOString());
  await stage.post(
    runEvent(runId, one.job ?? 'final_index.load_partition', {
      eventTime: endedAt,
      run: {
        runId,
        facets: {
          nominalTime: {
            nominalStartTime: new Date(start).toISOString(),
            nominalEndTime: new Date(end).toISOString(),
          },
        },
      },
      inputs: [{ namespace: 'kafka://broker-1:9092', name: 'payments.settled.v2' }],
      outputs: [
        {
          namespace,
          name,
          outputFacets: {
            outputStatistics: { rowCount: rows },
            ...(control !== undefined && {
              payrec_controlTotal: typeof control === 'number' ? { rows: control } : control,
            }),
          },
        },
      ],
    }),
  );
  stage.backend.state.now = before;
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
