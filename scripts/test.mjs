// `npm test` and `yarn test`: installs what is missing, then runs the jest suites of all packages on a real PostgreSQL and
// DuckDB. Arguments go to jest (`yarn test plugins/payrec-common`). The last line counts the tests.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, ensureInstalled, fail, requireNode, root } from './lib/workspace.mjs';

requireNode();
await ensureInstalled();

const folder = mkdtempSync(join(tmpdir(), 'payrec-test-'));
const resultFile = join(folder, 'jest.json');
const result = spawnSync(
  process.execPath,
  [
    bin('backstage-cli'),
    'repo',
    'test',
    '--watchAll=false',
    '--json',
    `--outputFile=${resultFile}`,
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      CI: '1',
      // The suites bring their own PostgreSQL; without this they would look for docker and silently test less.
      BACKSTAGE_TEST_DISABLE_DOCKER: '1',
      NODE_OPTIONS: `${
        process.env.NODE_OPTIONS ?? ''
      } --max-old-space-size=4096 --experimental-vm-modules --no-warnings`.trim(),
    },
  },
);

let counts;
try {
  const report = JSON.parse(readFileSync(resultFile, 'utf8'));
  counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests + report.numTodoTests,
  };
} catch {
  fail('jest wrote no result: the suites could not start. The lines above say why.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (process.env.PAYREC_RESULT_FILE) writeFileSync(process.env.PAYREC_RESULT_FILE, JSON.stringify(counts));
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exit(result.status === 0 && counts.failed === 0 && counts.passed > 0 ? 0 : 1);
