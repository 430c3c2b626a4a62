const MICROS_PER_DAY = 86_400_000_000n;

/**
 * Microseconds since 1970 as `2025-03-30T01:02:03.000Z`; six digits of a second when the microseconds need them.
 * Years 0001 to 9999, which is what both engines and JSON readers agree on. @throws RangeError beyond.
 */
export function instantFromMicros(micros: bigint): string {
  return `${dateTimeFromMicros(micros)}Z`;
}

/** The same without `Z`, for a local date and time. */
export function dateTimeFromMicros(micros: bigint): string {
  const ms = micros / 1000n - (micros % 1000n < 0n ? 1n : 0n);
  const rest = micros - ms * 1000n;
  const iso = new Date(Number(ms)).toISOString();
  if (iso.length !== 24) throw new RangeError(`Instant of ${micros} microseconds is outside the years 0000 to 9999`);
  const text = iso.slice(0, 23);
  return rest === 0n ? text : `${text}${rest.toString().padStart(3, '0')}`;
}

/** Days since 1970 as `2025-03-30`. @throws RangeError outside the years 0000 to 9999. */
export function isoDateFromDays(days: number): string {
  return dateTimeFromMicros(BigInt(days) * MICROS_PER_DAY).slice(0, 10);
}
