import { readFile } from 'node:fs/promises';
import catalogModule from '@internal/plugin-catalog-backend-module-payrec';
// The scenario runner starts a backend of test utilities, which the package must not publish; so it is reached by folder.
/* eslint-disable @backstage/no-forbidden-package-imports, @backstage/no-mixed-plugin-imports, no-restricted-imports */
import { runScenarios } from '@internal/plugin-payrec-pipelines-backend/src/__testUtils__/acceptance/runScenarios';
import { readScenarios } from '@internal/plugin-payrec-pipelines-backend/src/__testUtils__/acceptance/scenarioFile';
/* eslint-enable @backstage/no-forbidden-package-imports, @backstage/no-mixed-plugin-imports, no-restricted-imports */

/**
 * `acceptance lineage`: starts a backend of its own on a fresh PostgreSQL database with a clock the scenarios move, and
 * runs every scenario of the file over HTTP.
 * @throws Error naming the place when the file is no JSON or no list of scenarios.
 */
export async function acceptLineage(
  file: string,
): Promise<{ passed: number; failed: number; actual: Record<string, unknown> }> {
  const scenarios = readScenarios(await readFile(file, 'utf8'), file);
  return runScenarios(scenarios, { catalogModule, say: text => process.stdout.write(text) });
}
