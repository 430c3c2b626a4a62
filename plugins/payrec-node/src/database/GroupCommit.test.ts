import { ServiceUnavailableError } from '@backstage/errors';
import { GroupCommit } from './GroupCommit';

/** Writes that end when they are told to. */
function slowWrites(limits: {
  concurrencyMax: number;
  groupMax?: number;
  waitingMax?: number;
  waitingBytesMax?: number;
}) {
  const writes: Array<{ items: readonly string[]; end: () => void; fail: (error: Error) => void }> = [];
  const group = new GroupCommit<string, string>({
    groupMax: 10,
    waitingMax: 100,
    ...limits,
    write: items =>
      new Promise((resolve, reject) => {
        writes.push({ items, end: () => resolve(items.map(item => item.toUpperCase())), fail: reject });
      }),
  });
  const begun = async (count: number) => {
    for (let turn = 0; writes.length < count && turn < 200; turn += 1) await new Promise(done => setTimeout(done, 1));
    expect(writes).toHaveLength(count);
    return writes[count - 1];
  };
  return { group, writes, begun };
}

it('answers each sender with its own results after one write for all that came meanwhile', async () => {
  const { group, begun } = slowWrites({ concurrencyMax: 1 });
  const first = group.put(['a']);
  const write = await begun(1);
  const others = [group.put(['b', 'c']), group.put(['d']), group.put([])];
  write.end();
  const second = await begun(2);
  expect(second.items).toEqual(['b', 'c', 'd']);
  second.end();
  expect(await first).toEqual(['A']);
  expect(await Promise.all(others)).toEqual([['B', 'C'], ['D'], []]);
});

it('keeps a sender whole: a group ends before one that would not fit, and one that never would goes alone', async () => {
  const { group, begun } = slowWrites({ concurrencyMax: 1, groupMax: 3 });
  const answers = [['a'], ['b', 'c'], ['d', 'e'], ['f', 'g', 'h', 'i']].map(items => group.put(items));
  for (const [at, items] of [
    ['a', 'b', 'c'],
    ['d', 'e'],
    ['f', 'g', 'h', 'i'],
  ].entries()) {
    const write = await begun(at + 1);
    expect(write.items).toEqual(items);
    write.end();
  }
  expect((await Promise.all(answers)).flat()).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I']);
});

it('fails the senders of the group whose write failed, and goes on with the next', async () => {
  const { group, begun } = slowWrites({ concurrencyMax: 1, groupMax: 2 });
  const failed = [group.put(['a']), group.put(['b'])];
  const good = group.put(['c']);
  const broken = new Error('connection lost');
  (await begun(1)).fail(broken);
  for (const one of failed) await expect(one).rejects.toBe(broken);
  (await begun(2)).end();
  expect(await good).toEqual(['C']);
});

it('writes as many groups at once as it may', async () => {
  const { group, writes, begun } = slowWrites({ concurrencyMax: 2 });
  const first = group.put(['a']);
  await begun(1);
  const second = group.put(['b']);
  await begun(2);
  const third = group.put(['c']);
  await new Promise(resolve => setTimeout(resolve, 20));
  expect(writes).toHaveLength(2);
  writes[1].end();
  expect(await second).toEqual(['B']);
  (await begun(3)).end();
  writes[0].end();
  expect(await Promise.all([first, third])).toEqual([['A'], ['C']]);
});

it('refuses at once what more waits than may, in items or in bytes, and takes on when there is room', async () => {
  const { group, begun } = slowWrites({ concurrencyMax: 1, waitingMax: 2, waitingBytesMax: 100 });
  const first = group.put(['a']);
  const write = await begun(1);
  const waiting = group.put(['b'], 90);
  expect(group.isFull(1, 11)).toBe(true);
  await expect(group.put(['c'], 11)).rejects.toThrow(ServiceUnavailableError);
  await expect(group.put(['c', 'd'])).rejects.toThrow('1 events wait');
  const last = group.put(['e'], 10);
  write.end();
  (await begun(2)).end();
  expect(await Promise.all([first, waiting, last])).toEqual([['A'], ['B'], ['E']]);
  expect(group.isFull(2, 100)).toBe(false);
});
