import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DemoState } from './demoState';

describe('DemoState', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'payrec-state-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('makes its folder with the parents, and finds there what it wrote', () => {
    const folder = join(dir, 'a', 'b');
    new DemoState(folder).write('x.json', { n: 1 });
    expect(new DemoState(folder).read('x.json')).toEqual({ n: 1 });
  });

  it('says in one sentence that a file is in the way', () => {
    const file = join(dir, 'taken');
    writeFileSync(file, '');
    expect(() => new DemoState(join(file, 'demo'))).toThrow(
      `The demo cannot keep its data in ${join(file, 'demo')}: ${file} is a file. ` +
        'Set PAYREC_DEMO_DIR to a folder it may write to.',
    );
  });

  // Even root is refused there, and on Linux the recursive mkdir of Node 20 does not come back.
  it('says so for a folder the system keeps for itself', () => {
    expect(() => new DemoState('/proc/payrec/demo')).toThrow(
      /^The demo cannot keep its data in \/proc\/payrec\/demo: \/proc(\/payrec)? cannot be written \(E[A-Z]+\)\. Set PAYREC/,
    );
  });
});
