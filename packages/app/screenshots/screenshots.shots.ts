import { Page, test } from '@playwright/test';
import { resolve } from 'node:path';
import { signIn } from '../e2e-tests/support/signIn';
import { SHOTS, Shot } from './pages';

const FOLDER = resolve(__dirname, '../../../docs/images');

async function take(page: Page, { name, path, viewport, ready }: Shot, scheme: 'light' | 'dark') {
  if (viewport) await page.setViewportSize(viewport);
  await page.goto(path);
  await ready(page);
  // A page with a live feed is never idle.
  await page.waitForLoadState('networkidle', { timeout: 4_000 }).catch(() => undefined);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({
    path: resolve(FOLDER, `${name}${scheme === 'dark' ? '-dark' : ''}.png`),
    animations: 'disabled',
  });
}

const personas = [...new Set(SHOTS.map(shot => shot.persona))];

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });
    for (const persona of personas) {
      test(`pages of ${persona ?? 'nobody'} in ${scheme}`, async ({ page }) => {
        test.setTimeout(240_000);
        const size = page.viewportSize()!;
        if (persona) {
          await signIn(page, persona);
          // The theme a person chose wins over the system's; the pictures show both.
          await page.evaluate(theme => window.localStorage.setItem('theme', theme), scheme);
        }
        for (const shot of SHOTS.filter(one => one.persona === persona)) {
          await test.step(shot.name, async () => {
            await page.setViewportSize(size);
            await take(page, shot, scheme);
          });
        }
      });
    }
  });
}
