import { AuthService, DiscoveryService, LoggerService } from '@backstage/backend-plugin-api';
import { Instant } from '@internal/plugin-payrec-common';

/** A dataset one of the portal's own runs read or wrote. */
export type EmittedDataset = {
  readonly namespace: string;
  readonly name: string;
  readonly partition?: string;
  readonly rowCount?: number;
};

export type EmittedRunEvent = {
  readonly eventType: 'START' | 'RUNNING' | 'COMPLETE' | 'ABORT' | 'FAIL';
  readonly eventTime: Instant;
  readonly runId: string;
  /** Name within the namespace `payrec`. */
  readonly job: string;
  readonly nominal?: { readonly start: Instant; readonly end: Instant };
  /** What people may read; no SQL, no path. */
  readonly errorMessage?: string;
  readonly inputs?: readonly EmittedDataset[];
  readonly outputs?: readonly EmittedDataset[];
};

/** Tells lineage about a run of the portal itself. Never throws and never waits long: lineage must not hold work up. */
export type EmitRunEvent = (event: EmittedRunEvent) => Promise<void>;

const PRODUCER = 'https://github.com/payrec/payment-reconciliation-portal';
const TIMEOUT_MS = 5_000;

/**
 * Emits OpenLineage run events to the plugin `payrec-pipelines` of this portal with the calling plugin's own credentials.
 * A portal without that plugin answers 404, which is said once and then left alone.
 */
export function createRunEventEmitter(options: {
  readonly auth: AuthService;
  readonly discovery: DiscoveryService;
  readonly logger: LoggerService;
  /** Commit the portal was built from. */
  readonly codeVersion?: string;
}): EmitRunEvent {
  const { auth, discovery, logger } = options;
  let absent = false;
  return async event => {
    if (absent) return;
    try {
      const { token } = await auth.getPluginRequestToken({
        onBehalfOf: await auth.getOwnServiceCredentials(),
        targetPluginId: 'payrec-pipelines',
      });
      const response = await fetch(`${await discovery.getBaseUrl('payrec-pipelines')}/lineage`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(toOpenLineage(event, options.codeVersion)),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.status === 404) {
        absent = true;
        logger.info('This portal has no lineage server; runs of the portal are not reported');
      } else if (!response.ok) {
        logger.warn(`Lineage answered ${response.status} to ${event.eventType} of ${event.job} ${event.runId}`);
      }
    } catch (error) {
      logger.warn(`${event.eventType} of ${event.job} ${event.runId} was not reported to lineage`, asError(error));
    }
  };
}

/** The event as OpenLineage 2-0-2 has it. */
export function toOpenLineage(event: EmittedRunEvent, codeVersion?: string) {
  const facet = <T extends object>(schema: string, content: T) => ({
    _producer: PRODUCER,
    _schemaURL: `https://openlineage.io/spec/facets/${schema}`,
    ...content,
  });
  const statistics = (facets: 'inputFacets' | 'outputFacets', rowCount: number) =>
    facets === 'outputFacets'
      ? { outputStatistics: facet('1-0-2/OutputStatisticsOutputDatasetFacet.json', { rowCount }) }
      : { inputStatistics: facet('1-0-0/InputStatisticsInputDatasetFacet.json', { rowCount }) };
  const use = (one: EmittedDataset, facets: 'inputFacets' | 'outputFacets') => ({
    namespace: one.namespace,
    name: one.partition === undefined ? one.name : `${one.name}/${one.partition}`,
    [facets]: one.rowCount === undefined ? {} : statistics(facets, one.rowCount),
  });
  return {
    eventType: event.eventType,
    eventTime: event.eventTime,
    producer: PRODUCER,
    schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent',
    run: {
      runId: event.runId,
      facets: {
        ...(event.nominal && {
          nominalTime: facet('1-0-1/NominalTimeRunFacet.json', {
            nominalStartTime: event.nominal.start,
            nominalEndTime: event.nominal.end,
          }),
        }),
        ...(event.errorMessage !== undefined && {
          errorMessage: facet('1-0-1/ErrorMessageRunFacet.json', {
            message: event.errorMessage,
            programmingLanguage: 'TypeScript',
          }),
        }),
      },
    },
    job: {
      namespace: 'payrec',
      name: event.job,
      facets: {
        jobType: facet('2-0-3/JobTypeJobFacet.json', {
          processingType: 'BATCH',
          integration: 'PAYREC',
          jobType: 'JOB',
        }),
        ...(codeVersion !== undefined && {
          sourceCodeLocation: facet('1-1-0/SourceCodeLocationJobFacet.json', {
            type: 'git',
            url: PRODUCER,
            version: codeVersion,
          }),
        }),
      },
    },
    inputs: (event.inputs ?? []).map(one => use(one, 'inputFacets')),
    outputs: (event.outputs ?? []).map(one => use(one, 'outputFacets')),
  };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
