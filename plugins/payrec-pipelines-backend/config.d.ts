export interface Config {
  payrec?: {
    pipelines?: {
      /** Zone of days and of the page, IANA. Default UTC. */
      timezone?: string;
      /** No event and no evaluation for longer: the Operations page says its data is stale. Default 900. */
      staleAfterSeconds?: number;
      /** For so long after its start the portal judges nothing: what pipelines sent meanwhile comes in first. Default 0. */
      evaluateAfterSeconds?: number;
      /** Largest change of rows an overwrite of a partition may make, as a ratio. Default 0.5. */
      volumeMaxChange?: number;
      /** Calendars besides TARGET, FED, UK and weekdays: days on which nothing is due. */
      calendars?: Array<{ name: string; weekdays?: boolean; closed?: string[] }>;
      /** Deadlines inside do not count. `scope` is an entity or system ref, or `global`; times in UTC. */
      maintenance?: Array<{ scope: string; from: string; to: string; reason: string }>;
      /** Receiver of incidents as Alertmanager payload, version 4. */
      webhook?: {
        url: string;
        /** @visibility secret */
        token?: string;
      };
      metricSources?: {
        prometheus?: {
          url: string;
          /** @visibility secret */
          token?: string;
        };
        cloudwatch?: {
          region: string;
          url?: string;
          accessKeyId: string;
          /** @visibility secret */
          secretAccessKey: string;
          /** @visibility secret */
          sessionToken?: string;
        };
        datadog?: {
          url?: string;
          /** @visibility secret */
          apiKey: string;
          /** @visibility secret */
          applicationKey: string;
        };
      };
      /** Queries that objectives name by `source: { query: <name> }`; source is prometheus unless told. */
      queries?: Array<{ name: string; source?: string; query: string }>;
      lineage?: {
        /** Largest body after inflating, MiB. Default 10. */
        bodyMegabytesMax?: number;
        /** Events of one batch. Default 5000. */
        batchEventsMax?: number;
        /** Events that may wait to be stored before clients are told 503. Default 10000. */
        queueEventsMax?: number;
        /** And their size, MiB. Default 128. */
        queueMegabytesMax?: number;
        /** Run and job facets that are dropped on arrival; replaces the default list of plans, statistics and environments. */
        droppedFacets?: string[];
        /** Many hosts, one logical namespace. */
        hostAliases?: Array<{ namespaces?: string[]; pattern?: string; as: string }>;
        /** Datasets of one store that are those of another: a Trino table and the folder it lies in. */
        datasetAliases?: Array<{ namespace: string; pattern: string; asNamespace: string; asName: string }>;
        /** How long raw events are kept. Default 30 days. */
        rawEventsKept?: string | object;
        /** Without an event for longer, a job or dataset is shown as stale. Default 14 days. */
        staleAfter?: string | object;
        /** Without an event for longer, its ingested entity leaves the catalog; the registry keeps it. Default 30 days. */
        orphanAfter?: string | object;
        promotion?: {
          /** Names that become entities, with `*`. */
          rules?: Array<{ kind?: string; namespace?: string; name?: string }>;
          /** Most ingested entities in the catalog. Default 2000. */
          entitiesMax?: number;
          /** Runs that make a job recurring. Default 3. */
          recurringRuns?: number;
          /** Within. Default 14 days. */
          recurringWithin?: string | object;
          /** Owner of what names none. Default group:default/payments-platform. */
          owner?: string;
        };
      };
    };
  };
}
