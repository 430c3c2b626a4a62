import { Page, test } from '@playwright/test';
import { resolve } from 'node:path';
import { signIn } from '../e2e-tests/support/signIn';

/** Every page of the portal that a person sees, who shows it best, and what must be on it before the picture is taken. */
const SHOTS: Array<{ name: string; persona: string; path: string; ready: (page: Page) => Promise<void> }> = [
  {
    name: 'overview',
    persona: 'finn.operator',
    path: '/payrec/reconciliation/overview',
    ready: page => page.getByText('Accounts by day').waitFor(),
  },
  {
    name: 'workbench',
    persona: 'finn.operator',
    path: '/payrec/reconciliation/workbench',
    ready: async page => {
      await page.getByRole('row').nth(4).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await page.getByText('Side by side').waitFor();
    },
  },
  {
    name: 'statements',
    persona: 'finn.operator',
    path: '/payrec/reconciliation/statements',
    ready: page => page.getByRole('row').nth(3).waitFor(),
  },
  {
    name: 'runs',
    persona: 'fay.approver',
    path: '/payrec/reconciliation/runs',
    ready: page => page.getByRole('row').nth(1).waitFor(),
  },
  {
    name: 'catalog-tab',
    persona: 'finn.operator',
    path: '/catalog/default/system/payment-reconciliation/reconciliation',
    ready: page => page.getByText('Accounts by day').waitFor(),
  },
];

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });
    for (const { name, persona, path, ready } of SHOTS) {
      test(`${name} ${scheme}`, async ({ page }) => {
        await signIn(page, persona);
        // The theme a person chose wins over the system's; the pictures show both.
        await page.evaluate(theme => window.localStorage.setItem('theme', theme), scheme);
        await page.goto(path);
        await ready(page);
        await page.waitForLoadState('networkidle');
        await page.evaluate(() => document.fonts.ready);
        await page.screenshot({
          path: resolve(__dirname, `../../../docs/images/${name}${scheme === 'dark' ? '-dark' : ''}.png`),
          animations: 'disabled',
        });
      });
    }
    test(`sign-in ${scheme}`, async ({ page }) => {
      await page.goto('/');
      await page.getByRole('button', { name: /sign in/i }).waitFor();
      await page.screenshot({
        path: resolve(__dirname, `../../../docs/images/sign-in${scheme === 'dark' ? '-dark' : ''}.png`),
      });
    });
  });
}
