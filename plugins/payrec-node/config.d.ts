import { HumanDuration } from '@backstage/types';

export interface Config {
  payrec?: {
    query?: {
      /** Engine over the Final Index: `duckdb` (embedded, the default) or `trino`. */
      engine?: 'duckdb' | 'trino';
      /** The embedded engine over Parquet files. */
      duckdb?: {
        /** Folder of the Final Index. */
        root: string;
        /** Memory of all queries together, such as `2GB` (the default). */
        memoryLimit?: string;
        /** Threads of one query; all cores without it. */
        threads?: number;
        /** Where queries spill beyond the memory limit; a temporary folder without it. */
        tempDirectory?: string;
      };
      /** A Trino cluster with the index in an Iceberg catalog. */
      trino?: {
        /** Address of the coordinator, such as `https://trino.example.com`. */
        server: string;
        /** Iceberg catalog; `lake` without it. */
        catalog?: string;
        /** Schema of the index; `final_index`, and nothing else. */
        schema?: string;
        /** Source tag of queries; the query's name is appended. `payrec-portal` without it. */
        source?: string;
        /** User of jobs; the user name of `auth.basic`, else `payrec-portal`. */
        user?: string;
        /** Sends people's queries as the person; the account must be allowed to impersonate. Off without it. */
        impersonate?: boolean;
        /** Tags a resource group may select by. */
        clientTags?: string[];
        /** How the portal proves itself; one of the two. */
        auth?: {
          basic?: {
            username: string;
            /** @visibility secret */
            password: string;
          };
          jwt?: {
            /** @visibility secret */
            token: string;
          };
        };
        tls?: {
          /** Certificate authority as PEM text. */
          ca?: string;
          /** False accepts any certificate: for a local test only. */
          rejectUnauthorized?: boolean;
          /** Lets `auth` travel over plain http: for a local test only. */
          allowPlainAuth?: boolean;
        };
        /** Session properties of every query, such as `{ join_distribution_type: AUTOMATIC }`. */
        sessionProperties?: { [name: string]: string };
      };
      limits?: {
        /** Most rows of one answer; 50,000 without it. */
        maxRows?: number;
        /** Longest a query may take; 60 seconds without it. */
        timeout?: HumanDuration | string;
        /** How long a query waits for its turn before it is refused with 429; 5 seconds without it. */
        queue?: HumanDuration | string;
        /** Queries one person may have running; 6 without it. */
        perUserConcurrency?: number;
        /** Queries all may have running together; 24 without it. */
        globalConcurrency?: number;
        /** Bound on the result cache in bytes; 128 MiB without it, 0 turns it off. */
        cacheMaxBytes?: number;
      };
    };
    metrics?: {
      /** Serves `/metrics`; true without it. */
      enabled?: boolean;
      /**
       * Bearer token a scraper must send.
       * @visibility secret
       */
      token?: string;
    };
  };
}
