import { DemoDataset, DemoJob, JOB_NAMESPACE, REPOSITORY } from './pipelineModel';

export type EventType = 'START' | 'RUNNING' | 'COMPLETE' | 'FAIL' | 'ABORT';
export type RunMoment = {
  readonly job: DemoJob;
  readonly runId: string;
  readonly type: EventType;
  readonly atMs: number;
  /** The day a daily job writes, `YYYY-MM-DD`. */
  readonly day?: string;
  readonly rows?: number;
  readonly error?: string;
  readonly commit: string;
};

const facet = (name: string, version: string) => ({
  _producer: REPOSITORY,
  _schemaURL: `https://openlineage.io/spec/facets/${version}/${name}.json#/$defs/${name}`,
});

/** The event of one moment of a run, as a Spark or Flink job of the demo company would send it. */
export function runEvent(moment: RunMoment): Record<string, unknown> {
  const { job, type } = moment;
  const ended = type === 'COMPLETE' || type === 'FAIL';
  return {
    eventType: type,
    eventTime: new Date(moment.atMs).toISOString(),
    producer: REPOSITORY,
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: {
      runId: moment.runId,
      facets: {
        ...(moment.day && { nominalTime: nominalTime(moment.day) }),
        ...(moment.error && {
          errorMessage: {
            ...facet('ErrorMessageRunFacet', '1-0-1'),
            message: moment.error,
            programmingLanguage: 'PYTHON',
          },
        }),
      },
    },
    job: {
      namespace: JOB_NAMESPACE,
      name: job.name,
      facets: {
        jobType: {
          ...facet('JobTypeJobFacet', '2-0-4'),
          processingType: job.kind === 'streaming' ? 'STREAMING' : 'BATCH',
          integration: job.integration,
          jobType: 'JOB',
        },
        sourceCodeLocation: {
          ...facet('SourceCodeLocationJobFacet', '1-1-0'),
          type: 'git',
          url: `${REPOSITORY}/blob/${moment.commit}/${job.path}`,
          repoUrl: `${REPOSITORY}.git`,
          path: job.path,
          version: moment.commit,
          branch: 'main',
        },
      },
    },
    inputs: job.inputs.map(dataset => inputOf(dataset)),
    outputs: job.outputs.map(dataset => outputOf(dataset, job, moment, ended && type === 'COMPLETE')),
  };
}

function nominalTime(day: string) {
  const start = `${day}T00:00:00Z`;
  return {
    ...facet('NominalTimeRunFacet', '1-0-1'),
    nominalStartTime: start,
    nominalEndTime: new Date(Date.parse(start) + 86_400_000).toISOString(),
  };
}

function facetsOf(dataset: DemoDataset) {
  return {
    schema: {
      ...facet('SchemaDatasetFacet', '1-2-0'),
      fields: dataset.fields.map(([name, type]) => ({ name, type })),
    },
    ...(dataset.symlinks && {
      symlinks: {
        ...facet('SymlinksDatasetFacet', '1-0-1'),
        identifiers: dataset.symlinks.map(one => ({ ...one, type: 'TABLE' })),
      },
    }),
  };
}

function inputOf(dataset: DemoDataset) {
  return { namespace: dataset.namespace, name: dataset.name, facets: facetsOf(dataset) };
}

function outputOf(dataset: DemoDataset, job: DemoJob, moment: RunMoment, withRows: boolean) {
  return {
    namespace: dataset.namespace,
    name: dataset.name,
    facets: {
      ...facetsOf(dataset),
      ...(job.columns && { columnLineage: columnLineage(job) }),
    },
    outputFacets: withRows
      ? {
          outputStatistics: {
            ...facet('OutputStatisticsOutputDatasetFacet', '1-0-2'),
            rowCount: moment.rows ?? job.rows,
            size: (moment.rows ?? job.rows) * 73,
          },
          ...(moment.day && job.controlMinor && { payrec_controlTotal: controlTotal(job, moment) }),
        }
      : {},
  };
}

/** What the producer promises is inside: rows, and money per currency in minor units. */
function controlTotal(job: DemoJob, moment: RunMoment) {
  const rows = moment.rows ?? job.rows;
  return {
    _producer: REPOSITORY,
    _schemaURL: `${REPOSITORY}/blob/main/facets/ControlTotal.json#/$defs/ControlTotalOutputDatasetFacet`,
    rows,
    amounts: Object.entries(job.controlMinor ?? {}).map(([currency, perRow]) => ({
      minor: String(BigInt(rows) * BigInt(perRow)),
      currency,
    })),
  };
}

function columnLineage(job: DemoJob) {
  const input = (text: string) => {
    const dot = text.lastIndexOf('.');
    const dataset = job.inputs.find(one => one.name === text.slice(0, dot));
    if (!dataset) throw new Error(`Job ${job.name} has a column of "${text.slice(0, dot)}", which it does not read`);
    return {
      namespace: dataset.namespace,
      name: dataset.name,
      field: text.slice(dot + 1),
      transformations: [{ type: 'DIRECT', subtype: 'IDENTITY' }],
    };
  };
  return {
    ...facet('ColumnLineageDatasetFacet', '1-2-0'),
    fields: Object.fromEntries(
      Object.entries(job.columns ?? {}).map(([out, inputs]) => [out, { inputFields: inputs.map(input) }]),
    ),
  };
}
