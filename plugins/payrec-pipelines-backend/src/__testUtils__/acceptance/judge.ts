import { askLineage } from './askLineage';
import { askSla } from './askSla';
import { differences, sameSet, within } from './compare';
import { inShapeOf, lookUp } from './shape';
import { evaluate } from './runStep';
import { slaFacts } from './slaFacts';
import { Stage } from './Stage';

/** Said for readers, and what only a browser can measure. */
const NOT_ASKED = new Set(['why', 'note', 'failsIn', 'ui']);
const SETS = new Set(['edges', 'datasets', 'jobs', 'recipients', 'notified', 'entityRefs']);
const WALK = /^(downstream|upstream|upstreamColumns|downstreamColumns)\(/;

/**
 * Asks the product for each key of `expect`. `found` is what it says, in the shape of `expect`; `wrong` is each difference
 * and each key this runner cannot ask for.
 */
export async function judge(stage: Stage): Promise<{ found: Record<string, unknown>; wrong: string[] }> {
  const { scenario, notes } = stage;
  const hasSlo = Boolean(scenario.given?.slo ?? scenario.given?.slos);
  if (hasSlo && scenario.steps.some(step => step.op === 'POST' || step.op === 'land')) await evaluate(stage);
  const found: Record<string, unknown> = notes.steps.length > 0 ? { steps: notes.steps } : {};
  const wrong: string[] = [...notes.stepDifferences];
  const facts = hasSlo ? await slaFacts(stage, scenario.expect.partition) : {};
  for (const [key, expected] of Object.entries(scenario.expect)) {
    if (NOT_ASKED.has(key)) continue;
    const actual = await ask(stage, key, expected, facts);
    if (actual === undefined) {
      wrong.push(`${key}: this runner does not know what to ask for it`);
      found[key] = null;
      continue;
    }
    const shown = inShapeOf(expected, actual);
    found[key] = isSet(key) ? inOrderOf(expected, shown) : shown;
    wrong.push(...differ(key, expected, actual));
  }
  return { found, wrong };
}

function isSet(key: string): boolean {
  return SETS.has(key) || WALK.test(key);
}

/** A list without order, in the order of the file. */
function inOrderOf(expected: unknown, actual: unknown): unknown {
  if (!Array.isArray(expected) || !Array.isArray(actual)) return actual;
  const texts = expected.map(one => JSON.stringify(one));
  const rank = (one: unknown) =>
    texts.includes(JSON.stringify(one)) ? texts.indexOf(JSON.stringify(one)) : texts.length;
  return [...actual].sort((a, b) => rank(a) - rank(b));
}

function differ(key: string, expected: any, actual: any): string[] {
  const bound = /(<=|>=|<|>)$/.exec(key)?.[1];
  if (bound) return within(key, bound, Number(expected), Number(Array.isArray(actual) ? actual.length : actual));
  // Names reached by a walk: nearest first where the file says so, and in no order within one distance.
  if (isSet(key)) return sameSet(key, expected, inShapeOf(expected, actual));
  return differences(key, expected, actual);
}

async function ask(stage: Stage, key: string, expected: any, facts: Record<string, any>): Promise<unknown> {
  const special = await askSla(stage, key, expected, facts);
  if (special !== undefined) return special;
  const bare = key.replace(/(<=|>=|<|>)$/, '');
  const fact = lookUp(facts, bare);
  if (fact !== undefined) return fact;
  const lineage = await askLineage(stage, key, expected);
  if (lineage !== undefined) return lineage;
  const { preview } = stage.notes;
  return lookUp(preview, bare) ?? lookUp(preview?.budget, bare) ?? (await ofLastEvent(stage, bare));
}

/** A bare key such as `state` or `rowCount` is about the run, then the dataset, then the job of the last event. */
async function ofLastEvent(stage: Stage, key: string): Promise<unknown> {
  const events = stage.scenario.steps.flatMap(step => [step.body].flat()).filter(one => one && typeof one === 'object');
  const last = events[events.length - 1];
  const query = (one: any) => `namespace=${encodeURIComponent(one.namespace)}&name=${encodeURIComponent(one.name)}`;
  const places: (() => Promise<any>)[] = [];
  if (last?.run?.runId) places.push(async () => (await stage.get(`runs/${encodeURIComponent(last.run.runId)}`)).body);
  const dataset = last?.dataset ?? last?.outputs?.[0];
  if (dataset?.name) places.push(async () => (await stage.get(`datasets/one?${query(dataset)}`)).body);
  if (last?.job?.name) places.push(async () => (await stage.get(`jobs/one?${query(last.job)}`)).body);
  places.push(async () => stage.answers[stage.answers.length - 1]?.body);
  for (const place of places) {
    const body = await place();
    const value = lookUp(body, key) ?? lookUp(body?.error, key);
    if (value !== undefined) return value;
  }
  return undefined;
}
