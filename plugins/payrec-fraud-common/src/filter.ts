import { currencySchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { alertStateSchema, prioritySchema } from './schemas/alert';

const ids = z.array(z.string().min(1).max(200)).max(100).optional();
const decimal = z.string().regex(/^(0(\.\d{1,5})?|1(\.0{1,5})?)$/);

/**
 * Filters of the queue, the feed, saved views and counts: all that are set must hold; a list holds when one entry does.
 * The same filter is evaluated in SQL (lists) and on event images (stream), by one rule with a test that compares both.
 */
export const alertFilterShape = {
  merchantId: ids,
  /** `CUR:from:to` in minor units, both inclusive, either may be empty: `EUR:5000:`. Currencies not named do not match. */
  amount: z
    .array(
      z
        .string()
        .regex(/^[A-Z]{3}:\d{0,18}:\d{0,18}$/)
        .refine((text): boolean => currencySchema.safeParse(text.slice(0, 3)).success),
    )
    .max(20)
    .optional(),
  scoreMin: decimal.optional(),
  scoreMax: decimal.optional(),
  /** Reason codes; one of them suffices. */
  reason: ids,
  /** Country of the card or the counter country. */
  country: z
    .array(z.string().regex(/^[A-Z]{2}$/))
    .max(50)
    .optional(),
  /** Minutes since the alert was received. */
  ageMinMinutes: z.coerce.number().int().min(0).max(10_000_000).optional(),
  ageMaxMinutes: z.coerce.number().int().min(0).max(10_000_000).optional(),
  /** All but CLOSED without it. */
  state: z.array(alertStateSchema).max(6).optional(),
  priority: z.array(prioritySchema).max(4).optional(),
  /** Entity refs, `me` or `none`. */
  assignee: ids,
  cardToken: ids,
  deviceToken: ids,
  userToken: ids,
  modelVersion: ids,
  pastDue: z.coerce.boolean().optional(),
  crossBorder: z.coerce.boolean().optional(),
  recoverable: z.coerce.boolean().optional(),
  /** Start of the alert or transaction id, or words of the merchant's name. At least 2 characters. */
  q: z.string().trim().min(2).max(100).optional(),
};

export const alertFilterSchema = z.object(alertFilterShape);
export type AlertFilter = z.infer<typeof alertFilterSchema>;

/** `due`: deadline first, nearest on top · `score`, `received`, `amount`: greatest or newest on top. */
export const alertSortSchema = z.enum(['due', 'score', 'received']);
export type AlertSort = z.infer<typeof alertSortSchema>;
