import { readFile } from 'node:fs/promises';
import catalogModule from '@internal/plugin-catalog-backend-module-payrec';
// A backend plugin exports its plugin only; the scenario runner is reached by folder, as the matching passes are.
// eslint-disable-next-line @backstage/no-forbidden-package-imports, @backstage/no-mixed-plugin-imports, no-restricted-imports
import { runScenarios } from '@internal/plugin-payrec-pipelines-backend/src/__testUtils__/acceptance/runScenarios';

/**
 * `acceptance lineage`: starts a backend of its own on a fresh PostgreSQL database with a clock the scenarios move, and
 * runs every scenario of the file over HTTP.
 * @throws Error when the file has no list `scenarios`.
 */
export async function acceptLineage(
  file: string,
): Promise<{ passed: number; failed: number; actual: Record<string, unknown> }> {
  const content = JSON.parse(await readFile(file, 'utf8'));
  if (!Array.isArray(content.scenarios)) {
    throw new Error(`${file} has no list "scenarios"; it has ${Object.keys(content).join(', ')}`);
  }
  return runScenarios(content.scenarios, { catalogModule, say: text => process.stdout.write(text) });
}
