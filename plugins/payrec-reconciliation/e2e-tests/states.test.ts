import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, Page, test } from '@playwright/test';
// The helper belongs to the app whose sign-in it drives; tests are no part of either package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { signIn } from '../../../packages/app/e2e-tests/support/signIn';
import { ROOT, workbenchTable } from './support/portal';

const API = '/api/payrec-reconciliation/v1';
/** Data folder of the portal under test; `yarn test:e2e` names it. */
const DATA = process.env.PAYREC_E2E_DATA;

/** The token of the signed-in person, as the pages themselves send it. */
async function bearerOf(page: Page, path: string): Promise<string> {
  const sent = page.waitForRequest(request => Boolean(request.headers().authorization));
  await page.goto(path);
  return (await sent).headers().authorization;
}

test('without a break there is a sentence that says why', async ({ page }) => {
  await signIn(page, 'finn.operator');
  await page.goto(`${ROOT}/workbench?q=no-such-reference`);
  await expect(page.getByText('No break fits these filters. Remove one to see more.')).toBeVisible();
});

test('who is in no group of the portal gets neither page nor data', async ({ page }) => {
  await signIn(page, 'nora.nobody');
  const authorization = await bearerOf(page, '/catalog');
  await expect(page.getByRole('link', { name: 'Daily Reconciliation' })).toHaveCount(0);
  for (const tab of ['overview', 'workbench', 'statements', 'runs']) {
    await page.goto(`${ROOT}/${tab}`);
    await expect(page.getByText('There is no such page for you')).toBeVisible();
  }
  for (const url of [`${API}/overview`, `${API}/breaks`, '/api/payrec/v1/summary']) {
    const answer = await page.request.get(url, { headers: { authorization } });
    expect({ url, status: answer.status() }).toEqual({ url, status: 403 });
  }
});

test('a merchant reads the own transactions and nobody else’s', async ({ page }) => {
  await signIn(page, 'mila.merchant-a');
  const authorization = await bearerOf(page, '/catalog');
  const summary = await (await page.request.get('/api/payrec/v1/summary', { headers: { authorization } })).json();
  const day = summary.businessDate;
  const answer = await page.request.get(`/api/payrec/v1/transactions?limit=200&from=${day}&to=${day}`, {
    headers: { authorization },
  });
  expect(answer.status()).toBe(200);
  const body = await answer.json();
  expect(body.visibility).toBe('partial');
  const merchants = new Set(body.items.map((item: { merchantId: string }) => item.merchantId));
  expect(merchants.size).toBe(1);
  expect((await page.request.get(`${API}/overview`, { headers: { authorization } })).status()).toBe(403);
});

test('a slow answer shows the shape of the page, a failed one what to do', async ({ page }) => {
  await signIn(page, 'finn.operator');
  let failing = true;
  await page.route(`**${API}/breaks?**`, async route => {
    if (failing) {
      await new Promise(done => setTimeout(done, 1_000));
      await route.fulfill({ status: 500, json: { error: { name: 'Error', message: 'quote reference 4711' } } });
    } else {
      await route.continue();
    }
  });
  await page.goto(`${ROOT}/workbench`);
  await expect(workbenchTable(page)).toHaveAttribute('aria-busy', 'true');
  const retry = page.getByRole('button', { name: 'Try again' });
  await expect(retry).toBeVisible({ timeout: 30_000 });
  failing = false;
  await retry.click();
  await expect(workbenchTable(page).getByRole('checkbox').nth(1)).toBeVisible();
});

test('while the engine is away pages say so, and they recover by themselves', async ({ page }) => {
  test.skip(!DATA || !existsSync(join(DATA, 'index')), 'PAYREC_E2E_DATA names no data folder to take the index from');
  const index = join(DATA!, 'index');
  const away = join(DATA!, 'index.away');
  await signIn(page, 'finn.operator');
  await page.goto(`${ROOT}/workbench`);
  await workbenchTable(page).getByRole('checkbox').nth(1).waitFor();
  const drawer = page.getByRole('complementary');
  // A file in the place of the folder: no engine can read below it.
  renameSync(index, away);
  writeFileSync(index, '');
  try {
    // The list of files is as of at most two seconds ago.
    await page.waitForTimeout(2_500);
    // Breaks are the portal's own and stay; the records of one are the engine's.
    await page.keyboard.press('j');
    await expect(drawer.getByText('The query engine does not answer')).toBeVisible({ timeout: 30_000 });
    const words = await page.locator('main').innerText();
    expect(words).not.toMatch(/SELECT|parquet|\/index|DuckDB/i);
  } finally {
    rmSync(index);
    renameSync(away, index);
  }
  await expect(drawer.getByText('Side by side')).toBeVisible({ timeout: 60_000 });
});
