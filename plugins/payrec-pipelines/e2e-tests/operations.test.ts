import { expect, Page, test } from '@playwright/test';
// The helper belongs to the app whose sign-in it drives; tests are no part of either package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { signIn } from '../../../packages/app/e2e-tests/support/signIn';

const ROOT = '/payrec/operations';

async function openOperations(page: Page, tab = '') {
  await signIn(page, 'otto.oncall');
  await page.goto(`${ROOT}${tab}`);
  await page.getByRole('heading', { level: 1, name: 'Operations' }).waitFor();
}

test('the page is alive: a sentence, verdicts, and events that came a moment ago', async ({ page }) => {
  await openOperations(page);
  await expect(page.getByText(/Last event .* ago/)).toBeVisible();
  for (const title of ['Next deadlines', 'Pipelines', 'Freshness', 'SLAs']) {
    await expect(page.getByRole('heading', { name: 'Operations' })).toBeVisible();
  }
  await expect(page.getByRole('region', { name: 'In one sentence' }).or(page.getByRole('alert'))).toBeVisible();
  await expect(page.getByRole('list', { name: 'Pipelines' }).getByRole('listitem').first()).toBeVisible();
});

test('zone, range and tab are in the URL and back works', async ({ page }) => {
  await openOperations(page);
  await page.getByRole('button', { name: 'My time' }).click();
  await expect(page).toHaveURL(/zone=mine/);
  await page.getByRole('link', { name: /^SLAs/ }).click();
  await expect(page).toHaveURL(/operations\/slas\?zone=mine/);
  await page.goBack();
  await expect(page).toHaveURL(/operations\?zone=mine/);
});

test('a test event can be watched arriving', async ({ page }) => {
  await openOperations(page, '/events');
  await expect(page.getByText(/OPENLINEAGE_URL=http/)).toBeVisible();
  await page.getByRole('button', { name: 'Send test event' }).click();
  await expect(page.getByText(/arrived: the way works/)).toBeVisible();
  await page.getByRole('button', { name: 'Open run' }).click();
  await expect(page.getByRole('complementary', { name: 'Run' })).toContainText('payrec-test');
});

test('a run of the strip opens with what it read and wrote', async ({ page }) => {
  await openOperations(page);
  await page.getByRole('button', { name: 'Open last run' }).first().click();
  await expect(page).toHaveURL(/run=/);
  await expect(page.getByRole('complementary', { name: 'Run' })).toContainText('Pipeline');
});
