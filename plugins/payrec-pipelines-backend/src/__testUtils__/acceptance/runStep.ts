import { entityRefOf } from '../../openlineage/entityRef';
import { differences } from './compare';
import { slaFacts, verdictOf } from './slaFacts';
import { land, SLO_ENTITY, toEntities, toSloDocument, writeEntities } from './prepareScenario';
import { kindOfStep, Step } from './scenarioFile';
import { API, INGEST, Stage } from './Stage';

const PREVIEW = `${API}/slas/preview`;
const SAMPLES_FROM = Date.parse('2026-03-02T06:00:00Z');

/** Runs one step; what it brought to light goes into the stage. */
export async function runStep(stage: Stage, step: Step): Promise<void> {
  if (step.at) stage.setClock(step.at);
  await stepOf(kindOfStep(step)!)(stage, step);
}

const STEPS: Record<string, (stage: Stage, step: Step) => Promise<void>> = {
  request,
  check,
  deadline,
  samples,
  async advance(stage, step) {
    stage.setClock(step.to ?? step.at);
    if (stage.scenario.given?.slo ?? stage.scenario.given?.slos) await check(stage, step);
  },
  async refresh(stage) {
    await stage.refreshCatalog();
    await snapshot(stage);
  },
  async entities(stage, step) {
    await writeEntities(stage, [step.entity, step.entities, step.body, step.yaml].flatMap(toEntities));
    await stage.refreshCatalog();
  },
  async remove(stage, step) {
    for (const ref of [step.ref ?? step.entity ?? step.refs].flat()) stage.written.delete(String(ref));
    await stage.backend.setEntities([...stage.written.values()]);
    await stage.refreshCatalog();
  },
  async prometheus(stage, step) {
    stage.prometheus.answer = step.answer;
    await evaluate(stage);
    const { slo } = await verdictOf(stage);
    const reading = { state: slo?.current?.state ?? null, reason: slo?.current?.reason ?? null };
    (stage.notes.readings ??= []).push(reading);
    note(stage, step, 'prometheus', reading);
  },
  async land(stage, step) {
    const { op: _op, at: _at, expect: _expect, ...landing } = step;
    await land(stage, step.landed ?? step.body ?? landing);
  },
  async maintenance(stage, step) {
    await declare(stage, step.window ?? step.body ?? step);
  },
  async correct(stage, step) {
    const { slo } = await verdictOf(stage, step.partition);
    const answer = await stage.call('POST', `${API}/slas/${slo?.id}/verdicts/correct`, {
      body: {
        partition: step.partition,
        state: step.state ?? step.verdict ?? step.to,
        reason: step.reason ?? 'corrected by hand',
      },
    });
    stage.answers.push(answer);
    await evaluate(stage);
    note(stage, step, 'correct', await slaFacts(stage, step.partition));
  },
  async budget(stage, step) {
    const counts = countsOf({ ...stage.scenario.given, ...step });
    const slo = toSloDocument({ ...stage.scenario.given?.slo, ...step.slo });
    const { body } = await stage.call('POST', PREVIEW, { body: { slo, counts } });
    stage.notes.preview = body;
    note(stage, step, 'budget', { ...body.budget, ...body });
  },
};

function stepOf(kind: string) {
  return STEPS[kind];
}

async function request(stage: Stage, step: Step): Promise<void> {
  const path = String(step.path ?? '{INGEST}')
    .replace('{INGEST}', INGEST)
    .replace('{API}', API)
    .replace('{BASE}', '/api/payrec-pipelines');
  const send = async () => {
    const answer = await stage.call(step.op, encodeURI(decodeURI(path)), {
      body: bodyOf(step),
      headers: step.headers,
      user: step.user,
      auth: step.auth === false ? 'none' : step.auth,
      gzip: step.encoding === 'gzip' || step.gzip === true || step.headers?.['Content-Encoding'] === 'gzip',
    });
    stage.answers.push(answer);
    if (step.expect) {
      const found = { http: answer.status, status: answer.status, body: answer.body, ms: answer.ms };
      stage.notes.stepDifferences.push(...differences(`${step.op} ${path}`, step.expect, found));
    }
  };
  const times = step.times ?? step.repeat ?? 1;
  if (step.op === 'GET') await stage.settle();
  if (step.parallel || step.concurrent) await Promise.all(Array.from({ length: times }, send));
  else for (let at = 0; at < times; at += 1) await send();
}

/** The body as given, or one made as large as the step says: `bytes` (inflated). */
function bodyOf(step: Step): unknown {
  const bytes = step.bytes ?? step.bodyBytes ?? step.inflatedBytes;
  if (bytes === undefined) return step.body ?? step.raw;
  const event = { ...step.body, padding: '' };
  return { ...event, padding: ' '.repeat(Math.max(0, Number(bytes) - JSON.stringify(event).length)) };
}

export async function evaluate(stage: Stage): Promise<void> {
  await stage.settle();
  await stage.backend.trigger('payrec-pipelines-sla');
}

/** Judges at the clock's time; maintenance of the scenario is declared before the first one. */
async function check(stage: Stage, step: Step): Promise<void> {
  if (!stage.notes.maintenanceDeclared) {
    stage.notes.maintenanceDeclared = true;
    for (const window of [stage.scenario.given?.maintenance ?? []].flat()) await declare(stage, window);
  }
  const sentBefore = stage.backend.state.sent.length;
  await evaluate(stage);
  const facts = await slaFacts(stage, step.expect?.partition ?? step.partition);
  const sent = stage.backend.state.sent.length - sentBefore;
  note(stage, step, `check ${stage.backend.state.now}`, { ...facts, notification: sent > 0, notifications: sent });
  stage.snapshots.push({ at: stage.backend.state.now, ...facts, notification: sent > 0 });
}

/** Declared an hour ahead of it, as a person would, unless it says when. */
async function declare(stage: Stage, window: Record<string, any>): Promise<void> {
  const now = stage.backend.state.now;
  stage.setClock(window.declaredAt ?? new Date(Date.parse(window.from) - 3_600_000).toISOString());
  const scope = /^(global|system:)/.test(window.scope ?? '') ? window.scope : SLO_ENTITY;
  const answer = await stage.call('POST', `${API}/maintenance`, {
    body: { scope, from: window.from, to: window.to, reason: window.reason ?? 'maintenance' },
  });
  stage.notes.maintenance = answer;
  stage.backend.state.now = now;
}

async function deadline(stage: Stage, step: Step): Promise<void> {
  const own = typeof step.slo === 'string' ? /expectedBy (\d{2}:\d{2})/.exec(step.slo)?.[1] : undefined;
  const slo = toSloDocument({
    ...stage.scenario.given?.slo,
    ...(own && { expectedBy: `${own} on D+1` }),
    ...(typeof step.slo === 'object' && step.slo),
    ...(step.timezone && { timezone: step.timezone }),
    ...(step.expectedBy && { expectedBy: step.expectedBy }),
  });
  const { body } = await stage.call('POST', PREVIEW, { body: { slo, partitions: [step.partition] } });
  const found = body.deadlines?.[0];
  const at = found?.excluded && step.expect === null ? null : found?.deadlineAt ?? null;
  stage.notes.steps.push(at);
  if (!step.slo) (stage.notes.deadlines ??= []).push(at);
  const actual = typeof step.expect === 'object' ? { ...found, verdict: found?.excluded ? 'EXCLUDED' : 'PENDING' } : at;
  if ('expect' in step)
    stage.notes.stepDifferences.push(...differences(`deadline ${step.partition}`, step.expect, actual));
}

async function samples(stage: Stage, step: Step): Promise<void> {
  const values: (number | null)[] =
    step.lagSeconds ?? step.values ?? Object.values(step).find(one => Array.isArray(one)) ?? [];
  const list = values.map((value, at) => ({
    at: new Date(SAMPLES_FROM + at * (step.everySeconds ?? 60) * 1000).toISOString(),
    value: typeof value === 'number' ? value : null,
  }));
  const { body } = await stage.call('POST', PREVIEW, {
    body: { slo: toSloDocument({ ...stage.scenario.given?.slo, ...step.slo }), samples: list },
  });
  stage.notes.preview = body;
  stage.notes.steps.push(body.states ?? body);
}

/** Counts of a window: `valid` (or `total`, or `good` + `bad`), and of burn windows as counts or as a share that is bad. */
function countsOf(step: Step) {
  const one = (given: any) => {
    if (typeof given === 'number') return { valid: 1_000_000, bad: Math.round(given * 1_000_000) };
    const bad = given.bad ?? given.failed ?? given.misses ?? 0;
    return { valid: given.valid ?? given.total ?? (given.good ?? 0) + bad, bad };
  };
  const windows = step.windows ?? step.errorRatio ?? step.errorRates;
  return {
    ...one(step.counts ?? step),
    ...(windows && {
      windows: Object.fromEntries(Object.entries(windows).map(([window, given]) => [window, one(given)])),
    }),
  };
}

function note(stage: Stage, step: Step, where: string, actual: Record<string, unknown>): void {
  stage.notes.steps.push(actual);
  if (step.expect) stage.notes.stepDifferences.push(...differences(where, step.expect, actual));
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
