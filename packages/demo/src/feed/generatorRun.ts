import { runIdOf } from '../runIds';
import { WorldSummary } from '../world/options';
import { REPOSITORY } from './pipelineModel';

/** When the data of the demo company was made, and what came of it. */
export type MadeWorld = {
  readonly startedAt: string;
  readonly endedAt: string;
  readonly seed: number;
  readonly summary: WorldSummary;
};

/** The run that made the data of the demo, as OpenLineage: the tables it wrote are those the portal's own runs read. */
export function generatorRunEvents({ startedAt, endedAt, seed, summary }: MadeWorld): Record<string, unknown>[] {
  const rows: Record<string, number> = {
    transactions: summary.transactions,
    payouts: summary.payouts,
    statement_lines: summary.statementLines,
  };
  const facet = (name: string, version: string) => ({
    _producer: REPOSITORY,
    _schemaURL: `https://openlineage.io/spec/facets/${version}/${name}.json#/$defs/${name}`,
  });
  const event = (eventType: string, eventTime: string, withRows: boolean) => ({
    eventType,
    eventTime,
    producer: REPOSITORY,
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: { runId: runIdOf('demo.generate', startedAt, String(seed)) },
    job: {
      namespace: 'payrec',
      name: 'demo.generate',
      facets: {
        jobType: {
          ...facet('JobTypeJobFacet', '2-0-3'),
          processingType: 'BATCH',
          integration: 'PAYREC',
          jobType: 'JOB',
        },
      },
    },
    inputs: [],
    outputs: Object.entries(rows).map(([table, rowCount]) => ({
      namespace: 'payrec',
      name: `final_index.${table}`,
      outputFacets: withRows
        ? { outputStatistics: { ...facet('OutputStatisticsOutputDatasetFacet', '1-0-2'), rowCount } }
        : {},
    })),
  });
  return [event('START', startedAt, false), event('COMPLETE', endedAt, true)];
}
