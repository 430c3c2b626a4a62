// The steps of `.ci/run`, in order, each timed. Suites that count tests report through PAYREC_RESULT_FILE; a check counts
// as one test. Nothing is skipped silently: a step that could not run is a failure with the reason.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, requireNode, root } from './lib/workspace.mjs';

requireNode();
const folder = mkdtempSync(join(tmpdir(), 'payrec-ci-'));
const totals = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

/** Runs one command; `suite` steps add their own counts, others count as one test. */
function step(name, command, args, { suite = false, env = {} } = {}) {
  const startedAt = Date.now();
  process.stdout.write(`\n── ${name}\n`);
  const resultFile = join(folder, `${name.replace(/\W+/g, '-')}.json`);
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CI: 'true', ...env, PAYREC_RESULT_FILE: resultFile },
  });
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  let counts = { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  if (suite) {
    counts = existsSync(resultFile)
      ? JSON.parse(readFileSync(resultFile, 'utf8'))
      : { passed: 0, failed: 0, skipped: 0 };
    if (status !== 0 && counts.failed === 0) counts.failed = 1;
    if (status === 0 && counts.passed === 0) {
      process.stdout.write(`${name} ran no test: that is a failure.\n`);
      counts.failed += 1;
    }
  }
  if (error) process.stdout.write(`${name} could not start: ${error.message}\n`);
  for (const key of Object.keys(totals)) totals[key] += counts[key];
  if (counts.failed > 0) failures.push(name);
  process.stdout.write(`── ${name}: ${counts.failed > 0 ? 'FAILED' : 'ok'} in ${seconds} s\n`);
}

const node = process.execPath;
const cli = (...args) => [bin('backstage-cli'), ...args];

step('npm test', 'npm', ['test', '--silent'], { suite: true });
step('types', node, [bin('tsc'), '--noEmit', '--incremental', 'false']);
step('lint', node, cli('repo', 'lint', '--max-warnings', '0'));
step('tidy', node, ['scripts/tidy.mjs']);
step('formatting', node, [bin('prettier'), '--check', '--log-level', 'warn', '.']);
step('package manifests', node, cli('repo', 'fix', '--check', '--publish'));
step(
  'configuration',
  node,
  cli('config:check', '--lax', '--config', 'app-config.yaml', '--config', 'app-config.demo.yaml'),
);
step('API reports', node, ['scripts/api-reports.mjs', '--ci']);
step('browser is there', node, ['scripts/ensure-chromium.mjs']);
step('Trino suites', node, ['scripts/test-trino.mjs'], { suite: true });
step('browser suites', node, ['scripts/test-e2e.mjs'], { suite: true });

rmSync(folder, { recursive: true, force: true });
if (failures.length > 0) process.stdout.write(`\nFailed: ${failures.join(', ')}\n`);
process.stdout.write(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exit(totals.failed > 0 ? 1 : 0);
