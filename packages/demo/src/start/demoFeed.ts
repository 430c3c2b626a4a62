import { setTimeout as sleep } from 'node:timers/promises';
import { DemoState } from './demoState';
import { deliver, matchEverything, untilRead } from './firstReconciliation';
import { PortalClient } from './portalClient';

const LATE_FILE_AFTER_MS = 20 * 60_000;

/**
 * What goes on while the demo runs: the statement that was late arrives, once, some twenty minutes after the first start, and
 * its breaks go away by themselves. Ends when `signal` aborts.
 */
export async function runDemoFeed(
  state: DemoState,
  client: PortalClient,
  late: readonly string[],
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const delivered = new Set(state.read<{ files: string[] }>('feed.json')?.files);
  for (const name of late.filter(file => !delivered.has(file))) {
    try {
      await sleep(LATE_FILE_AFTER_MS, undefined, { signal });
      await untilRead(client, await deliver(client, state.path('late'), name), signal);
      delivered.add(name);
      state.write('feed.json', { files: [...delivered] });
      say(`The late statement ${name} has arrived`);
      await matchEverything(client, `demo-late-${name}`, signal);
    } catch (error) {
      if (signal.aborted) return;
      say(`The feed could not deliver ${name}: ${(error as Error).message}`);
    }
  }
}
