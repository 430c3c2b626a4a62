import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { BackendFeature } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend, TestBackend } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { Knex } from 'knex';
import { createTestDatabase } from '../postgres/startPostgres';

export type TestPlugin = {
  /** For supertest, and `port()` for `fetch`. */
  readonly server: TestBackend['server'];
  /** The plugin's own connection. A test that destroys it sees what an outage of PostgreSQL looks like. */
  readonly knex: Knex;
  stop(): Promise<void>;
};

export type TestPluginOptions = {
  /** Whether a permission is given to a person, by entity ref (undefined: a service). Everything is, without it. */
  readonly allows?: (permission: string, person: string | undefined) => boolean;
  /** What the catalog holds. */
  readonly entities?: readonly Entity[];
  /** Below `payrec` of the configuration, beside the engine. */
  readonly config?: JsonObject;
};

/**
 * One plugin in a backend of Backstage's own: a real PostgreSQL and an embedded engine over an empty index; catalog, events
 * and permissions are mocks. For what goes over HTTP; the rules of a module are tested without it.
 */
export async function startTestPlugin(plugin: BackendFeature, options: TestPluginOptions = {}): Promise<TestPlugin> {
  const { allows = () => true, entities = [], config = {} } = options;
  const database = await createTestDatabase();
  const root = await mkdtemp(path.join(tmpdir(), 'payrec-plugin-'));
  const clean = async () => {
    await database.drop();
    await rm(root, { recursive: true, force: true });
  };
  const decide = (permission: string, { principal }: { principal?: unknown }) => {
    const person = (principal as { userEntityRef?: string } | undefined)?.userEntityRef;
    return { result: allows(permission, person) ? AuthorizeResult.ALLOW : AuthorizeResult.DENY } as const;
  };
  try {
    const backend = await startTestBackend({
      features: [
        plugin,
        catalogServiceMock.factory({ entities: [...entities] }),
        mockServices.events.factory(),
        mockServices.rootConfig.factory({
          data: {
            backend: { database: { client: 'pg', connection: database.connection } },
            payrec: { query: { engine: 'duckdb', duckdb: { root, threads: 1 } }, ...config },
          },
        }),
        mockServices.database.factory({ knex: database.knex }),
        mockServices.permissions.mock({
          authorize: async (queries, { credentials }) => queries.map(one => decide(one.permission.name, credentials)),
          authorizeConditional: async (queries, { credentials }) =>
            queries.map(one => decide(one.permission.name, credentials)),
        }).factory,
      ],
    });
    return {
      server: backend.server,
      knex: database.knex,
      stop: async () => {
        await backend.stop();
        await clean();
      },
    };
  } catch (error) {
    await clean();
    throw error;
  }
}
