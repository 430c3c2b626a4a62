import AxeBuilder from '@axe-core/playwright';
import { expect, Page, test } from '@playwright/test';
import { signIn } from './support/signIn';

/** Minor units of a shown amount: digits with the sign, since every amount of one strip has the same decimals. */
function minorOf(text: string): bigint {
  const negative = /[-−]/.test(text);
  const digits = text.replace(/\D/g, '');
  return negative ? -BigInt(digits) : BigInt(digits);
}

async function serious(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa']).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.target.join(' ')).join(', ')}`);
}

test('a finance operator sees at sign-in whether the money is in the bank, and the figures add up', async ({
  page,
}) => {
  await signIn(page, 'finn.operator');
  await expect(page).toHaveURL(/\/payrec\/reconciliation\/overview/);
  await expect(page.getByText('Accounts by day')).toBeVisible();

  const figure = async (label: RegExp) => {
    const cell = page.getByText(label).first().locator('xpath=..');
    return minorOf(((await cell.textContent()) ?? '').replace(label, '').replace(/^.*transactions/, ''));
  };
  const expected = await figure(/^Expected/);
  const parts = await Promise.all([figure(/^On its way$/), figure(/^Explained$/), figure(/^Unexplained$/)]);
  const received = await figure(/^(Received|Matched with the bank|In the bank)/);
  expect(expected).toBe(received + parts[0] + parts[1] + parts[2]);
  expect(await figure(/^Must be zero$/)).toBe(0n);
});

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`${scheme} pages`, () => {
    test.use({ colorScheme: scheme });
    test(`have no serious accessibility fault in ${scheme}`, async ({ page }) => {
      await signIn(page, 'finn.operator');
      for (const tab of ['overview', 'workbench', 'statements', 'runs']) {
        await page.goto(`/payrec/reconciliation/${tab}`);
        await page.getByRole('row').nth(1).waitFor();
        expect({ tab, faults: await serious(page) }).toEqual({ tab, faults: [] });
      }
    });
  });
}

test('who belongs to no group of the portal sees no reconciliation and gets none from the API', async ({ page }) => {
  await signIn(page, 'nora.nobody');
  await page.goto('/payrec/reconciliation/overview');
  await expect(page.getByText('Accounts by day')).toHaveCount(0);
});
