import { Page } from '@playwright/test';

/** A picture of `docs/images`: whose page, where it is, and what must be on it before the picture is taken. */
export type Shot = {
  /** File name without ending; the dark one gets `-dark`. */
  name: string;
  /** Who shows the page best; nobody is signed in when absent. */
  persona?: string;
  path: string;
  /** As a phone shows it. */
  phone?: boolean;
  ready: (page: Page) => Promise<unknown>;
};

const RECONCILIATION = '/payrec/reconciliation';
const FRAUD = '/payrec/fraud';
const OPERATIONS = '/payrec/operations';

async function openSecondBreak(page: Page) {
  await page.getByRole('grid').getByRole('checkbox').nth(1).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await page.getByText('Side by side').waitFor();
}

async function rowsOfQueue(page: Page) {
  await page.getByRole('grid', { name: 'Alerts, most urgent first' }).getByRole('checkbox').nth(1).waitFor();
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
    phone: true,
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
    phone: true,
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
  { name: 'fraud-queue', persona: 'frank.analyst', path: `${FRAUD}/queue`, ready: page => rowsOfQueue(page) },
  {
    name: 'fraud-alert',
    persona: 'frank.analyst',
    path: `${FRAUD}/queue`,
    ready: async page => {
      await rowsOfQueue(page);
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByRole('complementary').getByText('Timeline').first().waitFor();
    },
  },
  {
    name: 'fraud-queue-phone',
    persona: 'frank.analyst',
    path: `${FRAUD}/queue`,
    phone: true,
    ready: page => rowsOfQueue(page),
  },
  {
    name: 'fraud-metrics',
    persona: 'flora.supervisor',
    path: `${FRAUD}/metrics`,
    ready: page =>
      page
        .getByText(/precision/i)
        .first()
        .waitFor(),
  },
  {
    name: 'operations',
    persona: 'otto.oncall',
    path: OPERATIONS,
    ready: page => page.getByRole('list', { name: 'Pipelines' }).waitFor(),
  },
  {
    name: 'operations-phone',
    persona: 'otto.oncall',
    path: OPERATIONS,
    phone: true,
    ready: page => page.getByRole('list', { name: 'Pipelines' }).waitFor(),
  },
  {
    name: 'operations-slas',
    persona: 'otto.oncall',
    path: `${OPERATIONS}/slas`,
    ready: page => page.getByText('Final Index').first().waitFor(),
  },
  {
    name: 'operations-events',
    persona: 'otto.oncall',
    path: `${OPERATIONS}/events`,
    ready: page => page.getByText(/OPENLINEAGE_URL/).waitFor(),
  },
  {
    name: 'catalog-lineage',
    persona: 'otto.oncall',
    path: '/catalog/default/resource/final-index/lineage',
    ready: page => page.locator('[data-node]').first().waitFor(),
  },
  {
    name: 'catalog-sla',
    persona: 'otto.oncall',
    path: '/catalog/default/resource/final-index/sla',
    ready: page => page.getByText('landed by 06:30').first().waitFor(),
  },
];
