// `yarn test:trino`: starts ONE Trino with its catalog in ONE PostgreSQL, runs every `*.trino.test.ts` of the repository
// against it, and stops both. Arguments go to jest. The last line counts the tests; no test at all is a failure.
// Its OpenLineage listener posts to an address where the suite of the lineage server listens while it runs.
// With TRINO_URL set that server is used and nothing is started.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../plugins/payrec-testkit/src/freePortForScripts.mjs';
import { bin, ensureInstalled, fail, requireNode, root } from './lib/workspace.mjs';

requireNode();
await ensureInstalled();

const SUITE = /\.trino\.test\.tsx?$/;
const packages = ['packages', 'plugins']
  .flatMap(folder => readdirSync(join(root, folder), { withFileTypes: true }).map(entry => [folder, entry]))
  .filter(([, entry]) => entry.isDirectory())
  .map(([folder, entry]) => join(folder, entry.name))
  .filter(folder => hasSuite(join(root, folder, 'src')));

function hasSuite(folder) {
  try {
    return readdirSync(folder, { recursive: true }).some(name => SUITE.test(name));
  } catch {
    return false;
  }
}

// `npm test` must pass where there is no Java: these suites are for this command alone.
for (const folder of packages) {
  const { jest } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  if (!jest?.testPathIgnorePatterns?.some(pattern => pattern.includes('trino'))) {
    fail(`${folder} has a suite on a real Trino: give its package.json the jest.testPathIgnorePatterns of payrec-node`);
  }
}

/** The servers live in a process of their own, whose standard input is their life line. */
async function startServers(lineage) {
  const host = spawn(
    process.execPath,
    [
      '--require',
      '@backstage/cli/config/nodeTransform.cjs',
      join(root, 'plugins/payrec-testkit/src/trino/trinoHost.ts'),
    ],
    { cwd: root, stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, PAYREC_TRINO_LINEAGE: lineage } },
  );
  const line = await new Promise(resolve => {
    createInterface({ input: host.stdout }).once('line', resolve);
    host.once('exit', () => resolve(undefined));
  });
  const stop = async () => {
    if (host.exitCode !== null) return;
    const ended = new Promise(resolve => host.once('exit', resolve));
    host.stdin.end();
    await ended;
  };
  return { addresses: line && { ...JSON.parse(line), lineage }, stop };
}

/** Address, token and namespace for the listener, as the launcher and the suite read them. */
async function listenerTarget() {
  const port = await freePort();
  const token = randomBytes(24).toString('hex');
  return JSON.stringify({ url: `http://127.0.0.1:${port}`, token, namespace: 'trino-test' });
}

const totals = { passed: 0, failed: 0, skipped: 0 };
const servers = process.env.TRINO_URL
  ? { addresses: { url: process.env.TRINO_URL }, stop: async () => {} }
  : await startServers(await listenerTarget());
const folder = mkdtempSync(join(tmpdir(), 'payrec-test-trino-'));
try {
  if (servers.addresses) {
    const { url, lakeDir, catalogDatabase, lineage } = servers.addresses;
    for (const name of packages) {
      process.stdout.write(`${name} on ${url}\n`);
      const resultFile = join(folder, 'jest.json');
      rmSync(resultFile, { force: true });
      spawnSync(
        process.execPath,
        [
          ...[bin('backstage-cli'), 'package', 'test', '--watchAll=false', '--runInBand', '--testTimeout=60000'],
          ...['--testPathIgnorePatterns', '/node_modules/', '--testPathPatterns', SUITE.source],
          ...['--json', `--outputFile=${resultFile}`, ...process.argv.slice(2)],
        ],
        {
          cwd: join(root, name),
          stdio: ['ignore', 'ignore', 'inherit'],
          env: {
            ...process.env,
            CI: '1',
            PAYREC_TRINO: '1',
            TRINO_URL: url,
            ...(lakeDir && { TRINO_LAKE_DIR: lakeDir }),
            ...(catalogDatabase && { TRINO_CATALOG_DATABASE: catalogDatabase }),
            ...(lineage && { PAYREC_TRINO_LINEAGE: lineage }),
            NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --no-warnings`.trim(),
          },
        },
      );
      count(resultFile, name);
    }
  } else {
    process.stdout.write('Trino did not start; the line above says why\n');
    totals.failed += 1;
  }
} finally {
  await servers.stop();
  rmSync(folder, { recursive: true, force: true });
}

function count(resultFile, name) {
  try {
    const report = JSON.parse(readFileSync(resultFile, 'utf8'));
    totals.passed += report.numPassedTests;
    totals.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
    totals.skipped += report.numPendingTests + report.numTodoTests;
  } catch {
    process.stdout.write(`${name}: jest wrote no result\n`);
    totals.failed += 1;
  }
}

if (process.env.PAYREC_RESULT_FILE) writeFileSync(process.env.PAYREC_RESULT_FILE, JSON.stringify(totals));
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped\n`);
process.exit(totals.failed === 0 && totals.passed > 0 ? 0 : 1);
