import { WorldOptions } from '../world/options';
import { generateWorld } from '../world/generateWorld';

/** Makes the data in a process of its own, so that its memory goes with it; progress goes to the parent. */
async function main(): Promise<void> {
  process.once('disconnect', () => process.exit(1));
  const options = JSON.parse(process.argv[2]) as WorldOptions;
  const summary = await generateWorld({
    ...options,
    onProgress: (done, total, what) => process.send?.({ progress: { done, total, what } }),
  });
  process.send?.({ summary });
  process.disconnect();
}

main().catch((error: NodeJS.ErrnoException) => {
  process.send?.({ error: error.code === 'ENOSPC' ? 'the disk is full' : error.message });
  process.exitCode = 1;
  process.disconnect();
});
