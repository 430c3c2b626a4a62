import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { DEMO_JOBS, JOB_NAMESPACE } from './feed/pipelineModel';

type Entity = { kind: string; metadata: { name: string; annotations?: Record<string, string> } };

const folder = join(__dirname, '../../../examples');
const files = readdirSync(folder).filter(name => name.endsWith('.yaml'));
const entitiesOf = (name: string) =>
  parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map(document => {
    expect(document.errors).toEqual([]);
    return document.toJS() as Entity;
  });

test.each(files)('examples/%s can be read', name => {
  for (const entity of entitiesOf(name)) expect(entity.metadata.name).toMatch(/^[a-z0-9][a-z0-9.-]*$/);
});

it('claims in the catalog every pipeline and dataset the demo sends', () => {
  const claimed = files.flatMap(entitiesOf).map(({ metadata: { annotations = {} } }) => {
    const { 'openlineage.io/namespace': namespace, 'openlineage.io/name': name } = annotations;
    return `${namespace} ${name}`;
  });
  const sent = DEMO_JOBS.flatMap(job => [
    `${JOB_NAMESPACE} ${job.name}`,
    ...[...job.inputs, ...job.outputs].map(dataset => `${dataset.namespace} ${dataset.name}`),
  ]);
  expect([...new Set(sent)].filter(one => !claimed.includes(one))).toEqual([]);
});
