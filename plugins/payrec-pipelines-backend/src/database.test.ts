import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import { boundedRead, inTransaction, repeatDeadlocked } from './database';

it('runs both transactions to their end when they wait for each other crosswise', async () => {
  const { knex, drop } = await createTestDatabase();
  try {
    await knex.raw('CREATE TABLE counter (name text PRIMARY KEY, value integer NOT NULL)');
    await knex.raw(`INSERT INTO counter VALUES ('a', 0), ('b', 0)`);
    let attempts = 0;
    let arrived = 0;
    let release = () => {};
    const both = new Promise<void>(resolve => (release = resolve));
    const add = (first: string, second: string) =>
      inTransaction(knex, async trx => {
        attempts += 1;
        await trx('counter').where({ name: first }).increment('value', 1);
        arrived += 1;
        if (arrived === 2) release();
        await both;
        await trx('counter').where({ name: second }).increment('value', 1);
      });
    await Promise.all([add('a', 'b'), add('b', 'a')]);
    expect(attempts).toBe(3);
    expect(await knex('counter').orderBy('name')).toEqual([
      { name: 'a', value: 2 },
      { name: 'b', value: 2 },
    ]);
  } finally {
    await drop();
  }
}, 60_000);

test.each([
  ['a deadlock, until it gives up', '40P01', 5],
  ['nothing else', '23505', 1],
])('repeats %s', async (_, code, expected) => {
  let attempts = 0;
  const failing = repeatDeadlocked(async () => {
    attempts += 1;
    throw Object.assign(new Error('failed'), { code });
  });
  await expect(failing).rejects.toThrow('failed');
  expect(attempts).toBe(expected);
});

it('ends a statement that takes too long, in the database as well, and says what to do', async () => {
  const { knex, drop } = await createTestDatabase();
  try {
    await expect(boundedRead(knex.raw('SELECT pg_sleep(60)'), 'The graph', 200)).rejects.toMatchObject({
      name: 'QueryTimeoutError',
      message: 'The graph could not be read within 0.2 s; ask for a smaller depth or fewer nodes, or again later',
    });
    const sleeping = `SELECT count(*)::int AS running FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'`;
    expect((await knex.raw(sleeping)).rows).toEqual([{ running: 0 }]);
    await expect(boundedRead(knex.raw('SELECT nothing'), 'The graph')).rejects.toMatchObject({ code: '42703' });
    expect((await boundedRead(knex.raw('SELECT 1 AS one'), 'The graph')) as object).toMatchObject({
      rows: [{ one: 1 }],
    });
  } finally {
    await drop();
  }
}, 60_000);
