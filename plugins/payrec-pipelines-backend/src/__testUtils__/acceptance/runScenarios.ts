import { judge } from './judge';
import { configFor, prepare } from './prepareScenario';
import { runStep } from './runStep';
import { assertKnownSteps, Scenario } from './scenarioFile';
import { Stage, startPrometheus } from './Stage';
import { ScenarioBackend, startScenarioBackend } from './startScenarioBackend';

/** Runs all scenarios of a file, one after the other; answers what the product said and what differs. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  options: { catalogModule: unknown; say?: (text: string) => void },
): Promise<{ passed: number; failed: number; actual: Record<string, unknown>; differences: Record<string, string[]> }> {
  const prometheus = await startPrometheus();
  const actual: Record<string, unknown> = {};
  const differences: Record<string, string[]> = {};
  let backend: ScenarioBackend | undefined;
  let configOf = '';
  try {
    for (const scenario of scenarios) {
      try {
        assertKnownSteps(scenario);
        const config = configFor(scenario);
        if (!backend || JSON.stringify(config) !== configOf) {
          await backend?.stop();
          backend = await startScenarioBackend({ ...options, config, prometheusUrl: prometheus.url });
          configOf = JSON.stringify(config);
        }
        await backend.setEntities([]);
        await backend.reset();
        const stage = new Stage(backend, scenario, prometheus);
        await prepare(stage);
        for (const step of scenario.steps) await runStep(stage, step);
        await stage.settle();
        const { found, wrong } = await judge(stage);
        actual[scenario.id] = found;
        differences[scenario.id] = wrong;
      } catch (error) {
        differences[scenario.id] = [`could not be run: ${error instanceof Error ? error.message : error}`];
        actual[scenario.id] = { error: String(error) };
      }
      const wrong = differences[scenario.id];
      options.say?.(
        wrong.length === 0
          ? `${scenario.id} ok\n`
          : `${scenario.id} ${scenario.title ?? ''}\n${wrong.map(line => `  ${line}\n`).join('')}`,
      );
    }
  } finally {
    await backend?.stop();
    await prometheus.stop();
  }
  const failed = Object.values(differences).filter(list => list.length > 0).length;
  return { passed: scenarios.length - failed, failed, actual, differences };
}
