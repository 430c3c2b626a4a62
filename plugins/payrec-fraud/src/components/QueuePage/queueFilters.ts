import { AlertFilter, alertFilterShape, AlertSort, alertSortSchema } from '@internal/plugin-payrec-fraud-common';
import { toSearch } from '@internal/plugin-payrec-react';
import { z } from 'zod';

/** All of the queue that is in the URL besides the open alert; the same names as in the contract and in saved views. */
export const queueFilters = z.object({ ...alertFilterShape, sort: alertSortSchema.default('due') });
export type QueueFilters = z.output<typeof queueFilters>;
const NAMES = Object.keys(alertFilterShape).sort();

/** Under which the person's choice of columns is kept. */
export const TABLE_ID = 'fraud-queue';

/** The filter without order and without what is not set. */
export function toAlertFilter(filters: QueueFilters): AlertFilter {
  const entries = Object.entries(filters).filter(
    ([name, value]) => name !== 'sort' && value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(entries) as AlertFilter;
}

/** The filter as saved views keep it, in one spelling: names in order, without what is not set. */
export function toViewQuery(filter: AlertFilter): string {
  const values = filter as Record<string, unknown>;
  return toSearch(Object.fromEntries(NAMES.map(name => [name, values[name]]))).slice(1);
}

/** One spelling for a query that someone else wrote. */
export function sameView(query: string, other: string): boolean {
  const spelled = (text: string) =>
    [...new URLSearchParams(text)]
      .map(pair => pair.join('='))
      .sort()
      .join('&');
  return spelled(query) === spelled(other);
}

export function isFiltered(filter: AlertFilter): boolean {
  return Object.keys(filter).length > 0;
}

export type { AlertSort };
