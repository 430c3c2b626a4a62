import { Page } from '@playwright/test';

/** A picture of `docs/images`: whose page, where it is, and what must be on it before the picture is taken. */
export type Shot = {
  /** File name without ending; the dark one gets `-dark`. */
  name: string;
  /** Who shows the page best; nobody is signed in when absent. */
  persona?: string;
  path: string;
  /** Pixels; the common ones when absent. */
  viewport?: { width: number; height: number };
  ready: (page: Page) => Promise<unknown>;
};

const RECONCILIATION = '/payrec/reconciliation';
const PHONE = { width: 375, height: 812 };

async function openSecondBreak(page: Page) {
  await page.getByRole('grid').getByRole('checkbox').nth(1).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.getByText('Side by side').waitFor();
}

async function openFirstRow(page: Page, text: string) {
  await page.getByRole('gridcell').first().waitFor();
  await page.keyboard.press('j');
  await page.getByRole('complementary').getByText(text).first().waitFor();
}

/** Every page of the portal that a person sees. A new page is a line here; `yarn screenshots` does the rest. */
export const SHOTS: readonly Shot[] = [
  { name: 'sign-in', path: '/', ready: page => page.getByRole('button', { name: /sign in/i }).waitFor() },
  {
    name: 'overview',
    persona: 'finn.operator',
    path: `${RECONCILIATION}/overview`,
    ready: page => page.getByText('Accounts by day').waitFor(),
  },
  {
    name: 'overview-phone',
    persona: 'finn.operator',
    path: `${RECONCILIATION}/overview`,
    viewport: PHONE,
    ready: page => page.getByText('Accounts by day').waitFor(),
  },
  { name: 'workbench', persona: 'finn.operator', path: `${RECONCILIATION}/workbench`, ready: openSecondBreak },
  {
    name: 'workbench-batch',
    persona: 'finn.operator',
    path: `${RECONCILIATION}/workbench?class=EXPLAINED`,
    ready: openSecondBreak,
  },
  {
    name: 'workbench-empty',
    persona: 'finn.operator',
    path: `${RECONCILIATION}/workbench?q=no-such-reference`,
    ready: page => page.getByText('No breaks').waitFor(),
  },
  {
    name: 'workbench-phone',
    persona: 'finn.operator',
    path: `${RECONCILIATION}/workbench`,
    viewport: PHONE,
    ready: openSecondBreak,
  },
  {
    name: 'statements',
    persona: 'finn.operator',
    path: `${RECONCILIATION}/statements`,
    ready: page => openFirstRow(page, 'Content hash'),
  },
  {
    name: 'runs',
    persona: 'fay.approver',
    path: `${RECONCILIATION}/runs`,
    ready: page => openFirstRow(page, 'Proof identity'),
  },
  {
    name: 'catalog-system',
    persona: 'finn.operator',
    path: '/catalog/default/system/payment-reconciliation/reconciliation',
    ready: page => page.getByText('Accounts by day').waitFor(),
  },
  {
    name: 'catalog-account',
    persona: 'finn.operator',
    path: '/catalog/default/resource/account-handelsbank-collections/reconciliation',
    ready: page => page.getByRole('gridcell').first().waitFor(),
  },
  {
    name: 'denied',
    persona: 'nora.nobody',
    path: `${RECONCILIATION}/overview`,
    ready: page => page.getByText('There is no such page for you').waitFor(),
  },
];
