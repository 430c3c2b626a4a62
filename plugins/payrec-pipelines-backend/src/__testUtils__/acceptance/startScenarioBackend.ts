import { AddressInfo } from 'node:net';
import {
  coreServices,
  createBackendModule,
  createServiceFactory,
  SchedulerServiceTaskFunction,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { ANNOTATION_LOCATION, ANNOTATION_ORIGIN_LOCATION, Entity } from '@backstage/catalog-model';
import catalogBackend from '@backstage/plugin-catalog-backend';
import { catalogProcessingExtensionPoint, EntityProviderConnection } from '@backstage/plugin-catalog-node';
import { NotificationSendOptions, notificationService } from '@backstage/plugin-notifications-node';
import {
  AuthorizeResult,
  DefinitivePolicyDecision,
  isResourcePermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import { JsonObject } from '@backstage/types';
import { Instant } from '@internal/plugin-payrec-common';
import { createSeededIndex, createTestDatabase } from '@internal/plugin-payrec-testkit';
import pipelinesPlugin, { pipelinesClockServiceRef } from '../..';
import { LOCKS, repeatDeadlocked } from '../../database';

export const SEES_ALL = 'user:default/otto.oncall';
const ALLOW: DefinitivePolicyDecision = { result: AuthorizeResult.ALLOW };
/** May not see entities whose name starts with `secret`. */
export const SEES_LESS = 'user:default/blind';

/**
 * A backend as the portal runs it (registry, SLA clock, catalog with its module) on a fresh PostgreSQL database, with a
 * clock, tasks and catalog entities that the scenarios move.
 */
export async function startScenarioBackend(options: {
  catalogModule: unknown;
  config?: JsonObject;
  prometheusUrl?: string;
}) {
  const index = await createSeededIndex({});
  const database = await createTestDatabase();
  const state = { now: '2026-03-02T00:00:00Z' as Instant, sent: [] as NotificationSendOptions[] };
  const tasks = new Map<string, SchedulerServiceTaskFunction>();
  let connection: EntityProviderConnection | undefined;

  const scheduler = createServiceFactory({
    service: coreServices.scheduler,
    deps: {},
    factory: () => {
      const scheduleTask = async (task: { id: string; fn: SchedulerServiceTaskFunction }) =>
        void tasks.set(task.id, task.fn);
      return {
        scheduleTask,
        createScheduledTaskRunner: () => ({ run: scheduleTask }),
        triggerTask: async (id: string) => void (await tasks.get(id)?.(new AbortController().signal)),
        cancelTask: async () => {},
        getScheduledTasks: async () => [],
      };
    },
  });
  const permissions = createServiceFactory({
    service: coreServices.permissions,
    deps: { auth: coreServices.auth },
    factory: ({ auth }) => {
      const isBlind = (credentials: unknown) => {
        const given = (credentials as { credentials?: Parameters<typeof auth.isPrincipal>[0] })?.credentials;
        return given && auth.isPrincipal(given, 'user') && given.principal.userEntityRef === SEES_LESS;
      };
      return {
        authorize: async requests => requests.map(() => ALLOW),
        authorizeConditional: async (requests, credentials) =>
          requests.map(
            ({ permission }): PolicyDecision =>
              isBlind(credentials) && isResourcePermission(permission, 'catalog-entity')
                ? {
                    result: AuthorizeResult.CONDITIONAL,
                    pluginId: 'catalog',
                    resourceType: 'catalog-entity',
                    conditions: {
                      not: {
                        rule: 'HAS_METADATA',
                        resourceType: 'catalog-entity',
                        params: { key: 'name', value: 'secret-pipeline' },
                      },
                    },
                  }
                : ALLOW,
          ),
      };
    },
  });
  const scenarioEntities = createBackendModule({
    pluginId: 'catalog',
    moduleId: 'scenario-entities',
    register(reg) {
      reg.registerInit({
        deps: { catalog: catalogProcessingExtensionPoint },
        async init({ catalog }) {
          catalog.addEntityProvider({
            getProviderName: () => 'scenario',
            connect: async given => void (connection = given),
          });
        },
      });
    },
  });

  const backend = await startTestBackend({
    features: [
      mockServices.rootConfig.factory({
        data: {
          backend: {
            baseUrl: 'http://localhost:7007',
            database: { client: 'pg', connection: database.connection, pluginDivisionMode: 'schema' },
          },
          catalog: {
            processingInterval: { seconds: 5 },
            rules: [{ allow: ['Component', 'Resource', 'System', 'Group', 'User', 'API', 'SLO'] }],
          },
          payrec: {
            query: { engine: 'duckdb', duckdb: { root: index.root, threads: 1, memoryLimit: '256MB' } },
            pipelines: {
              lineage: { promotion: { rules: [{ namespace: '*' }] } },
              ...(options.prometheusUrl && { metricSources: { prometheus: { url: options.prometheusUrl } } }),
              ...options.config,
            },
          },
        },
      }),
      mockServices.rootLogger.factory({ level: process.env.PAYREC_TEST_LOG ? 'info' : 'error' }),
      mockServices.database.factory(),
      permissions,
      scheduler,
      createServiceFactory({
        service: pipelinesClockServiceRef,
        deps: {},
        factory: () => ({ fixed: true, now: () => state.now }),
      }),
      createServiceFactory({
        service: notificationService,
        deps: {},
        factory: () => ({ send: async (one: NotificationSendOptions) => void state.sent.push(one) }),
      }),
      catalogBackend,
      options.catalogModule as typeof catalogBackend,
      scenarioEntities,
      pipelinesPlugin,
    ],
  });
  const base = `http://127.0.0.1:${(backend.server.address() as AddressInfo).port}`;
  const knex = database.knex;

  return {
    base,
    state,
    knex,
    serviceHeader: mockCredentials.service.header(),
    /** The catalog of this backend, which asks what becomes an entity. */
    catalogHeader: mockCredentials.service.header({
      onBehalfOf: mockCredentials.service('plugin:catalog'),
      targetPluginId: 'payrec-pipelines',
    }),
    userHeader: (ref: string) => mockCredentials.user.header(ref),
    /** Runs a task of the scheduler now. */
    async trigger(id: string) {
      const task = tasks.get(id);
      if (!task) throw new Error(`No task ${id}; there are ${[...tasks.keys()].join(', ')}`);
      await task(new AbortController().signal);
    },
    /** The hand-written part of the catalog; resolves once the catalog shows all of it. */
    async setEntities(entities: readonly Entity[]) {
      await connection!.applyMutation({
        type: 'full',
        entities: entities.map(entity => ({
          locationKey: 'scenario',
          entity: {
            ...entity,
            metadata: {
              ...entity.metadata,
              annotations: {
                ...entity.metadata.annotations,
                [ANNOTATION_LOCATION]: 'url:https://example.com/catalog-info.yaml',
                [ANNOTATION_ORIGIN_LOCATION]: 'url:https://example.com/catalog-info.yaml',
              },
            },
          },
        })),
      });
    },
    /**
     * Empties all tables of the module, so that the next scenario begins with nothing. What works in the background is
     * brought to rest first: an evaluation is asked for, which waits for the one under way; then the locks of all who write
     * are held. Readers take none, and one that joins tables in another order than they are locked here is why it repeats.
     */
    async reset() {
      await fetch(`${base}/api/payrec-pipelines/v1/slas/evaluate`, {
        method: 'POST',
        headers: { authorization: mockCredentials.user.header(SEES_ALL), 'content-type': 'application/json' },
        body: '{}',
      });
      const { rows } = await knex.raw(
        `SELECT schemaname AS schema, tablename AS name FROM pg_tables WHERE schemaname = 'payrec-pipelines'
         AND tablename NOT LIKE 'knex%' AND tablename NOT IN ('lineage_state', 'sla_clock') ORDER BY 2`,
      );
      const names = rows.map((row: { schema: string; name: string }) => `"${row.schema}"."${row.name}"`).join(', ');
      const empty = () =>
        knex.transaction(async trx => {
          await trx.raw(`SET LOCAL lock_timeout = '5s'`);
          for (const lock of Object.values(LOCKS)) await trx.raw('SELECT pg_advisory_xact_lock(?)', [lock]);
          await trx.raw(`LOCK TABLE ${names} IN ACCESS EXCLUSIVE MODE`); // tidy-ok: names from the server itself
          await trx.raw(`TRUNCATE ${names} RESTART IDENTITY CASCADE`); // tidy-ok: names from the server itself
          await trx.raw(`UPDATE "payrec-pipelines".lineage_state SET graph_version = graph_version + 1`);
          await trx.raw(`DELETE FROM "payrec-pipelines".sla_clock`);
          await trx.raw(`INSERT INTO "payrec-pipelines".sla_clock DEFAULT VALUES`);
        });
      await repeatDeadlocked(empty, new Set(['40P01', '55P03']), 20);
      state.sent.length = 0;
    },
    async stop() {
      await backend.stop();
      await database.drop();
      await index.remove();
    },
  };
}

export type ScenarioBackend = Awaited<ReturnType<typeof startScenarioBackend>>;
