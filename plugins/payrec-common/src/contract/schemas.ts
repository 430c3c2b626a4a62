import { z } from 'zod';
import { isCurrency } from '../money/currencies';
import { isIsoDate } from '../time/isoDate';

/**
 * ISO 4217 code of the shipped table. The checks return plain booleans on purpose: a JSON value stays text, and the brands
 * (`Currency`, `IsoDate`) come from parsing, so that answers can be written from stored text.
 */
export const currencySchema = z
  .string()
  .refine((code): boolean => isCurrency(code), { error: 'is not an ISO 4217 code such as EUR' })
  .meta({ id: 'Currency', description: 'ISO 4217 code', example: 'EUR' });

/** Minor units as text plus currency; see `Money`. */
export const moneySchema = z
  .object({ minor: z.string().regex(/^-?\d{1,38}$/), currency: currencySchema })
  .meta({ id: 'Money', description: 'Integer minor units as decimal text; positive is a credit to us' });

/** A real calendar day. */
export const isoDateSchema = z
  .string()
  .refine((text): boolean => isIsoDate(text), { error: 'is not a calendar day as YYYY-MM-DD' })
  .meta({ id: 'IsoDate', format: 'date', description: 'Calendar day, YYYY-MM-DD' });

/** UTC instant with Z. */
export const instantSchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/)
  .meta({ id: 'Instant', format: 'date-time', description: 'UTC instant' });

/** `partial` says that the caller's permission hides rows; an empty `all` means there are none. */
export const visibilitySchema = z.enum(['all', 'partial']);
export type Visibility = z.infer<typeof visibilitySchema>;

/** Where a figure comes from: the version of the data and when that data was complete. */
export const asOfSchema = z
  .object({
    dataVersion: z.string(),
    /** Latest business date whose merge is complete in the index; null for an empty index. */
    businessDate: isoDateSchema.nullable(),
    /** When the data was merged, from the data and not from the clock. */
    at: instantSchema.nullable(),
    engine: z.enum(['duckdb', 'trino']),
  })
  .meta({ id: 'AsOf' });
export type AsOf = z.infer<typeof asOfSchema>;

/** A page of `items` by opaque cursor. `nextCursor` is absent on the last page. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().optional(),
    asOf: asOfSchema,
    visibility: visibilitySchema,
  });
}

/** `cursor` and `limit` of a list endpoint: 1 to 200 rows, 50 unless told. */
export const pageQueryShape = {
  cursor: z.string().max(2048).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};
