import { differences, within } from './compare';
import { evaluateLineage } from './evaluateLineage';
import { SLO_ENTITY, Stage, Step } from './runScenarios';

const enc = encodeURIComponent;

async function verdictOf(stage: Stage, partition: string) {
  const { body } = await stage.get(`entity-sla?entityRef=${enc(SLO_ENTITY)}`);
  const verdict = body.verdicts?.find((one: any) => one.partition === partition);
  return { verdict, sla: body.slos?.[0], body };
}

async function evaluate(stage: Stage) {
  await stage.backend.trigger('payrec-pipelines-sla');
}

/** One step of an SLA scenario; answers go into `stage.notes`. */
export async function runSlaStep(stage: Stage, step: Step): Promise<void> {
  const { notes, scenario } = stage;
  const wrong: string[] = (notes.stepDifferences ??= []);
  const results: unknown[] = (notes.steps ??= []);
  switch (step.op) {
    case 'check': {
      if (!notes.maintenanceDeclared) {
        notes.maintenanceDeclared = true;
        for (const window of scenario.given?.maintenance ?? []) {
          // Declared ahead of it, as a person would.
          const now = stage.backend.state.now;
          stage.setClock(new Date(Date.parse(window.from) - 3_600_000).toISOString());
          const scope = /^(global|system:)/.test(window.scope) ? window.scope : SLO_ENTITY;
          await stage.call('POST', '/api/payrec-pipelines/v1/maintenance', {
            body: { scope, from: window.from, to: window.to, reason: window.reason },
          });
          stage.backend.state.now = now;
        }
      }
      const sentBefore = stage.backend.state.sent.length;
      await evaluate(stage);
      const partition = step.expect?.partition ?? scenario.expect.partition;
      const { verdict } = await verdictOf(stage, partition);
      const actual = {
        partition: verdict?.partition ?? null,
        verdict: verdict?.state ?? null,
        reason: verdict?.reason,
        deadline: verdict?.deadlineAt,
        notification: stage.backend.state.sent.length > sentBefore,
        landedAt: verdict?.landedAt ?? null,
      };
      results.push(actual);
      if (step.expect) wrong.push(...differences(`check ${step.at}`, step.expect, actual));
      return;
    }
    case 'deadline': {
      const time = /expectedBy (\d{2}:\d{2})/.exec(String(step.slo ?? ''))?.[1];
      const slo = time ? { ...scenario.given!.slo, expectedBy: `${time} on D+1` } : scenario.given!.slo;
      const { body } = await stage.call('POST', '/api/payrec-pipelines/v1/slas/preview', {
        body: { slo, partitions: [step.partition] },
      });
      const at = body.deadlines?.[0]?.deadlineAt ?? null;
      results.push(at);
      if (!time) (notes.deadlines ??= []).push(at);
      wrong.push(...differences(`deadline ${step.partition}`, step.expect, at));
      return;
    }
    case 'samples': {
      const start = Date.parse('2026-03-02T06:00:00Z');
      const values: (number | null)[] = step.lagSeconds ?? step.values ?? [];
      const samples = values.map((value, at) => ({
        at: new Date(start + at * (step.everySeconds ?? 60) * 1000).toISOString(),
        value,
      }));
      const { body } = await stage.call('POST', '/api/payrec-pipelines/v1/slas/preview', {
        body: { slo: scenario.given!.slo, samples },
      });
      notes.preview = body;
      results.push(body.states ?? body);
      return;
    }
    case 'prometheus': {
      stage.prometheus.answer = step.answer;
      await evaluate(stage);
      const { sla } = await verdictOf(stage, '');
      (notes.readings ??= []).push({ state: sla?.current?.state ?? null, reason: sla?.current?.reason ?? null });
      results.push(notes.readings[notes.readings.length - 1]);
      return;
    }
    default:
      wrong.push(`op ${step.op}: this runner does not know it`);
  }
}

/** Judges an SLA scenario by what its steps have brought to light. */
export async function evaluateSla(stage: Stage, found: Record<string, unknown>, wrong: string[]): Promise<void> {
  const { scenario, notes, backend } = stage;
  const { expect } = scenario;
  if (notes.steps) found.steps = notes.steps;
  wrong.push(...(notes.stepDifferences ?? []));
  const lastPost = scenario.steps.filter(step => step.op === 'POST').length > 0;
  if (lastPost && scenario.given?.slo) await evaluate(stage);
  const lineageKeys: Record<string, unknown> = {};
  for (const [key, expected] of Object.entries(expect)) {
    if (key === 'why' || key === 'failsIn') continue;
    const actual = await askSla(stage, key, expected);
    if (actual === undefined) {
      lineageKeys[key] = expected;
      continue;
    }
    found[key] = actual;
    const bound = /(<=|>=|<|>)$/.exec(key)?.[1];
    if (bound) wrong.push(...within(key, bound, Number(expected), Number(actual)));
    else wrong.push(...differences(key, expected, actual));
  }
  void backend;
  await evaluateLineage(stage, lineageKeys, found, wrong);
}

async function askSla(stage: Stage, key: string, expected: any): Promise<unknown> {
  const { notes, scenario, backend } = stage;
  const last = stage.answers[stage.answers.length - 1];
  const lastCheck = [...(notes.steps ?? [])]
    .reverse()
    .find((one: any) => one && typeof one === 'object' && 'verdict' in one);
  switch (key) {
    case 'partition':
      return lastCheck?.partition;
    case 'verdict':
      if (notes.readings)
        return notes.readings.every((one: any) => one.state === expected)
          ? expected
          : notes.readings.map((one: any) => one.state);
      return lastCheck
        ? (await verdictOf(stage, expected.partition ?? scenario.expect.partition ?? lastCheck.partition)).verdict
            ?.state ?? null
        : undefined;
    case 'reason':
      return notes.readings
        ? notes.readings.map((one: any, at: number) =>
            String(one.reason).includes(expected[at]) ? expected[at] : one.reason,
          )
        : lastCheck?.reason;
    case 'detectedWithinSeconds<=': {
      const { verdict } = await verdictOf(stage, scenario.expect.partition);
      return (Date.parse(verdict.detectedAt) - Date.parse(verdict.deadlineAt)) / 1000;
    }
    case 'notificationSent':
      return backend.state.sent.length > 0;
    case 'notifications':
      return notes.preview ? notes.preview.notifications.length : backend.state.sent.length;
    case 'gapBetweenDeadlinesHours': {
      const at = (notes.deadlines as string[]).map(Date.parse);
      return at.slice(1).map((one, index) => (one - at[index]) / 3_600_000);
    }
    case 'states':
      return notes.preview?.states;
    case 'firedAtSample':
      return notes.preview?.states.indexOf('FIRING');
    case 'clearedAtSample':
      return notes.preview
        ? notes.preview.states.findIndex(
            (one: string, at: number) => one === 'OK' && notes.preview.states[at - 1] === 'FIRING',
          )
        : undefined;
    case 'total':
    case 'good':
    case 'bad': {
      const { sla } = await verdictOf(stage, '');
      const budget = sla?.budget;
      return { total: budget?.valid, good: budget?.good, bad: budget?.bad }[key];
    }
    case 'stillShown': {
      const partition = (notes.steps ?? [])
        .map((one: any) => one?.partition)
        .filter(Boolean)
        .pop();
      return (await verdictOf(stage, partition)).verdict?.reason;
    }
    case 'countedAs': {
      const { sla } = await verdictOf(stage, '');
      return sla?.budget === null || (sla?.budget?.good === 0 && sla?.budget?.bad === 0)
        ? expected
        : { good: sla?.budget?.good, bad: sla?.budget?.bad };
    }
    case 'greenShown':
      return notes.readings?.some((one: any) => one.state === 'MET') ?? false;
    case 'volumeCheck':
    case 'timeline': {
      const { body } = await stage.get(
        `volume-check?namespace=${enc('s3://recon-lake')}&name=final_index&partition=${
          scenario.given?.landed?.partition
        }`,
      );
      return key === 'timeline' ? body.timeline.map((one: any) => one.text) : body;
    }
    case 'nodes':
      return last.body.nodes
        .map((node: any) => (node.hidden ? '<hidden>' : node.name))
        .filter((_: string, at: number) => {
          const node = last.body.nodes[at];
          // The scenario draws datasets and the hidden job only.
          return node.hidden || expected.includes(node.name);
        });
    case 'hiddenNodeHas':
      return expected.filter((one: string) => one in (last.body.nodes.find((node: any) => node.hidden) ?? {}));
    case 'hiddenNodeHasNot':
      return expected.filter((one: string) => !(one in (last.body.nodes.find((node: any) => node.hidden) ?? {})));
    case 'search': {
      const name = /for (\S+)/.exec(String(expected))?.[1] ?? 'secret-pipeline';
      const { body } = await stage.get(`search?q=${enc(name)}`);
      return body.items.length === 0 ? `no hit for ${name}` : body.items;
    }
    case 'events API':
      return (await stage.get(`events?kind=job&name=secret-pipeline`)).status;
    default: {
      const hourly = /^hourlyPartitions\((.+)\)$/.exec(key);
      if (hourly) {
        const { evaluateEvery: _every, warnBefore: _warn, ...slo } = scenario.given!.slo;
        const { body } = await stage.call('POST', '/api/payrec-pipelines/v1/slas/preview', {
          body: { slo: { ...slo, partition: 'PT1H', expectedBy: { after: 'PT30M' } }, day: hourly[1] },
        });
        return body.deadlines?.length ?? body;
      }
      const fresh = /^freshnessVerdict\((.+)\)$/.exec(key);
      if (fresh) {
        const { body } = await stage.get(`datasets/partitions?namespace=${enc('s3://recon-lake')}&name=final_index`);
        const partition = body.items.find((one: any) => one.partition === fresh[1]);
        return partition?.landedBy === `landed-${fresh[1]}` ? expected : partition ?? null;
      }
      return undefined;
    }
  }
}
