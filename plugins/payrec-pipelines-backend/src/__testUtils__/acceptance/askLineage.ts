import { Entity } from '@backstage/catalog-model';
import { entityRefOf } from '../../openlineage/entityRef';
import { API, Stage } from './Stage';

const enc = encodeURIComponent;
const bareName = (text: string) => text.split(' ').pop();

/**
 * What the product says to one key of `expect` about runs, graph, columns, entities and answers. Undefined for a key it has
 * no words for.
 */
export async function askLineage(stage: Stage, key: string, expected: any): Promise<unknown> {
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
      truncated: body.truncated,
      total: items.length,
      downstreamDatasets: items.filter(one => one.kind === 'dataset').map(one => one.name),
      downstreamJobs: items.filter(one => one.kind === 'job').map(one => one.name),
      selfListed: items.some(one => one.kind === impact[1] && one.name === bareName(impact[2])),
      items,
    };
  }
  const walk = /^(downstream|upstream)\((.+?)(?:, depth=(\d+))?\)$/.exec(key);
  if (walk) {
    const direction = walk[1] === 'downstream' ? 'down' : 'up';
    const { body } = await stage.get(`lineage?${nameQuery(walk[2])}&direction=${direction}&depth=${walk[3] ?? 20}`);
    return (
      body.nodes
        ?.filter((node: any) => node.id !== body.focus)
        .map((node: any) => (node.hidden ? '<hidden>' : `${node.kind} ${node.name}`)) ?? body
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
  const called = /^(partitions|dataset|job|entity|status|search|events|column)\((.+)\)$/.exec(key);
  if (called) return callOf(called[1])(stage, called[2], expected);
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
    case 'outputs':
    case 'inputs': {
      const { body } = await stage.get(`runs/${enc(lastRunId(stage))}`);
      return body.datasets
        ?.filter((one: any) => `${one.direction}s` === key)
        .map((one: any) => (typeof expected[0] === 'string' ? one.name : one));
    }
    case 'warnings':
      return (await stage.get(`runs/${enc(lastRunId(stage))}`)).body.warnings;
    case 'eventsTotal':
    case 'eventsStored':
    case 'storedEvents':
      return (await stage.get('ingest')).body.receivedLastDay;
    case 'rejected':
    case 'rejectedTotal':
      return (await stage.get('ingest')).body.rejectedLastDay;
    case 'error':
    case 'errorMessage':
      return last?.body?.error?.message ?? (await stage.get(`runs/${enc(lastRunId(stage))}`)).body.errorMessage;
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
    case 'entities': {
      await stage.refreshCatalog();
      const refs = expected.map((one: any) => (typeof one === 'string' ? one : one.ref));
      const there = await stage.entities(refs);
      return expected.map((one: any, at: number) => {
        if (typeof one !== 'string') return there[at] ? toShown(there[at]!) : { ref: one.ref, valid: false };
        return there[at] ? one : null;
      });
    }
    case 'entityPresent':
      return (await entity(stage, {})).valid;
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
  if (!one) return { ref: refs[0] ?? null, valid: false, present: false };
  return toShown(one);
}

function toShown(one: Entity) {
  return {
    ref: `${one.kind.toLowerCase()}:${one.metadata.namespace}/${one.metadata.name}`,
    kind: one.kind,
    namespace: one.metadata.namespace,
    name: one.metadata.name,
    title: one.metadata.title,
    description: one.metadata.description,
    annotations: one.metadata.annotations,
    labels: one.metadata.labels,
    system: one.spec?.system,
    lifecycle: one.spec?.lifecycle,
    owner: one.spec?.owner,
    type: one.spec?.type,
    tags: one.metadata.tags,
    relations: one.relations?.map(relation => ({ type: relation.type, targetRef: relation.targetRef })),
    valid: true,
    present: true,
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

function lastRunId(stage: Stage): string {
  const ids = stage.scenario.steps.flatMap(step => [step.body].flat()).flatMap(body => body?.run?.runId ?? []);
  return String(ids[ids.length - 1] ?? '');
}

const CALLS: Record<string, (stage: Stage, text: string, expected: any) => Promise<unknown>> = {
  async partitions(stage, text, expected) {
    const { body } = await stage.get(`datasets/partitions?${nameQuery(text)}`);
    return body.items?.map((one: any) => (typeof expected?.[0] === 'string' ? one.partition : one)) ?? body;
  },
  async dataset(stage, text) {
    const { body, status } = await stage.get(`datasets/one?${nameQuery(text)}`);
    return status === 200 ? body : null;
  },
  async job(stage, text) {
    const { body, status } = await stage.get(`jobs/one?${nameQuery(text)}`);
    return status === 200 ? body : null;
  },
  async entity(stage, ref) {
    await stage.refreshCatalog();
    const [one] = await stage.entities([ref]);
    return one ? toShown(one) : null;
  },
  async status(stage, ref) {
    return (await stage.call('POST', `${API}/status`, { body: { entityRefs: [ref] } })).body.items?.[0];
  },
  async search(stage, text, expected) {
    const { body } = await stage.get(`search?q=${enc(text)}`);
    return typeof expected === 'number' ? body.items.length : body.items.map((one: any) => one.name);
  },
  async events(stage, text, expected) {
    const answer = await stage.get(`events?kind=job&${nameQuery(text)}`);
    return typeof expected === 'number' && expected >= 400 ? answer.status : answer.body.items?.length;
  },
  async column(stage, text) {
    const at = text.lastIndexOf('.');
    const { body } = await stage.get(`datasets/one?${nameQuery(text.slice(0, at))}`);
    return body.fields?.find((one: any) => one.name === text.slice(at + 1)) ?? null;
  },
};

function callOf(name: string) {
  return CALLS[name];
}
