import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { registerToken } from './token';

describe('payrec token', () => {
  const before = process.env.PAYREC_DEMO_DIR;
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'payrec-token-'));
    process.env.PAYREC_DEMO_DIR = folder;
  });
  afterEach(() => {
    if (before === undefined) delete process.env.PAYREC_DEMO_DIR;
    else process.env.PAYREC_DEMO_DIR = before;
    rmSync(folder, { recursive: true });
  });
  const run = (persona: string) => {
    const program = new Command().exitOverride();
    registerToken(program);
    return program.parseAsync(['node', 'payrec', 'token', persona]);
  };

  it('is refused where no demo runs: there is nobody to sign in as', async () => {
    await expect(run('finn.operator')).rejects.toThrow('No demo is running here, and tokens exist only for the demo');
  });

  it('is refused when the demo of this folder has ended', async () => {
    const gone = {
      pid: 2 ** 22 + 1,
      portalUrl: 'http://127.0.0.1:1',
      appUrl: 'http://127.0.0.1:1',
      issuer: 'http://127.0.0.1:1',
    };
    writeFileSync(join(folder, 'running.json'), JSON.stringify(gone));
    await expect(run('finn.operator')).rejects.toThrow('No demo is running here');
  });

  it('names the personas when it does not know one', async () => {
    await expect(run('somebody')).rejects.toThrow(/There is no persona "somebody"; choose one of finn\.operator/);
  });
});
