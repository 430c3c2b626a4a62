import { Instant } from '@internal/plugin-payrec-common';

/** A time of the database as the contract writes it: whole seconds without a fraction. */
export function toInstant(value: Date | string): Instant;
export function toInstant(value: Date | string | null): Instant | null;
export function toInstant(value: Date | string | null): Instant | null {
  return value === null ? null : (new Date(value).toISOString().replace('.000Z', 'Z') as Instant);
}

/** A BIGINT column that counts rows or bytes. */
export function toCount(value: string | number | null): number | null {
  return value === null ? null : Number(value);
}
