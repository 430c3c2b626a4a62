import { Page, test } from '@playwright/test';
import { resolve } from 'node:path';
import { signIn } from '../e2e-tests/support/signIn';
import { SHOTS, Shot } from './pages';

const FOLDER = resolve(__dirname, '../../../docs/images');

async function take(page: Page, { name, path, ready }: Shot, scheme: 'light' | 'dark') {
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

/** The same person on a phone, which has fingers and no keys. */
async function onPhone(page: Page, colorScheme: 'light' | 'dark') {
  const storageState = await page.context().storageState();
  const context = await page
    .context()
    .browser()!
    .newContext({
      storageState,
      viewport: { width: 375, height: 812 },
      colorScheme,
      hasTouch: true,
      isMobile: true,
      baseURL: test.info().project.use.baseURL,
    });
  return context.newPage();
}

const personas = [...new Set(SHOTS.map(shot => shot.persona))];

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });
    for (const persona of personas) {
      test(`pages of ${persona ?? 'nobody'} in ${scheme}`, async ({ page }) => {
        test.setTimeout(240_000);
        if (persona) {
          await signIn(page, persona);
          // The theme a person chose wins over the system's; the pictures show both.
          await page.evaluate(theme => window.localStorage.setItem('theme', theme), scheme);
        }
        for (const shot of SHOTS.filter(one => one.persona === persona)) {
          await test.step(shot.name, async () => {
            const shown = shot.phone ? await onPhone(page, scheme) : page;
            await take(shown, shot, scheme);
            if (shown !== page) await shown.context().close();
          });
        }
      });
    }
  });
}
