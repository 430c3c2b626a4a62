import { BackstageCredentials, LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { Instant, Money } from '@internal/plugin-payrec-common';
import { LineageName, NodeKind } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { SlaConfig } from './config';

/** A successful write of a dataset by one run, as the registry has reduced it. */
export type Landing = {
  readonly runId: string;
  readonly job: LineageName;
  /** Subset facet or trimmed path, as text; null when the event names none. */
  readonly partition: string | null;
  readonly nominalStartAt: Instant | null;
  readonly nominalEndAt: Instant | null;
  /** Start of the run; null when no START came. */
  readonly startedAt: Instant | null;
  /** eventTime of the end of the run. */
  readonly eventTime: Instant;
  /** When that event reached us. */
  readonly receivedAt: Instant;
  readonly rowCount: number | null;
  readonly size: number | null;
  /** What the producer promises is inside (output facet `payrec_controlTotal`: `{ rows, amounts: [{ minor, currency }] }`). */
  readonly controlTotal: { readonly rows: number | null; readonly amounts: readonly Money[] } | null;
};

/** A run of a job, ended or not. */
export type JobRun = {
  readonly runId: string;
  readonly job: LineageName;
  readonly state: 'PENDING' | 'RUNNING' | 'COMPLETED' | 'ABORTED' | 'FAILED';
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly nominalStartAt: Instant | null;
  readonly nominalEndAt: Instant | null;
  readonly lastReceivedAt: Instant;
  /** First line, shortened; null without one. */
  readonly errorMessage: string | null;
  /** Commit from sourceCodeLocation. */
  readonly codeVersion: string | null;
  readonly rowsIn: number | null;
  readonly rowsOut: number | null;
  /** Rows put aside (run facet `payrec_quarantine.rows`); null when it says none. */
  readonly quarantined: number | null;
};

/** Runs of one job that ended the same way and took the same time. */
export type EndedRuns = {
  readonly job: LineageName;
  readonly state: 'COMPLETED' | 'ABORTED' | 'FAILED';
  /** Rounded to tenths; null when the start is not known. */
  readonly durationSeconds: number | null;
  readonly runs: number;
  /** End of the latest of them. */
  readonly lastEndedAt: Instant;
};

/** One current (not stale) edge; names are canonical: symlinks and aliases are resolved. */
export type IoEdge = {
  readonly job: LineageName;
  readonly dataset: LineageName;
  readonly direction: 'input' | 'output';
};

/**
 * What the SLA clock reads from the lineage registry. Every list is complete within its bounds; names given may be
 * aliases, names returned are canonical. Implemented over the registry's tables; throws when they cannot be read.
 */
export interface RegistryReader {
  /** The canonical name, or null when nothing of that name was ever seen. */
  resolve(kind: NodeKind, name: LineageName): Promise<LineageName | null>;
  /** Landings of a dataset with eventTime, receivedAt or nominal start at or after `since`, by eventTime then run id. */
  landings(dataset: LineageName, since: Instant): Promise<readonly Landing[]>;
  /** The latest landing of a dataset at all. */
  lastLanding(dataset: LineageName): Promise<Landing | null>;
  /** Runs of a job (all jobs for null) that started, ended or reported at or after `since`; newest start first. */
  runs(job: LineageName | null, since: Instant, limit: number): Promise<readonly JobRun[]>;
  /** Runs that have ended and were last heard of after `after` and not after `until`, counted. */
  endedRuns(after: Instant, until: Instant): Promise<readonly EndedRuns[]>;
  /** Jobs with runs that have started, not ended and were heard of at or after `since`; how many each. */
  runningRuns(since: Instant): Promise<readonly { readonly job: LineageName; readonly runs: number }[]>;
  /** All current edges of the graph. */
  edges(): Promise<readonly IoEdge[]>;
  /** Catalog entity of a job or dataset (claimed or promoted), null without one. */
  entityRefOf(kind: NodeKind, name: LineageName): Promise<string | null>;
  /** When the last event of any kind came. */
  lastReceivedAt(): Promise<Instant | null>;
}

/** A catalog entity with objectives, read with the plugin's own credentials. */
export type SlaEntity = {
  readonly entityRef: string;
  readonly kind: string;
  readonly title: string;
  /** Entity ref of `spec.owner` resolved by the catalog's ownedBy relation; null without one. */
  readonly owner: string | null;
  /** Entity ref of the system; null without one. */
  readonly system: string | null;
  readonly stage: string | null;
  /** `openlineage.io/namespace` and `/name`; null when the entity claims nothing. */
  readonly lineageName: LineageName | null;
  /** `spec.slos` as written, unchecked; for kind SLO the whole OpenSLO document as its only item. */
  readonly slos: readonly unknown[];
  readonly openSlo: boolean;
};

export interface CatalogReader {
  /** All entities with `spec.slos` and all of kind SLO. */
  listSlaEntities(): Promise<readonly SlaEntity[]>;
}

/** Which entities a person may see (catalog.entity.read), batched. */
export interface EntityVisibility {
  /** Of the refs those the catalog has but hides from the person, and what is known of the others it has. */
  look(
    credentials: BackstageCredentials,
    entityRefs: readonly string[],
  ): Promise<{
    readonly hidden: ReadonlySet<string>;
    readonly seen: ReadonlyMap<string, { readonly title: string; readonly stage: string | null }>;
  }>;
  visibleRefs(credentials: BackstageCredentials, entityRefs: readonly string[]): Promise<ReadonlySet<string>>;
}

export type MetricSample = {
  readonly at: Instant;
  /** Null where the source says NaN or nothing. */
  readonly value: number | null;
};

/** Prometheus, CloudWatch, Datadog behind one shape. Query texts come from config and reviewed YAML only. */
export interface MetricSource {
  /** The value now. `unavailable`: it did not answer; `no series` and `NaN` are answers without a value. */
  instant(query: string, at: Instant): Promise<MetricReading>;
  /** @throws MetricSourceError when it did not answer. */
  range(query: string, from: Instant, to: Instant, stepSeconds: number): Promise<readonly MetricSample[]>;
}

export type MetricReading =
  | { readonly kind: 'value'; readonly value: number }
  | { readonly kind: 'none'; readonly reason: 'source unavailable' | 'no series' | 'NaN' };

export type SlaModuleDeps = {
  readonly db: Knex;
  readonly config: SlaConfig;
  readonly logger: LoggerService;
  /** The only clock; tests and the acceptance runner fix it. */
  readonly now: () => Instant;
  readonly registry: RegistryReader;
  readonly catalog: CatalogReader;
  readonly visibility: EntityVisibility;
  /** Absent: notifications are not installed; incidents are kept all the same. */
  readonly notifications?: NotificationService;
  /** By name of the source, such as `prometheus`; see `readMetricSources`. */
  readonly metricSources: ReadonlyMap<string, MetricSource>;
  /** For the webhook; global fetch without it. */
  readonly fetch?: typeof fetch;
  /** Asked for permissions that depend on the body (maintenance in the past). @throws NotAllowedError */
  readonly assertAllowed?: (
    credentials: BackstageCredentials,
    permission: 'payrec.pipelines.maintenance.past',
  ) => Promise<void>;
  /** Base URL of the portal's frontend, for links in webhooks. */
  readonly appBaseUrl?: string;
};
