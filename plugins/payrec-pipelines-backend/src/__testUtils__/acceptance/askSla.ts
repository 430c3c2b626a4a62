import { toSloDocument } from './prepareScenario';
import { lookUp } from './shape';
import { slaFacts, verdictOf } from './slaFacts';
import { API, Stage } from './Stage';

const enc = encodeURIComponent;

/**
 * What the product says to keys of `expect` about objectives that are no plain fact of `slaFacts`. Undefined for any other.
 */
export async function askSla(stage: Stage, key: string, expected: any, facts: Record<string, any>): Promise<unknown> {
  const { notes, scenario } = stage;
  const last = stage.answers[stage.answers.length - 1];
  switch (key) {
    case 'verdict':
      if (!notes.readings) return undefined;
      return notes.readings.every((one: any) => one.state === expected)
        ? expected
        : notes.readings.map((one: any) => one.state);
    case 'reason':
      return notes.readings?.map((one: any, at: number) =>
        String(one.reason).includes(expected[at]) ? expected[at] : one.reason,
      );
    case 'detectedWithinSeconds<=':
      return facts.detectedAt ? (Date.parse(facts.detectedAt) - Date.parse(facts.deadlineAt)) / 1000 : undefined;
    case 'notifications':
      if (Array.isArray(expected) && !notes.preview) return facts.notified;
      return notes.preview ? notes.preview.notifications.length : undefined;
    case 'page':
    case 'pages':
      return notes.preview?.burnAlerts.some((one: any) => one.severity === 'page');
    case 'ticket':
      return notes.preview?.burnAlerts.some((one: any) => one.severity === 'ticket');
    case 'alerts':
      return notes.preview?.burnAlerts;
    case 'burnChart':
    case 'burnChartShown':
      return notes.preview ? notes.preview.budget?.mode === 'ratio' : facts.budget?.mode === 'ratio';
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
    case 'stillShown': {
      const partition = notes.steps
        .map((one: any) => one?.partition)
        .filter(Boolean)
        .pop();
      return (await verdictOf(stage, partition)).verdict?.reason;
    }
    case 'countedAs':
      return facts.good === 0 && facts.bad === 0 ? expected : { good: facts.good, bad: facts.bad };
    case 'greenShown':
      return notes.readings?.some((one: any) => one.state === 'MET') ?? false;
    case 'volumeCheck':
    case 'timeline': {
      const partition = [scenario.given?.landed].flat()[0]?.partition ?? facts.partition;
      if (!partition) return undefined;
      const { body } = await stage.get(
        `volume-check?namespace=${enc('s3://recon-lake')}&name=final_index&partition=${partition}`,
      );
      return key === 'timeline' ? body.timeline.map((one: any) => one.text) : body;
    }
    case 'nodes':
      if (!Array.isArray(expected)) return undefined;
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
        const slo = { ...toSloDocument(scenario.given!.slo), partition: 'PT1H', expectedBy: { after: 'PT30M' } };
        const { body } = await stage.call('POST', `${API}/slas/preview`, { body: { slo, day: hourly[1] } });
        return typeof expected === 'number' ? body.deadlines?.length : body.deadlines?.map((one: any) => one.partition);
      }
      const of = /^(\w+)\((\d{4}-\d{2}-\d{2}[^)]*)\)$/.exec(key);
      if (of && of[1] !== 'freshnessVerdict' && scenario.given?.slo) {
        return lookUp(await slaFacts(stage, of[2]), of[1]) ?? null;
      }
      if (key === 'verdicts' && !Array.isArray(expected)) {
        const entries = Object.keys(expected).map(async one => [one, (await slaFacts(stage, one)).verdict]);
        return Object.fromEntries(await Promise.all(entries));
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
