import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
// The module lives beside the plugin; the runner starts both as the portal does.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import catalogModule from '../../catalog-backend-module-payrec/src';
import { runScenarios } from './__testUtils__/acceptance/runScenarios';

const FILE = path.resolve(__dirname, '../../../../shared/acceptance/lineage-sla.json');

it('passes the shared scenarios over HTTP (says so where the file is absent)', async () => {
  if (!existsSync(FILE)) {
    process.stdout.write(`skipped: ${FILE} is not there\n`);
    return;
  }
  const { scenarios } = JSON.parse(readFileSync(FILE, 'utf8'));
  const only = process.env.PAYREC_SCENARIOS?.split(',');
  const { differences } = await runScenarios(
    scenarios.filter((one: { id: string }) => !only || only.includes(one.id)),
    { catalogModule, say: process.env.PAYREC_TEST_LOG ? text => process.stdout.write(text) : undefined },
  );
  expect(Object.entries(differences).filter(([, list]) => list.length > 0)).toEqual([]);
}, 300_000);
