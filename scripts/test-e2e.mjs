// `yarn test:e2e`: starts the whole portal as a newcomer does (npm start, a small world in a folder of its own, a free
// port), runs the browser suites of all packages against it, and stops it. Arguments go to Playwright.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bin, ensureInstalled, fail, requireNode, root } from './lib/workspace.mjs';
import { startPortal } from './lib/portal.mjs';

requireNode();
await ensureInstalled();

const folder = mkdtempSync(join(tmpdir(), 'payrec-e2e-'));
// PostgreSQL runs as its own user where this is root, and must be able to reach its data below this folder.
chmodSync(folder, 0o755);
const resultFile = join(folder, 'playwright.json');
const portal = process.env.PLAYWRIGHT_URL
  ? { url: process.env.PLAYWRIGHT_URL, dataDir: process.env.PAYREC_E2E_DATA, stop: async () => {} }
  : await startPortal({ dataDir: join(folder, 'demo'), scale: '100k' });
let status = 1;
try {
  const result = spawnSync(process.execPath, [bin('playwright'), 'test', ...process.argv.slice(2)], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      PLAYWRIGHT_URL: portal.url,
      PAYREC_E2E_DATA: portal.dataDir,
      PAYREC_PLAYWRIGHT_JSON: resultFile,
    },
  });
  status = result.status ?? 1;
} finally {
  await portal.stop();
}
if (!existsSync(resultFile)) fail('Playwright wrote no result: the browser suites could not start.');
const { stats } = JSON.parse(readFileSync(resultFile, 'utf8'));
const counts = { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped };
if (process.env.PAYREC_RESULT_FILE) writeFileSync(process.env.PAYREC_RESULT_FILE, JSON.stringify(counts));
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
process.exit(status === 0 && counts.passed > 0 ? 0 : 1);
