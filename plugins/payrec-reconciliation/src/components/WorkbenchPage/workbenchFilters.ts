import { breakClassSchema, breakStateSchema } from '@internal/plugin-payrec-reconciliation-common';
import { z } from 'zod';
import { BreakQuery } from '../../hooks/useBreaks';

/** Age filters: the buckets of the overview, and two open-ended ones. */
export const AGE_RANGES = {
  '0-2': [0, 2],
  '3-5': [3, 5],
  '6-10': [6, 10],
  '11-30': [11, 30],
  '31+': [31, undefined],
  '3+': [3, undefined],
  '6+': [6, undefined],
  '11+': [11, undefined],
} as const;
export type AgeRange = keyof typeof AGE_RANGES;
const ages = Object.keys(AGE_RANGES) as [AgeRange, ...AgeRange[]];

/** States that still want work; what the list shows unless told. */
export const OPEN_STATES = ['open', 'proposed', 'disputed'] as const;

/** What the list shows unless a class is chosen: a difference that fees explain is proven and wants no decision. */
export const CLASSES_TO_DECIDE = breakClassSchema.options.filter(one => one !== 'EXPLAINED');

/** All of the workbench that is in the URL besides the open drawer. */
export const workbenchFilters = z.object({
  account: z.string().optional(),
  currency: z.string().optional(),
  class: z.array(breakClassSchema).default([]),
  state: z.array(breakStateSchema).default([...OPEN_STATES]),
  age: z.enum(ages).optional(),
  owner: z.string().optional(),
  day: z.string().optional(),
  q: z.string().optional(),
  sort: z.enum(['age', 'amount', 'updated']).default('age'),
});
export type WorkbenchFilters = z.output<typeof workbenchFilters>;

/** Filters of the page → query of the endpoint. */
export function toBreakQuery(filters: WorkbenchFilters): BreakQuery {
  const [minAgeDays, maxAgeDays] = filters.age ? AGE_RANGES[filters.age] : [undefined, undefined];
  return {
    unit: filters.account,
    currency: filters.currency,
    breakClass: filters.class.length > 0 ? filters.class : CLASSES_TO_DECIDE,
    state: filters.state,
    minAgeDays,
    maxAgeDays,
    assignee: filters.owner,
    businessDate: filters.day,
    q: filters.q,
    sort: filters.sort,
  };
}

/** Under which the person's choice of columns is kept. */
export const TABLE_ID = 'reconciliation-breaks';
