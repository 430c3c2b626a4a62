import { createTestDatabase, startPostgres } from './startPostgres';
import { PostgresServer } from './PostgresServer';

// Real servers on a machine that may be busy with other suites.
jest.setTimeout(60_000);

describe('startPostgres', () => {
  it('gives every suite an empty database of its own on one server', async () => {
    const [one, two] = await Promise.all([createTestDatabase(), createTestDatabase()]);
    try {
      expect(one.connection).not.toBe(two.connection);
      await one.knex.schema.createTable('t', table => table.integer('id'));
      expect(await two.knex.schema.hasTable('t')).toBe(false);
      const { rows } = await one.knex.raw('show server_version');
      expect(rows[0].server_version).toMatch(/^18\./);
    } finally {
      await Promise.all([one.drop(), two.drop()]);
    }
    const postgres = await startPostgres();
    expect(postgres.connectionString('x')).toContain(`127.0.0.1:${postgres.port}/x`);
  });
});

describe('PostgresServer', () => {
  it('runs apart from the shared server and ends on stop', async () => {
    const server = await PostgresServer.start();
    await server.ensureDatabase('lake');
    await server.ensureDatabase('lake');
    await server.stop();
    await expect(server.ensureDatabase('lake')).rejects.toThrow(/ECONNREFUSED/);
  });
});
