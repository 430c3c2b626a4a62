import { defineQuery } from '@internal/plugin-payrec-node';
import { z } from 'zod';

/** Accounts the index knows, by id; at most 5,000. Source: Final Index `accounts`. */
export const indexAccounts = defineQuery({
  name: 'reconciliation.indexAccounts',
  reads: ['accounts'],
  rowLimit: 5_000,
  timeoutMs: 20_000,
  params: () => [],
  sql: `SELECT account_id, name, bank, account_number, account_number_masked, currency, calendar, cut_off_time, cut_off_zone
        FROM accounts ORDER BY account_id`,
  row: z.object({
    account_id: z.string(),
    name: z.string(),
    bank: z.string(),
    account_number: z.string(),
    account_number_masked: z.string(),
    currency: z.string(),
    calendar: z.string(),
    cut_off_time: z.string(),
    cut_off_zone: z.string(),
  }),
});
