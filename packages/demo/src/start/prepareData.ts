import { existsSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { IsoDate, addDays } from '@internal/plugin-payrec-common';
import { MadeWorld } from '../feed/generatorRun';
import { WorldSummary } from '../world/options';
import { startNode } from './childProcess';
import { DemoState } from './demoState';
import { StartOptions } from './startOptions';

const DEFAULT_SCALE = 100_000;
const SEED = 7;

type WorldMarker = MadeWorld & { readonly scale: number };

/**
 * Makes the data of the demo company unless it is there. New data forgets the database as well: breaks and decisions
 * speak of rows that no longer exist.
 * @throws Error when there is no room for it.
 */
export async function prepareData(
  root: string,
  state: DemoState,
  options: StartOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<MadeWorld> {
  const known = state.read<WorldMarker>('world.json');
  const scale = options.scale ?? known?.scale ?? DEFAULT_SCALE;
  if (known && known.scale === scale && !options.fresh && existsSync(state.path('index'))) return known;

  requireRoom(state.dir, scale);
  state.remove('world.json');
  for (const old of ['postgres', 'ingested.json', 'feed.json', 'alerts.json']) state.remove(old);
  say(`Making the data of the demo company: ${scale.toLocaleString('en')} transactions`);
  const today = new Date().toISOString().slice(0, 10) as IsoDate;
  const startedAt = new Date().toISOString();
  let summary: WorldSummary | undefined;
  let problem: string | undefined;
  let shown = 0;
  const child = startNode(
    [
      '--require',
      require.resolve('@backstage/cli/config/nodeTransform.cjs'),
      join(root, 'packages/demo/src/start/worldProcess.ts'),
      JSON.stringify({ root: state.dir, scale, seed: SEED, endDate: addDays(today, -1) }),
    ],
    {
      cwd: root,
      log: state.path('logs', 'world.log'),
      ipc: true,
      onMessage: message => {
        const {
          progress,
          summary: made,
          error,
        } = message as {
          progress?: { done: number; total: number };
          summary?: WorldSummary;
          error?: string;
        };
        summary ??= made;
        problem ??= error;
        const quarter = progress ? Math.floor((4 * progress.done) / progress.total) : 0;
        if (quarter > shown) {
          shown = quarter;
          say(`  data ${quarter * 25} %`);
        }
      },
    },
  );
  signal.addEventListener('abort', () => child.stop(), { once: true });
  const code = await child.exited;
  signal.throwIfAborted();
  if (code !== 0 || !summary) {
    throw new Error(`Making the data failed: ${problem ?? child.tail(10)}`);
  }
  const made: WorldMarker = { scale, seed: SEED, startedAt, endedAt: new Date().toISOString(), summary };
  state.write('world.json', made);
  return made;
}

/** About 110 bytes of Parquet a transaction, the same again while it is made, and the database. */
function requireRoom(dir: string, scale: number): void {
  const { bavail, bsize } = statfsSync(dir);
  const need = scale * 220 + 600_000_000;
  if (bavail * bsize < need) {
    const gigabytes = (bytes: number) => (bytes / 1e9).toFixed(1);
    throw new Error(
      `The demo needs ${gigabytes(need)} GB in ${dir}, and ${gigabytes(
        bavail * bsize,
      )} GB are free: make room or choose a smaller --scale.`,
    );
  }
}
