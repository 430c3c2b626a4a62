import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { generatorRunEvents } from './feed/generatorRun';
import { BANK_FILES, DEMO_JOBS, FINAL_INDEX, JOB_NAMESPACE, MATCHES, STATEMENT_LINES } from './feed/pipelineModel';
import { WorldSummary } from './world/options';

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

it('joins what the portal reads and writes with the datasets of the pipelines', () => {
  const config = parse(readFileSync(join(folder, '../app-config.demo.yaml'), 'utf8'));
  const rules: Record<'namespace' | 'pattern' | 'asNamespace' | 'asName', string>[] =
    config.payrec.pipelines.lineage.datasetAliases;
  const joined = (name: string) => {
    const rule = rules.find(one => one.namespace === 'payrec' && new RegExp(one.pattern).test(name));
    return rule && `${rule.asNamespace} ${name.replace(new RegExp(rule.pattern), rule.asName)}`;
  };
  const summary = { transactions: 1, payouts: 1, statementLines: 1 } as WorldSummary;
  const [, made] = generatorRunEvents({ startedAt: '', endedAt: '', seed: 7, summary });
  const names = (made.outputs as { name: string }[]).map(one => one.name);
  // What the reconciliation module reports of its runs, and what the generator does.
  expect(
    Object.fromEntries([...names, 'final_index.match_groups', 'statement_files'].map(n => [n, joined(n)])),
  ).toEqual({
    'final_index.transactions': `${FINAL_INDEX.namespace} ${FINAL_INDEX.name}`,
    'final_index.statement_lines': `${STATEMENT_LINES.namespace} ${STATEMENT_LINES.name}`,
    'final_index.match_groups': `${MATCHES.namespace} ${MATCHES.name}`,
    statement_files: `${BANK_FILES.namespace} ${BANK_FILES.name}`,
    // No pipeline has it.
    'final_index.payouts': undefined,
  });
});
