import { Page } from '@playwright/test';

/**
 * Signs in as a person would: the portal's sign-in page, the persona chooser of the demo's OIDC provider, and back. Works
 * with the redirect flow and with the popup.
 */
export async function signIn(page: Page, persona: string): Promise<void> {
  await page.goto('/');
  const button = page.getByRole('button', { name: /^sign in$/i });
  await button.waitFor();
  const popup = page.waitForEvent('popup', { timeout: 5_000 }).catch(() => undefined);
  await button.click();
  const provider = (await popup) ?? page;
  await provider.locator(`button[name="persona"][value="${persona}"]`).click();
  // The rail draws beside an empty landmark, which counts as hidden.
  await page.getByRole('navigation').first().waitFor({ state: 'attached' });
}

/** Ends the session, so that another persona can sign in in the same browser. */
export async function signOut(page: Page): Promise<void> {
  await page.context().clearCookies();
  await page.evaluate(() => window.localStorage.clear());
  await page.goto('about:blank');
}
