import { defineConfig } from '@playwright/test';
import { generateProjects } from '@backstage/e2e-test-utils/playwright';
import { existsSync } from 'node:fs';

const candidates = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = candidates.find(path => path && existsSync(path));

/**
 * The browser suites of all packages (`e2e-tests` folders) against a running portal. `yarn test:e2e` starts one with a
 * small world of its own and sets PLAYWRIGHT_URL; on its own, this config expects `npm start`.
 */
export default defineConfig({
  timeout: 120_000,
  expect: { timeout: 20_000 },
  // One portal with one database: the order of decisions matters.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  reporter: [['list'], ['json', { outputFile: process.env.PAYREC_PLAYWRIGHT_JSON ?? 'e2e-test-report/results.json' }]],
  use: {
    baseURL: process.env.PLAYWRIGHT_URL ?? 'http://127.0.0.1:7007',
    actionTimeout: 20_000,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1600, height: 900 },
    channel: undefined,
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  // A folder per portal: two runs at once would delete each other's recordings.
  outputDir: `node_modules/.cache/e2e-test-results/${
    new URL(process.env.PLAYWRIGHT_URL ?? 'http://127.0.0.1:7007').port
  }`,
  projects: generateProjects().map(project => ({ ...project, use: { ...project.use, channel: undefined } })),
});
