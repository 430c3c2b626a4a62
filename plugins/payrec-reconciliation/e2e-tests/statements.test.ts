import { expect, Page, test } from '@playwright/test';
// The helper belongs to the app whose sign-in it drives; tests are no part of either package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { signIn } from '../../../packages/app/e2e-tests/support/signIn';
import { ROOT, shownDate, textOf, workbenchTable } from './support/portal';
import { Batch, hasSamples, ownBatch, realBatch } from './support/statementFiles';

/** A number no earlier run of the suite has used; six digits, as providers count. */
const freshBatch = () => String(100_000 + (Date.now() % 900_000));

async function upload(page: Page, files: { name: string; text: string }[]) {
  const input = page.locator('input[type=file]');
  // Until it is known that the person may upload, files are not taken.
  await expect(input).toBeEnabled();
  await input.setInputFiles(
    files.map(({ name, text }) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) })),
  );
}

async function bring(page: Page, made: Batch) {
  await page.goto(`${ROOT}/statements`);
  await page.getByText('Drop files here, or').waitFor();
  await upload(page, [made.report, made.statement]);
  const table = page.getByRole('grid', { name: 'Statement files, newest first' });
  for (const { name } of [made.report, made.statement]) {
    await expect(table.getByRole('row', { name: new RegExp(name) }).getByText('Read', { exact: true })).toBeVisible({
      timeout: 60_000,
    });
  }
}

/** Ten cents less arrived than the provider says it paid. */
async function doesNotClear(page: Page, made: Batch) {
  await bring(page, made);
  await expect(async () => {
    await page.goto(`${ROOT}/workbench?q=${encodeURIComponent(`batch ${made.batch}`)}&class=BATCH_AMOUNT`);
    await expect(workbenchTable(page).getByText(`batch ${made.batch}`).first()).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 90_000 });
  await page.keyboard.press('j');
  const drawer = page.getByRole('complementary');
  await expect(drawer.getByText('Unexplained').locator('xpath=following-sibling::*[1]')).toContainText('−0.10');
  await page.goto(`${ROOT}/workbench?q=${encodeURIComponent(`batch ${made.batch}`)}&class=EXPLAINED`);
  await expect(page.getByText('No break fits these filters. Remove one to see more.')).toBeVisible();
}

async function reconciles(page: Page, made: Batch) {
  await bring(page, made);
  // The files queue a run of their account; the break appears once it is published.
  await expect(async () => {
    await page.goto(`${ROOT}/workbench?q=${encodeURIComponent(`batch ${made.batch}`)}&class=EXPLAINED`);
    await expect(workbenchTable(page).getByText(`batch ${made.batch}`).first()).toBeVisible({ timeout: 4_000 });
  }).toPass({ timeout: 90_000 });
  await page.keyboard.press('j');
  const drawer = page.getByRole('complementary');
  await drawer.getByText('Unexplained').waitFor();
  const words = (await textOf(drawer)).replace(/(\d) (?=\d)/g, '$1');
  expect(words).toContain(`Expected, ${made.transactions} transactions`);
  expect(words).toContain(made.expected);
  expect(words).toContain(made.received);
  expect(words).toContain(`−${made.fees}`);
  await expect(drawer.getByText('Unexplained').locator('xpath=following-sibling::*[1]')).toContainText('0.00');
  await expect(drawer.locator('mark').first()).toBeVisible();
}

test.describe('Statements', () => {
  test.beforeEach(async ({ page }) => {
    await signIn(page, 'finn.operator');
    await page.goto(`${ROOT}/overview`);
    await page.getByText('Must be zero').waitFor();
  });

  test('a batch and its bank line reconcile, the residual explained by fees', async ({ page }) => {
    await reconciles(page, ownBatch(await shownDate(page), freshBatch()));
  });

  test('with the bank line 0.10 short nothing clears', async ({ page }) => {
    await doesNotClear(page, ownBatch(await shownDate(page), freshBatch(), '290.40'));
  });

  if (hasSamples) {
    test('the real batch 380 does not clear with its bank line 0.10 short', async ({ page }) => {
      await doesNotClear(page, realBatch(await shownDate(page), freshBatch(), '55307.97')!);
    });

    test('the real batch 380 reconciles to one bank line of 55 308.07', async ({ page }) => {
      await reconciles(page, realBatch(await shownDate(page), freshBatch())!);
    });
  }

  test('the same file again says that it is there', async ({ page }) => {
    const { statement } = ownBatch(await shownDate(page), freshBatch());
    await page.goto(`${ROOT}/statements`);
    await page.getByText('Drop files here, or').waitFor();
    await upload(page, [statement]);
    await expect(page.getByText(/1 line read|Received, is being read/)).toBeVisible();
    await expect(page.getByRole('grid').getByText(statement.name)).toBeVisible();
    await upload(page, [statement]);
    await expect(page.getByText('Already there', { exact: true })).toBeVisible();
  });

  test('a file that is no statement is refused with line and reason', async ({ page }) => {
    await page.goto(`${ROOT}/statements`);
    await page.getByText('Drop files here, or').waitFor();
    const name = `letter-${freshBatch()}.txt`;
    await upload(page, [{ name, text: `Dear Sir or Madam ${name}\n` }]);
    await expect(page.getByText(/^(Not read|Not uploaded): /).first()).toBeVisible({ timeout: 30_000 });
  });
});
