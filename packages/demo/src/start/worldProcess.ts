import { WorldOptions } from '../world/options';
import { generateWorld } from '../world/generateWorld';

/** Makes the data in a process of its own, so that its memory goes with it; progress goes to the parent. */
async function main(): Promise<void> {
  // A parent that is gone leaves no one to make data for; our own goodbye below is not that.
  const orphaned = () => process.exit(1);
  process.once('disconnect', orphaned);
  const options = JSON.parse(process.argv[2]) as WorldOptions;
  const summary = await generateWorld({
    ...options,
    onProgress: (done, total, what) => process.send?.({ progress: { done, total, what } }),
  });
  process.off('disconnect', orphaned);
  process.send?.({ summary }, () => process.disconnect());
}

main().catch((error: NodeJS.ErrnoException) => {
  process.send?.({ error: error.code === 'ENOSPC' ? 'the disk is full' : error.message });
  process.exitCode = 1;
  process.disconnect();
});
