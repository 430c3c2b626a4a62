import { defineEndpoint, moneySchema, pageQueryShape, visibilitySchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { alertFilterShape, alertSortSchema } from '../filter';
import { alertSchema } from '../schemas/alert';
import { alertDetailSchema, linkGraphSchema } from '../schemas/alertDetail';
import { feedCursorSchema } from '../schemas/feed';
import { savedViewSchema } from '../schemas/work';
import { alertParams, page, view, words } from './shapes';

/**
 * Rows of one page of alerts. More than elsewhere: a console completes a queue longer than one snapshot by pages, and each
 * page costs a count of the whole queue.
 */
export const ALERT_PAGE_MAX = 2_000;

const viewParams = z.object({ viewId: z.string().min(1).max(100) });

/** Lists, one alert, saved views. */
export const queueEndpoints = {
  listAlerts: defineEndpoint({
    ...view,
    method: 'GET',
    path: '/v1/alerts',
    audit: 'alert-list',
    summary: 'Alerts under a filter, by cursor, with counts and sums per currency',
    query: z.object({
      ...alertFilterShape,
      ...pageQueryShape,
      limit: z.coerce.number().int().min(1).max(ALERT_PAGE_MAX).default(50),
      sort: alertSortSchema.default('due'),
    }),
    response: page(alertSchema).extend({
      totalCount: z.number().int(),
      pastDueCount: z.number().int(),
      /** Sums at risk, one per currency. */
      totals: z.array(moneySchema),
      byState: z.record(z.string(), z.number().int()),
      /** Feed cursor read with the page: a frame after it is newer than the page. */
      feedCursor: feedCursorSchema,
      visibility: visibilitySchema,
    }),
  }),
  getAlert: defineEndpoint({
    ...view,
    method: 'GET',
    path: '/v1/alerts/:alertId',
    audit: 'alert-view',
    summary: 'One alert: reasons, counterfactual, rule hits, history, transaction, timeline',
    params: alertParams,
    response: alertDetailSchema,
  }),
  getAlertLinks: defineEndpoint({
    ...view,
    method: 'GET',
    path: '/v1/alerts/:alertId/links',
    audit: 'alert-links-read',
    summary: 'Transactions that share user, card, device or address with the one of the alert',
    params: alertParams,
    query: z.object({ depth: z.coerce.number().int().min(1).max(4).default(2) }),
    response: linkGraphSchema,
  }),
  listViews: defineEndpoint({
    ...view,
    method: 'GET',
    path: '/v1/views',
    audit: 'view-list',
    summary: 'Saved views with their counts: built in, shared, own',
    response: z.object({ items: z.array(savedViewSchema) }),
  }),
  createView: defineEndpoint({
    ...view,
    method: 'POST',
    path: '/v1/views',
    audit: 'view-create',
    summary: 'Save a filter under a name',
    body: z.object({ name: words(1), query: z.string().max(2000), shared: z.boolean().default(false) }),
    response: savedViewSchema,
  }),
  deleteView: defineEndpoint({
    ...view,
    method: 'DELETE',
    path: '/v1/views/:viewId',
    audit: 'view-delete',
    summary: 'Delete a view of one’s own',
    params: viewParams,
    response: z.object({ viewId: z.string() }),
  }),
};
