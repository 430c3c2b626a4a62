import { createBackend } from '@backstage/backend-defaults';
import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { createSeededIndex, createTestDatabase, TrinoLineage } from '@internal/plugin-payrec-testkit';
import pipelinesPlugin from '..';

export type DatasetAliasConfig = {
  readonly namespace: string;
  readonly pattern: string;
  readonly asNamespace: string;
  readonly asName: string;
};

/**
 * Two replicas of the lineage server on one PostgreSQL: one has Backstage's own services, listens where the listener of
 * `target` posts and knows its static token; of the other people ask, by tokens of the test framework.
 */
export async function startListeningPortal(target: TrinoLineage, datasetAliases: readonly DatasetAliasConfig[]) {
  const index = await createSeededIndex({});
  const database = await createTestDatabase();
  const { hostname, port } = new URL(target.url);
  const data = {
    app: { baseUrl: target.url },
    backend: {
      baseUrl: target.url,
      listen: { host: hostname, port: Number(port) },
      database: { client: 'pg', connection: database.connection, pluginDivisionMode: 'schema' },
      auth: {
        externalAccess: [
          {
            type: 'static',
            options: { token: target.token, subject: 'trino' },
            accessRestrictions: [{ plugin: 'payrec-pipelines' }],
          },
        ],
      },
    },
    payrec: {
      query: { engine: 'duckdb', duckdb: { root: index.root, threads: 1, memoryLimit: '256MB' } },
      pipelines: { lineage: { datasetAliases: [...datasetAliases] } },
    },
  };
  const shared = [
    mockServices.rootConfig.factory({ data }),
    mockServices.rootLogger.factory({ level: 'error' }),
    catalogServiceMock.factory({ entities: [] }),
    pipelinesPlugin,
  ];
  const receiving = createBackend();
  for (const feature of shared) receiving.add(feature);
  await receiving.start();
  const reading = await startTestBackend({ features: [...shared, mockServices.database.factory()] });
  const readingPort = reading.server.address();
  if (typeof readingPort !== 'object' || readingPort === null) throw new Error('The reading replica has no port');

  const post = (path: string, body: string, token = target.token) =>
    fetch(`${target.url}/api/payrec-pipelines/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
    });
  /** An answer of the contract, as a person gets it. @throws Error with status and body of any other. */
  const get = async <T>(path: string, query: Readonly<Record<string, string>> = {}): Promise<T> => {
    const address = `http://127.0.0.1:${readingPort.port}/api/payrec-pipelines/v1/${path}?${new URLSearchParams(
      query,
    )}`;
    const answer = await fetch(address, { headers: { authorization: mockCredentials.user.header() } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  return {
    knex: database.knex,
    post,
    get,
    async stop() {
      await receiving.stop();
      await reading.stop();
      await database.drop();
      await index.remove();
    },
  };
}
