import { verdictStateSchema } from '@internal/plugin-payrec-pipelines-common';
import { z } from 'zod';

/** The overview is the page itself, the others are below it. */
export const TABS = ['overview', 'pipelines', 'datasets', 'slas', 'incidents', 'events'] as const;
export type OperationsTab = (typeof TABS)[number];

export const RANGES = ['1', '6', '24', '72', '168', '672'] as const;

/** Everything a link to one of the tabs carries. */
export const operationsFilters = z.object({
  /** Hours back from now. */
  range: z.enum(RANGES).default('24'),
  zone: z.enum(['utc', 'pipeline', 'mine']).default('pipeline'),
  owner: z.string().optional(),
  state: z.array(verdictStateSchema).default([]),
  /** Entity that is marked in every panel. */
  focus: z.string().optional(),
  incident: z.string().optional(),
  run: z.string().optional(),
  /** A transaction and its business date, for the chain from it to its run. */
  txn: z.string().optional(),
  day: z.iso.date().optional(),
  jobNamespace: z.string().optional(),
  job: z.string().optional(),
});
export type OperationsFilters = z.output<typeof operationsFilters>;

/** What every panel gets: the scope of the page and the ways out of it. */
export type PanelContext = {
  owner: string | undefined;
  hours: number;
  states: OperationsFilters['state'];
  focus: string | undefined;
  onFocus: (entityRef: string) => void;
  onRun: (runId: string) => void;
  onIncident: (incidentId: string | undefined) => void;
};
