import { defineConfig } from '@playwright/test';
import config from './playwright.config';

/** The pictures of `docs/images`: the same browser and portal as the suites, 1440 wide so that the files stay small. */
export default defineConfig({
  ...config,
  projects: undefined,
  testDir: './packages/app/screenshots',
  testMatch: '*.shots.ts',
  reporter: [['list'], ['json', { outputFile: process.env.PAYREC_PLAYWRIGHT_JSON ?? 'e2e-test-report/shots.json' }]],
  use: { ...config.use, viewport: { width: 1440, height: 810 } },
});
