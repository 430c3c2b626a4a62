import { entityRefOf } from '../../openlineage/entityRef';
import { differences, within } from './compare';
import { Stage } from './runScenarios';

const enc = encodeURIComponent;

/** Asks the product for each key of `expect`, notes the answer in `found` and what differs in `wrong`. */
export async function evaluateLineage(
  stage: Stage,
  expect: Record<string, any>,
  found: Record<string, unknown>,
  wrong: string[],
) {
  for (const [key, expected] of Object.entries(expect)) {
    if (key === 'why' || key === 'ui' || key === 'note') continue;
    const actual = await ask(stage, key, expected);
    if (actual === undefined) {
      wrong.push(`${key}: this runner does not know what to ask for it`);
      continue;
    }
    found[key] = actual;
    const bound = /(<=|>=|<|>)$/.exec(key)?.[1];
    if (bound) wrong.push(...within(key, bound, Number(expected), Number(actual)));
    else if (key === 'edges' || key === 'datasets' || key === 'jobs') wrong.push(...sameSet(key, expected, actual));
    else wrong.push(...differences(key, expected, actual));
  }
}

const bareName = (text: string) => text.split(' ').pop();

async function ask(stage: Stage, key: string, expected: any): Promise<unknown> {
  const last = stage.answers[stage.answers.length - 1];
  const graph = /^GET lineage\((dataset|job) (.+), (up|down|both), depth=(\d+)\)$/.exec(key);
  if (graph) {
    const [, kind, name, direction, depth] = graph;
    const answer = await stage.get(`lineage?kind=${kind}&${nameQuery(name)}&direction=${direction}&depth=${depth}`);
    return { ...answer.body, nodes: answer.body.nodes?.length, edges: answer.body.edges?.length, ms: answer.ms };
  }
  const impact = /^impact\((dataset|job) (.+)\)$/.exec(key);
  if (impact) {
    const { body } = await stage.get(`impact?kind=${impact[1]}&${nameQuery(impact[2])}`);
    const items = body.items as { kind: string; name: string }[];
    return {
      downstreamDatasets: items.filter(one => one.kind === 'dataset').map(one => one.name),
      downstreamJobs: items.filter(one => one.kind === 'job').map(one => one.name),
      selfListed: items.some(one => one.kind === impact[1] && one.name === bareName(impact[2])),
    };
  }
  const walk = /^(downstream|upstream)\((.+?)(?:, depth=(\d+))?\)$/.exec(key);
  if (walk) {
    const direction = walk[1] === 'downstream' ? 'down' : 'up';
    const { body } = await stage.get(`lineage?${nameQuery(walk[2])}&direction=${direction}&depth=${walk[3] ?? 20}`);
    return (
      body.nodes?.filter((node: any) => node.id !== body.focus).map((node: any) => `${node.kind} ${node.name}`) ?? body
    );
  }
  const columns = /^(upstream|downstream)Columns\((.+)\.([^.]+)\)$/.exec(key);
  if (columns) {
    const direction = columns[1] === 'upstream' ? 'up' : 'down';
    const { body } = await stage.get(
      `column-lineage?${nameQuery(columns[2])}&field=${enc(columns[3])}&direction=${direction}`,
    );
    const nodes = (body.nodes ?? []).filter((node: any) => node.id !== body.focus);
    return nodes.map((node: any) => `${node.name}.${node.field}`);
  }
  if (key.startsWith('at ')) {
    const wanted = Date.parse(normalTime(key.slice(3)));
    return stage.snapshots.find(one => Date.parse(String(one.at)) === wanted) ?? null;
  }
  if (key.startsWith('body.')) return bodyPart(last?.body, key.slice(5).replace(/(<=|>=|<|>)$/, ''));
  switch (key) {
    case 'http':
      return stage.answers.map(one => one.status);
    case 'status':
      return last?.status;
    case 'body':
      return last?.body;
    case 'ms<':
      return last?.ms;
    case 'run': {
      const { body, status } = await stage.get(`runs/${enc(expected.id ?? expected.runId)}`);
      return status === 200 ? { id: body.runId, ...body, warnings: body.warnings } : null;
    }
    case 'runs':
      return Promise.all(
        (expected as any[]).map(async one => {
          const { body } = await stage.get(`runs/${enc(one.id ?? one.runId)}`);
          return { id: body.runId, ...body };
        }),
      );
    case 'edges':
      return edges(stage);
    case 'output': {
      const { body } = await stage.get('runs?limit=200');
      for (const run of body.items) {
        const detail = (await stage.get(`runs/${enc(run.runId)}`)).body;
        const output = detail.datasets.find((one: any) => one.direction === 'output');
        if (output) return output;
      }
      return null;
    }
    case 'datasetsTotal':
      return (await stage.get('ingest')).body.datasets;
    case 'jobsTotal':
      return (await stage.get('ingest')).body.jobs;
    case 'runsTotal':
      return (await stage.get('ingest')).body.runs;
    case 'datasets':
      return (await stage.get('datasets?limit=200')).body.items.map((one: any) =>
        typeof expected[0] === 'string' ? one.name : one,
      );
    case 'jobs':
      return (await stage.get('jobs?limit=200')).body.items.map((one: any) =>
        typeof expected[0] === 'string' ? one.name : one,
      );
    case 'entity':
      return entity(stage, expected);
    case 'roundTrip': {
      const { namespace, name } = expected.query;
      const answer = await stage.get(`datasets/one?namespace=${enc(namespace)}&name=${enc(name)}`);
      return { query: { namespace, name }, found: answer.status === 200 && answer.body.name === name };
    }
    default:
      return undefined;
  }
}

async function entity(stage: Stage, expected: any) {
  await stage.refreshCatalog();
  const [job, dataset] = [
    stage.scenario.steps.flatMap(step => [step.body].flat()).find(body => body?.job)?.job,
    stage.scenario.steps
      .flatMap(step => [step.body].flat())
      .flatMap(body => [...(body?.outputs ?? []), ...(body?.dataset ? [body.dataset] : [])])[0],
  ];
  const refs = [
    ...(dataset ? [entityRefOf('dataset', dataset.namespace, dataset.name)] : []),
    ...(job ? [entityRefOf('job', job.namespace, job.name)] : []),
  ];
  const ref = refs.includes(expected.ref) || expected.ref === undefined ? expected.ref ?? refs[0] : expected.ref;
  const [one] = await stage.entities([ref]);
  if (!one) return { ref: refs[0] ?? null, valid: false };
  return {
    ref: `${one.kind.toLowerCase()}:${one.metadata.namespace}/${one.metadata.name}`,
    title: one.metadata.title,
    owner: one.spec?.owner,
    type: one.spec?.type,
    tags: one.metadata.tags,
    relations: one.relations?.map(relation => ({ type: relation.type, targetRef: relation.targetRef })),
    valid: true,
  };
}

async function edges(stage: Stage): Promise<string[][]> {
  const jobs = (await stage.get('jobs?limit=200')).body.items;
  const all = new Map<string, string[]>();
  for (const job of jobs) {
    const { body } = await stage.get(`lineage?kind=job&namespace=${enc(job.namespace)}&name=${enc(job.name)}&depth=1`);
    const textOf = new Map(body.nodes.map((node: any) => [node.id, `${node.kind} ${node.namespace} ${node.name}`]));
    for (const edge of body.edges) {
      const pair = [String(textOf.get(edge.from)), String(textOf.get(edge.to))];
      all.set(pair.join('\n'), pair);
    }
  }
  return [...all.values()];
}

function sameSet(where: string, expected: unknown[], actual: unknown): string[] {
  const text = (list: unknown) =>
    Array.isArray(list)
      ? list
          .map(one => JSON.stringify(one))
          .sort()
          .join('\n')
      : String(list);
  return text(expected) === text(actual)
    ? []
    : [`${where}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
}

function bodyPart(body: any, path: string): unknown {
  const value = path.split('.').reduce((at, key) => at?.[key], body);
  return Array.isArray(value) ? value.length : value ?? null;
}

/** `kafka payments.settled.v2`, `s3://recon-lake final_index` or a bare name. */
function nameQuery(text: string): string {
  const [first, ...rest] = text.split(' ');
  if (rest.length === 0) return `name=${enc(text)}`;
  return /:\/\//.test(first) ? `namespace=${enc(first)}&name=${enc(rest.join(' '))}` : `name=${enc(rest.join(' '))}`;
}

function normalTime(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T00:00:00Z`;
  return /T\d{2}:\d{2}Z$/.test(text) ? text.replace('Z', ':00Z') : text;
}
