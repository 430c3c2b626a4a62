import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { payrecContract } from '@internal/plugin-payrec-common';
import { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { openApiDrift } from '@internal/plugin-payrec-node';
import { pipelinesContract } from '@internal/plugin-payrec-pipelines-common';
import { reconciliationContract } from '@internal/plugin-payrec-reconciliation-common';
import { apiEntitiesYaml } from './__testUtils__/apiEntities';

const root = resolve(__dirname, '../../..');
const apis = [
  {
    contract: payrecContract,
    description: 'Transactions of the Final Index in the scope of the caller',
    owner: 'group:default/payments-platform',
  },
  {
    contract: reconciliationContract,
    description: 'Overview, breaks, decisions, statement files and matching runs',
    owner: 'group:default/finance-ops',
  },
  {
    contract: fraudContract,
    description: 'Alerts, the live feed, claims, decisions, suppressions and analyst metrics',
    owner: 'group:default/fraud',
  },
  {
    contract: pipelinesContract,
    description: 'Lineage registry, runs, SLAs, incidents and the panels of the Operations page',
    owner: 'group:default/payments-oncall',
  },
];

test.each(apis)('openapi.yaml of $contract.pluginId is what the contract emits', async ({ contract }) => {
  const file = resolve(root, 'plugins', `${contract.pluginId}-backend`, 'openapi.yaml');
  expect(await openApiDrift(contract, file)).toBeUndefined();
});

test('examples/apis.yaml registers them in the catalog', () => {
  const file = resolve(root, 'examples/apis.yaml');
  if (process.env.UPDATE_OPENAPI === '1') writeFileSync(file, apiEntitiesYaml(apis));
  expect(readFileSync(file, 'utf8')).toBe(apiEntitiesYaml(apis));
});
