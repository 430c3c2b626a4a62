import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
// The module lives beside the plugin; the runner starts both as the portal does.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import catalogModule from '../../catalog-backend-module-payrec/src';
import { runScenarios } from './__testUtils__/acceptance/runScenarios';
import { readScenarios } from './__testUtils__/acceptance/scenarioFile';

const FILE = path.resolve(__dirname, '../../../../shared/acceptance/lineage-sla.json');
/** Variations of our own on what the shared file shows, worked out by hand from the design. */
const OWN = path.resolve(__dirname, '__testUtils__/acceptance/variations.json');

test.each([FILE, OWN])(
  'passes the scenarios of %s over HTTP (says so where the file is absent)',
  async file => {
    if (!existsSync(file)) {
      process.stdout.write(`skipped: ${file} is not there\n`);
      return;
    }
    const only = process.env.PAYREC_SCENARIOS?.split(',');
    const { differences } = await runScenarios(
      readScenarios(readFileSync(file, 'utf8'), file).filter(({ id }) => !only || only.includes(id)),
      { catalogModule, say: process.env.PAYREC_TEST_LOG ? text => process.stdout.write(text) : undefined },
    );
    expect(Object.entries(differences).filter(([, list]) => list.length > 0)).toEqual([]);
  },
  300_000,
);

test.each([
  ['{"scenarios": [', 'f.json is not JSON'],
  ['{"cases": []}', 'f.json has no list "scenarios"; it has cases'],
  ['{"scenarios": [{"id": "A", "steps": []}, {"id": "A", "expect": {}}]}', 'scenarios[0] (A).expect is not an object'],
])('says what is wrong with the file %s', (text, message) => {
  expect(() => readScenarios(text, 'f.json')).toThrow(message);
});
