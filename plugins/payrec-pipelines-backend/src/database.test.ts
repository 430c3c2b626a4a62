import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import { inTransaction, repeatDeadlocked } from './database';

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
