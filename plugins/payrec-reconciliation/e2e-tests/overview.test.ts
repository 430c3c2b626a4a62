import { expect, test } from '@playwright/test';
// The helper belongs to the app whose sign-in it drives; tests are no part of either package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { signIn } from '../../../packages/app/e2e-tests/support/signIn';
import { minorOf, ROOT, textOf } from './support/portal';

test.describe('Overview', () => {
  test.beforeEach(async ({ page }) => {
    await signIn(page, 'finn.operator');
    await page.goto(`${ROOT}/overview`);
    await page.getByText('Must be zero').waitFor();
  });

  test('figures add up in every currency', async ({ page }) => {
    const currencies = page.getByRole('table', { name: 'Currencies' }).getByRole('button');
    const count = await currencies.count();
    expect(count).toBeGreaterThan(1);
    for (let index = 0; index < count; index++) {
      const code = await currencies.nth(index).innerText();
      await currencies.nth(index).click();
      await expect(currencies.nth(index)).toHaveAttribute('aria-pressed', 'true');
      const valueOf = async (label: RegExp) =>
        minorOf(await textOf(page.getByText(label).first().locator('xpath=following-sibling::*[1]')));
      const expected = await valueOf(/^Expected, /);
      const received = await valueOf(/^Matched with the bank$/);
      const onItsWay = await valueOf(/^On its way$/);
      const explained = await valueOf(/^Explained$/);
      const unexplained = await valueOf(/^Unexplained$/);
      expect(received + onItsWay + explained + unexplained, code).toBe(expected);
      expect(await valueOf(/^Must be zero$/), code).toBe(0n);
    }
  });

  test('a day of an account leads to its breaks, and Back returns', async ({ page }) => {
    await page
      .getByRole('table', { name: 'Accounts by day' })
      .getByRole('link', { name: /open break/ })
      .first()
      .click();
    await expect(page).toHaveURL(/workbench\?account=.*day=/);
    await expect(page.getByRole('heading', { name: 'Workbench' })).toBeVisible();
    await page.goBack();
    await expect(page.getByText('Must be zero')).toBeVisible();
  });
});
