import AxeBuilder from '@axe-core/playwright';
import { expect, Page, test } from '@playwright/test';
// The helper belongs to the app whose sign-in it drives; tests are no part of either package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { signIn } from '../../../packages/app/e2e-tests/support/signIn';

const ENTITY = '/catalog/default/resource/final-index';
const LINEAGE = '[aria-label="Lineage"]';

const PAGES: { name: string; path: string; part: string; ready: (page: Page) => Promise<void> }[] = [
  {
    name: 'operations',
    path: '/payrec/operations',
    part: 'main',
    ready: page => page.getByRole('list', { name: 'Pipelines' }).waitFor(),
  },
  {
    name: 'events',
    path: '/payrec/operations/events',
    part: 'main',
    ready: page => page.getByText(/OPENLINEAGE_URL/).waitFor(),
  },
  {
    name: 'incidents',
    path: '/payrec/operations/incidents',
    part: 'main',
    ready: page => page.getByRole('heading', { name: 'Incidents' }).waitFor(),
  },
  {
    name: 'lineage as drawing',
    path: `${ENTITY}/lineage`,
    part: LINEAGE,
    ready: page => page.locator('[data-node]').first().waitFor(),
  },
  {
    name: 'lineage as list',
    path: `${ENTITY}/lineage?view=list`,
    part: LINEAGE,
    ready: page => page.getByRole('table', { name: /Jobs and datasets/ }).waitFor(),
  },
];

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });
    for (const { name, path, part, ready } of PAGES) {
      test(`axe finds nothing on ${name}`, async ({ page }) => {
        await signIn(page, 'otto.oncall');
        // The theme a person chose wins over the system's.
        await page.evaluate(theme => window.localStorage.setItem('theme', theme), scheme);
        await page.goto(path);
        await ready(page);
        await page.waitForTimeout(1_000);
        const { violations } = await new AxeBuilder({ page }).include(part).analyze();
        const found = violations.map(
          ({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`,
        );
        expect(found).toEqual([]);
      });
    }
  });
}

test('at 320 pixels the page does not scroll sideways', async ({ page }) => {
  await signIn(page, 'otto.oncall');
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto('/payrec/operations');
  await page.getByRole('list', { name: 'Pipelines' }).waitFor();
  const { scrollWidth, clientWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  expect(scrollWidth).toBeLessThanOrEqual(clientWidth);
});
