import { DuckDBConnection } from '@duckdb/node-api';
import { ConnectionLanes } from './ConnectionLanes';

function openLanes(lanes: number) {
  const closed: number[] = [];
  let opened = 0;
  const open = async () => {
    const id = (opened += 1);
    return { id, closeSync: () => closed.push(id) } as unknown as DuckDBConnection;
  };
  return { lanes: new ConnectionLanes(open, lanes), closed, opened: () => opened };
}
const idOf = (connection: DuckDBConnection) => (connection as unknown as { id: number }).id;

test('one after another needs one connection; together each has its own, and the rest wait', async () => {
  const { lanes, opened } = openLanes(2);
  await lanes.use(async () => undefined);
  await lanes.use(async () => undefined);
  expect(opened()).toBe(1);
  let busy = 0;
  let most = 0;
  const seen = await Promise.all(
    [1, 2, 3, 4].map(() =>
      lanes.use(async connection => {
        most = Math.max(most, (busy += 1));
        await new Promise(done => setTimeout(done, 5));
        busy -= 1;
        return idOf(connection);
      }),
    ),
  );
  expect(most).toBe(2);
  expect(new Set(seen)).toEqual(new Set([1, 2]));
});

test('gives a connection back when the work fails', async () => {
  const { lanes, opened } = openLanes(1);
  await expect(lanes.use(() => Promise.reject(new Error('no such table')))).rejects.toThrow('no such table');
  expect(await lanes.use(async connection => idOf(connection))).toBe(1);
  expect(opened()).toBe(1);
});

test('closes when what runs has ended and refuses what waits', async () => {
  const { lanes, closed } = openLanes(1);
  let end: () => void = () => undefined;
  const running = lanes.use(() => new Promise<void>(done => (end = done)));
  const waiting = lanes.use(async () => undefined);
  waiting.catch(() => undefined);
  await new Promise(done => setImmediate(done));
  const closing = lanes.close();
  expect(closed).toEqual([]);
  end();
  await Promise.all([running, closing]);
  expect(closed).toEqual([1]);
  await expect(waiting).rejects.toThrow('The session has ended');
});
