import { expect, test } from '@playwright/test';
// The helper belongs to the app whose sign-in it drives; tests are no part of either package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { signIn, signOut } from '../../../packages/app/e2e-tests/support/signIn';
import { giveReason, openBreakId, openFirstBreak, ROOT } from './support/portal';

test.describe('Decisions', () => {
  test('one person proposes, a second one approves', async ({ page }) => {
    await signIn(page, 'finn.operator');
    const drawer = await openFirstBreak(page, '?state=open');
    const id = openBreakId(page);
    await drawer.getByRole('button', { name: /Propose approval/ }).click();
    await giveReason(page, 'accepted by finance, see contract');
    await expect(drawer.getByText('Proposed', { exact: true })).toBeVisible();
    await expect(drawer.getByRole('button', { name: /Approve as second person/ })).toHaveCount(0);

    await signOut(page);
    await signIn(page, 'fay.approver');
    // The approver is told, and the notice leads to the break.
    await page.goto('/notifications');
    await page.getByText('A break waits for a second person').first().waitFor();
    await page.goto(`${ROOT}/workbench?break=${id}`);
    await drawer.getByText('Finn Operator').first().waitFor();
    await drawer.getByRole('button', { name: /Approve as second person/ }).click();
    await giveReason(page, 'agrees with the contract');
    await expect(drawer.getByText('Approved', { exact: true })).toBeVisible();
    await expect(drawer.getByText('agrees with the contract')).toBeVisible();
  });

  test('with the keyboard alone: find, read, propose, take back', async ({ page }) => {
    await signIn(page, 'finn.operator');
    const drawer = await openFirstBreak(page, '?state=open');
    await page.keyboard.press('j');
    await expect(drawer.getByText(/^2 of /)).toBeVisible();
    await page.keyboard.press('k');
    await expect(drawer.getByText(/^1 of /)).toBeVisible();
    await drawer.getByText('Side by side').waitFor();
    await page.keyboard.press('a');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('fees as agreed');
    await page.keyboard.press('Enter');
    await expect(drawer.getByText('Proposed', { exact: true })).toBeVisible();
    await page.keyboard.press('w');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('one more look');
    await page.keyboard.press('Enter');
    await expect(drawer.getByText('Open', { exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(drawer).toHaveCount(0);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys of this page' })).toBeVisible();
  });
});
