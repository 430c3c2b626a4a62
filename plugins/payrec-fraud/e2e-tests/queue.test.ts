import AxeBuilder from '@axe-core/playwright';
import { APIRequestContext, expect, Locator, Page, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
// The helper belongs to the app whose sign-in it drives; tests are no part of either package.
// eslint-disable-next-line @backstage/no-relative-monorepo-imports
import { signIn } from '../../../packages/app/e2e-tests/support/signIn';

const ROOT = '/payrec/fraud';
const TABLE = 'Alerts, most urgent first';

/** The queue with its rows; the skeleton has none to act on. */
async function openQueue(page: Page, search = ''): Promise<Locator> {
  await page.goto(`${ROOT}/queue${search}`);
  const table = page.getByRole('grid', { name: TABLE });
  await table.getByRole('checkbox').nth(1).waitFor();
  await expect(page.getByRole('group', { name: 'State of the live feed' })).toContainText('Live');
  return table;
}

function openAlertId(page: Page): string {
  const id = new URL(page.url()).searchParams.get('alert');
  if (!id) throw new Error(`No alert is open in ${page.url()}`);
  return id;
}

/** Writes the reason of the open dialog and commits it by Enter. */
async function giveReason(page: Page, reason: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(reason);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

/** Serve-next until an alert is ours: the demo's analysts take some as well. */
async function serveNext(page: Page): Promise<string> {
  await page.keyboard.press('Shift+C');
  await page.getByRole('complementary').getByText('Your claim').waitFor();
  return openAlertId(page);
}

/** Hands one event in as the streaming pipeline does. */
async function ingest(request: APIRequestContext, event: Record<string, unknown>) {
  const secrets = readFileSync(resolve(process.env.PAYREC_E2E_DATA ?? '../../.demo', 'secrets.json'), 'utf8');
  const { intake } = JSON.parse(secrets) as { intake: string };
  const answer = await request.post('/api/payrec-fraud/v1/intake/alert', {
    data: event,
    headers: { authorization: `Bearer ${intake}` },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
  return answer.json();
}

test('the queue is worked with the keyboard alone: next, note, decide, next, release', async ({ page }) => {
  await signIn(page, 'frank.analyst');
  await openQueue(page);
  const first = await serveNext(page);
  const drawer = page.getByRole('complementary');
  await expect(drawer).toContainText('Timeline');

  await page.keyboard.press('n');
  await giveReason(page, 'Called the merchant: the order is real');
  await expect(drawer).toContainText('Called the merchant');

  await page.keyboard.press('p');
  await giveReason(page, 'The customer confirmed the payment');
  // Above the limit of the policy a second person signs; below it the alert is closed. Both end the work on it.
  await expect(drawer.getByText(/^(Closed|Approval)$/).first()).toBeVisible();

  const second = await serveNext(page);
  expect(second).not.toBe(first);
  await page.keyboard.press('c');
  await expect(drawer.getByText('Your claim')).toBeHidden();
  await page.keyboard.press('j');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys of this page' })).toContainText('Confirm fraud');
});

test('RT-07: a fallen score leaves row, place and claim as they are', async ({ page, request }) => {
  const alertId = `e2e-${Date.now()}`;
  const event = {
    alertId,
    dedupeKey: alertId,
    threshold: 0.8,
    modelVersion: '4.2',
    amount: { minor: '12345', currency: 'EUR' },
    merchantName: 'Kaffeehaus Nord',
    reasons: [{ code: 'AMOUNT_OVER_USUAL', label: 'Amount 3.9×', weight: 0.7 }],
  };
  const at = () => new Date().toISOString();
  await ingest(request, { ...event, eventId: `${alertId}-1`, scoreVersion: 1, score: 0.91, eventAt: at() });
  await signIn(page, 'frank.analyst');
  const table = await openQueue(page, `?scoreMin=0.8&alert=${alertId}`);
  const row = table.locator('tr[data-focused]');
  await expect(row).toContainText('Kaffeehaus Nord');
  await page.keyboard.press('c');
  await page.getByRole('complementary').getByText('Your claim').waitFor();

  const before = await row.evaluate(element => {
    // Marks the very element: a row that was made anew does not carry it.
    element.setAttribute('data-witness', 'yes');
    return { id: element.id, index: element.getAttribute('aria-rowindex'), top: element.getBoundingClientRect().top };
  });
  await ingest(request, { ...event, eventId: `${alertId}-2`, scoreVersion: 2, score: 0.42, eventAt: at() });
  await expect(row).toContainText('Fell below 0.80, kept as yours');
  const after = await row.evaluate(element => ({
    id: element.id,
    index: element.getAttribute('aria-rowindex'),
    top: element.getBoundingClientRect().top,
    witness: element.getAttribute('data-witness'),
  }));
  expect(after).toEqual({ ...before, witness: 'yes' });
  await expect(row).toContainText('In review');
  await expect(row).toContainText('0.42');
  await expect(page.getByRole('complementary').getByText('Your claim')).toBeVisible();
});

test('screen and database hold the same rows', async ({ page }) => {
  await signIn(page, 'frank.analyst');
  await openQueue(page);
  await page.getByRole('button', { name: 'Verify' }).click();
  await expect(page.getByText(/^Verified: /)).toBeVisible();
});

for (const scheme of ['light', 'dark'] as const) {
  test.describe(scheme, () => {
    test.use({ colorScheme: scheme });
    test('axe finds nothing on the pages of the console', async ({ page }) => {
      await signIn(page, 'flora.supervisor');
      // The theme a person chose wins over the system's.
      await page.evaluate(theme => window.localStorage.setItem('theme', theme), scheme);
      const found: string[] = [];
      const look = async (name: string) => {
        // The page is ours; the rail around it is Backstage's.
        const { violations } = await new AxeBuilder({ page }).include('main').analyze();
        for (const { id, nodes } of violations) {
          found.push(`${name}: ${id}: ${nodes.map(node => node.html.slice(0, 160)).join(' | ')}`);
        }
      };
      await openQueue(page);
      await page.keyboard.press('j');
      await page.getByRole('complementary').getByText('Timeline').waitFor();
      await look('queue');
      for (const name of ['approvals', 'suppressions', 'metrics', 'quarantine', 'reviews']) {
        await page.goto(`${ROOT}/${name}`);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.waitForTimeout(1_500);
        await look(name);
      }
      expect(found).toEqual([]);
    });
  });
}

test('at 320 pixels nothing but tables and tabs scrolls sideways', async ({ page }) => {
  await signIn(page, 'flora.supervisor');
  await page.setViewportSize({ width: 320, height: 700 });
  for (const path of ['queue', 'approvals', 'suppressions', 'metrics', 'quarantine', 'reviews']) {
    await page.goto(`${ROOT}/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForTimeout(1_000);
    const { scrollWidth, clientWidth } = await page.evaluate(() => ({
      scrollWidth: document.documentElement.scrollWidth,
      clientWidth: document.documentElement.clientWidth,
    }));
    expect(scrollWidth, path).toBeLessThanOrEqual(clientWidth);
  }
});
