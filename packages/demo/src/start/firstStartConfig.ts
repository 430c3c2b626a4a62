import { DemoState } from './demoState';

const FILE = 'first-start.json';

/**
 * On the first start everything is matched once, when all files are read; nightly runs and a run per file would do the same
 * work three times while a person waits. From the second start on the portal does it by itself. Returns the path.
 */
export function writeFirstStartConfig(state: DemoState): string {
  state.write(FILE, {
    payrec: {
      reconciliation: { schedule: { enabled: false }, runAfterStatement: false },
      // Before the history of the pipelines is there, every partition is missing.
      pipelines: { evaluateAfterSeconds: 45 },
    },
  });
  return state.path(FILE);
}

/** After the first match a file that somebody uploads is matched at once; the running backend watches its configuration. */
export function matchAfterFiles(state: DemoState): void {
  state.write(FILE, { payrec: { reconciliation: { schedule: { enabled: false } } } });
}
