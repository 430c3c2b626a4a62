import { expect, Page, test } from '@playwright/test';
// The helper belongs to the app whose sign-in it drives; tests are no part of either package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { signIn } from '../../../packages/app/e2e-tests/support/signIn';

const TAB = '/catalog/default/resource/final-index/lineage';

async function openTab(page: Page, search = '') {
  await signIn(page, 'otto.oncall');
  await page.goto(`${TAB}${search}`);
  await page.getByRole('region', { name: 'Lineage' }).waitFor();
}

test('the drawing and its list have the same nodes', async ({ page }) => {
  await openTab(page);
  const graph = page.getByRole('group', { name: /Jobs and datasets/ });
  await expect(graph.locator('[data-node]').first()).toBeVisible();
  const drawn = await graph.locator('[data-node]').count();
  await page.getByRole('button', { name: 'List', exact: true }).click();
  await expect(page).toHaveURL(/view=list/);
  const rows = page.getByRole('table', { name: /Jobs and datasets/ }).getByRole('row');
  await expect(rows).toHaveCount(drawn + 1);
});

test('arrow keys go along the data', async ({ page }) => {
  await openTab(page);
  const graph = page.getByRole('group', { name: /Jobs and datasets/ });
  await graph.locator('[data-node][tabindex="0"]').focus();
  await page.keyboard.press('ArrowLeft');
  await expect(page).toHaveURL(/node=/);
  await expect(graph.locator('[data-node]:focus')).toHaveAttribute('aria-pressed', 'true');
});

test('direction and depth are in the URL', async ({ page }) => {
  await openTab(page);
  await page.getByRole('button', { name: 'Upstream', exact: true }).click();
  await page.getByRole('button', { name: 'One dataset deeper' }).click();
  await expect(page).toHaveURL(/direction=up/);
  await expect(page).toHaveURL(/depth=3/);
});
