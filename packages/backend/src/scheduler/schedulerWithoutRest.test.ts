import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import { mockCredentials, mockServices, startTestBackend } from '@backstage/backend-test-utils';
import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import { schedulerWithoutRest } from './schedulerWithoutRest';

const ran = jest.fn();
const plugin = createBackendPlugin({
  pluginId: 'payouts',
  register(env) {
    env.registerInit({
      deps: { scheduler: coreServices.scheduler },
      async init({ scheduler }) {
        await scheduler.scheduleTask({
          id: 'payout-run',
          frequency: { hours: 24 },
          timeout: { minutes: 1 },
          initialDelay: { milliseconds: 10 },
          fn: async () => ran(),
        });
      },
    });
  },
});

describe('the scheduler', () => {
  let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => {
    testDatabase = await createTestDatabase();
  }, 90_000);
  afterAll(() => testDatabase.drop());

  test.each([
    // The first row shows that the hole is there without us, so that the second proves something.
    ['of Backstage lets anybody who signed in trigger a task', schedulerServiceFactory, 200],
    ['of this app has no such route', schedulerWithoutRest, 404],
  ])(
    '%s',
    async (_, factory, status) => {
      const backend = await startTestBackend({
        features: [plugin, factory, mockServices.database.factory({ knex: testDatabase.knex })],
      });
      try {
        const { port } = backend.server.address() as { port: number };
        const tasks = `http://127.0.0.1:${port}/api/payouts/.backstage/scheduler/v1/tasks`;
        const headers = { Authorization: mockCredentials.user.header() };
        expect((await fetch(tasks, { headers })).status).toBe(status);
      } finally {
        await backend.stop();
      }
    },
    60_000,
  );
});
