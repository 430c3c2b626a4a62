import { EngineSession } from '@internal/plugin-payrec-node';
import { Statement } from './statement';
import { StatementRunner } from './StatementRunner';

/** A session whose statements end when the test says so. */
class HeldSession {
  readonly started: string[] = [];
  private readonly ends = new Map<string, { resolve: () => void; reject: (error: Error) => void }>();

  readonly session = {
    run: (sql: string) => {
      this.started.push(nameOf(sql));
      return new Promise<void>((resolve, reject) => this.ends.set(nameOf(sql), { resolve, reject }));
    },
  } as unknown as EngineSession;

  async end(name: string, error?: Error): Promise<void> {
    const { resolve, reject } = this.ends.get(name)!;
    if (error) reject(error);
    else resolve();
    await new Promise(done => setImmediate(done));
  }
}

const nameOf = (sql: string) => sql.split(' ')[2];
const table = (name: string, from: string): Statement => ({
  step: name,
  sql: `CREATE TABLE ${name} AS SELECT * FROM ${from}`,
});

const begin = (held: HeldSession, statements: readonly Statement[], signal?: AbortSignal) => {
  const done: string[] = [];
  const runner = new StatementRunner(held.session, { signal, onDone: ({ step }) => done.push(step) });
  const work = runner.run(statements);
  work.catch(() => undefined);
  return { work, done };
};

test('runs two independent statements at a time, and none before what it reads is there', async () => {
  const held = new HeldSession();
  const { work, done } = begin(held, [table('a', 'x'), table('b', 'a'), table('c', 'x'), table('d', 'x')]);
  expect(held.started).toEqual(['a', 'c']);
  await held.end('c');
  expect(held.started).toEqual(['a', 'c', 'd']);
  await held.end('a');
  expect(held.started).toEqual(['a', 'c', 'd', 'b']);
  await held.end('d');
  await held.end('b');
  await work;
  expect(done).toEqual(['c', 'a', 'd', 'b']);
});

test('waits through views, for inserts into what is read, and with inserts until it has been read', async () => {
  const held = new HeldSession();
  const insert = { step: 'insert', sql: 'INSERT INTO a SELECT * FROM y' };
  begin(held, [
    table('a', 'x'),
    { step: 'v', sql: 'CREATE VIEW v AS SELECT * FROM a' },
    table('before', 'v'),
    insert,
    table('after', 'v'),
  ]);
  expect(held.started).toEqual(['a']);
  await held.end('a');
  expect(held.started).toEqual(['a', 'v']);
  await held.end('v');
  expect(held.started).toEqual(['a', 'v', 'before']);
  await held.end('before');
  expect(held.started).toEqual(['a', 'v', 'before', 'a']);
  await held.end('a');
  expect(held.started.at(-1)).toBe('after');
});

test('throws the first failure once nothing runs any more, and starts nothing after it', async () => {
  const held = new HeldSession();
  const { work, done } = begin(held, [table('a', 'x'), table('b', 'x'), table('c', 'x')]);
  let settled = false;
  work.catch(() => undefined).finally(() => (settled = true));
  await held.end('a', new Error('no memory'));
  expect(settled).toBe(false);
  expect(held.started).toEqual(['a', 'b']);
  await held.end('b');
  await expect(work).rejects.toThrow('no memory');
  expect(done).toEqual(['b']);
});

test('stops between statements when the run is cancelled', async () => {
  const held = new HeldSession();
  const cancel = new AbortController();
  const { work } = begin(held, [table('a', 'x'), table('b', 'a')], cancel.signal);
  cancel.abort(new Error('cancelled by finn'));
  await held.end('a');
  await expect(work).rejects.toThrow('cancelled by finn');
  expect(held.started).toEqual(['a']);
});

test('refuses a statement it cannot place', async () => {
  const { work } = begin(new HeldSession(), [{ step: 'odd', sql: 'DROP TABLE a' }]);
  await expect(work).rejects.toThrow('A statement of matching makes or fills a table');
});
