import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeEngineConformance } from '../__testUtils__/engineConformance';
import { DuckDbEngine } from './DuckDbEngine';

describe('embedded engine', () => {
  describeEngineConformance(async () => {
    const root = await mkdtemp(path.join(tmpdir(), 'payrec-conformance-'));
    const engine = await DuckDbEngine.open({ root, memoryLimit: '1GB', threads: 2 });
    return {
      engine,
      close: async () => {
        await engine.close();
        await rm(root, { recursive: true, force: true });
      },
    };
  });
});
