import { EndpointInput, instantToEpochMs, parseIsoDate } from '@internal/plugin-payrec-common';
import { InputError } from '@backstage/errors';
import { SloPreview, slaEndpoints } from '@internal/plugin-payrec-pipelines-common';
import { SlaConfig } from './config';
import { budgetOf, burnAlerts, burnRate, BURN_WINDOWS } from './decide/budget';
import { CheckMemory, FRESH_MEMORY, stepCheck } from './decide/hysteresis';
import { compileSlo } from './definition/compileSlo';
import { Partition, partitionOfId, partitionsOfDay, shortInstant } from './partitions/partitions';
import { objectiveToJson } from './SloView';

type PreviewInput = EndpointInput<typeof slaEndpoints.previewSlo>['body'];

/** What a definition would say about facts that are given; the linter of pull requests. Keeps nothing. */
export function previewSlo(input: PreviewInput, config: SlaConfig): SloPreview {
  const compiled = compileSlo(input.slo, 'component:default/preview', 'slo', config);
  const empty: SloPreview = {
    faults: [],
    deadlines: [],
    states: [],
    notifications: [],
    budget: null,
    burn: [],
    burnAlerts: [],
  };
  if (compiled.kind === 'faults') return { ...empty, faults: [...compiled.faults] };
  const { slo } = compiled;
  const { objective, threshold } = slo;

  const states: SloPreview['states'] = [];
  const notifications: SloPreview['notifications'] = [];
  if (input.samples && !threshold)
    throw new InputError(`The type ${slo.type} is not judged by samples; leave them out`);
  let memory: CheckMemory = FRESH_MEMORY;
  for (const sample of input.samples ?? []) {
    const atMs = instantToEpochMs(sample.at as never);
    const step = stepCheck(threshold!, memory, atMs, sample.value);
    memory = step.memory;
    states.push(step.state);
    notifications.push(...step.notices.map(kind => ({ at: shortInstant(atMs), kind })));
  }

  let partitions: Partition[] = [];
  try {
    partitions = [
      ...(input.partitions ?? []).map(id => partitionOfId(slo, id, config.calendars)),
      ...(input.day === undefined ? [] : partitionsOfDay(slo, parseIsoDate(input.day), config.calendars)),
    ];
  } catch (error) {
    throw new InputError((error as Error).message);
  }
  const counts = objective ? input.counts : undefined;
  const budget = counts ? budgetOf(objective!.target, counts) : null;
  return {
    ...empty,
    faults: [...compiled.warnings],
    slo: { name: slo.name, type: slo.type, version: slo.version, title: slo.title, objective: objectiveToJson(slo) },
    deadlines: partitions.map(deadlineToJson),
    states,
    notifications,
    budget,
    burn: counts?.windows
      ? BURN_WINDOWS.flatMap(window => {
          const one = counts.windows![window];
          return one ? [{ window, rate: burnRate(objective!.target, one) }] : [];
        })
      : [],
    burnAlerts:
      counts?.windows && budget ? burnAlerts({ ...objective!, mode: budget.mode, counts: counts.windows }) : [],
  };
}

export function deadlineToJson(partition: Partition): SloPreview['deadlines'][number] {
  return {
    partition: partition.id,
    deadlineAt: shortInstant(partition.deadlineMs),
    from: shortInstant(partition.fromMs),
    to: shortInstant(partition.toMs),
    excluded: partition.excluded,
  };
}
