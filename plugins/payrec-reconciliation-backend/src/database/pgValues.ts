import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';

/** timestamptz as the driver hands it on → Instant. */
export function toInstant(date: Date): Instant {
  return instantFromEpochMs(date.getTime());
}

export function toInstantOrNull(date: Date | null): Instant | null {
  return date && toInstant(date);
}

/** Text for the middle of an ILIKE pattern: `%`, `_` and `\` mean themselves. */
export function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, char => `\\${char}`)}%`;
}
