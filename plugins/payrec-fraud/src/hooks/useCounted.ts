import { formatInteger, usePayrecLocale } from '@internal/plugin-payrec-react';
import { useCallback } from 'react';

export type Counted = (count: number) => { count: number; shown: string };

/** Options of a message with a count: `count` chooses the plural, `shown` is what a person reads (`1 204 530`). */
export function useCounted(): Counted {
  const locale = usePayrecLocale();
  return useCallback(count => ({ count, shown: formatInteger(count, locale) }), [locale]);
}
