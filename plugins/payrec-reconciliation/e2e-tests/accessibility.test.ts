import AxeBuilder from '@axe-core/playwright';
import { expect, Page, test } from '@playwright/test';
// The helper belongs to the app whose sign-in it drives; tests are no part of either package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { signIn } from '../../../packages/app/e2e-tests/support/signIn';
import { openFirstBreak, ROOT } from './support/portal';

const PAGES: Array<{ name: string; path: string; ready: (page: Page) => Promise<unknown> }> = [
  { name: 'overview', path: 'overview', ready: page => page.getByText('Must be zero').waitFor() },
  { name: 'overview as table', path: 'overview?view=table', ready: page => page.getByText('Must be zero').waitFor() },
  {
    name: 'workbench with an open break',
    path: 'workbench',
    ready: page => openFirstBreak(page),
  },
  { name: 'statements', path: 'statements', ready: page => page.getByRole('row').nth(1).waitFor() },
  { name: 'runs', path: 'runs', ready: page => page.getByRole('row').nth(1).waitFor() },
];

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });
    for (const { name, path, ready } of PAGES) {
      test(`axe finds nothing on ${name}`, async ({ page }) => {
        await signIn(page, 'finn.operator');
        // The theme a person chose wins over the system's.
        await page.evaluate(theme => window.localStorage.setItem('theme', theme), scheme);
        await page.goto(`${ROOT}/${path}`);
        await ready(page);
        // The page is ours; the rail around it is Backstage's.
        const { violations } = await new AxeBuilder({ page }).include('main').analyze();
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`,
        );
        expect(found).toEqual([]);
      });
    }
  });
}

test('at 320 pixels nothing but tables and tabs scrolls sideways', async ({ page }) => {
  await signIn(page, 'finn.operator');
  await page.setViewportSize({ width: 320, height: 700 });
  for (const path of ['overview', 'workbench', 'statements', 'runs']) {
    await page.goto(`${ROOT}/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const { scrollWidth, clientWidth } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
    }));
    expect(scrollWidth, path).toBeLessThanOrEqual(clientWidth);
  }
});
