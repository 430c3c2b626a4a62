import { Locator, Page, expect } from '@playwright/test';

export const ROOT = '/payrec/reconciliation';

/** Text as a person reads it, with plain spaces. */
export async function textOf(locator: Locator): Promise<string> {
  return (await locator.innerText()).replace(/[\u00a0\u202f]/g, ' ');
}

/** `−1 234.50` → -123450n minor units as written, whatever the decimals. */
export function minorOf(text: string): bigint {
  const match = /[−+]?\d[\d\s\u00a0\u202f]*(?:\.\d+)?/.exec(text);
  if (!match) throw new Error(`No amount in "${text}"`);
  const digits = match[0].replace(/[^\d]/g, '');
  return match[0].startsWith('−') ? -BigInt(digits) : BigInt(digits);
}

/** The business date that the overview shows, as YYYY-MM-DD. */
export async function shownDate(page: Page): Promise<string> {
  const label = await page.getByRole('button', { name: /^Business date: / }).getAttribute('aria-label');
  const [, day, month, year] = /(\d+)[\s\u00a0](\w{3})\w*[\s\u00a0](\d{4})/.exec(label ?? '')!;
  return new Date(`${day} ${month} ${year} UTC`).toISOString().slice(0, 10);
}

export function workbenchTable(page: Page): Locator {
  return page.getByRole('grid', { name: /our record beside the bank/ });
}

/** Writes the reason of the open dialog and commits it by Enter. */
export async function giveReason(page: Page, reason: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(reason);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

/** Id of the break that the drawer shows. */
export function openBreakId(page: Page): string {
  const id = new URL(page.url()).searchParams.get('break');
  if (!id) throw new Error(`No break is open in ${page.url()}`);
  return id;
}

/** Goes to the workbench, waits for its rows, opens the first one by the keyboard, and answers its drawer. */
export async function openFirstBreak(page: Page, search = ''): Promise<Locator> {
  await page.goto(`${ROOT}/workbench${search}`);
  // Keys act on rows: the skeleton has none.
  await workbenchTable(page).getByRole('checkbox').nth(1).waitFor();
  await page.keyboard.press('j');
  const drawer = page.getByRole('complementary');
  await drawer.getByText('Side by side').waitFor();
  return drawer;
}
