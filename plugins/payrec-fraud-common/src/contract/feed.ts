import { defineEndpoint, instantSchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { alertFilterShape, alertSortSchema } from '../filter';
import { feedCursorSchema, feedFrameSchema, feedSnapshotSchema } from '../schemas/feed';
import { view } from './shapes';

/** The live feed: snapshot, stream, proof. */
export const feedEndpoints = {
  getFeedSnapshot: defineEndpoint({
    ...view,
    method: 'GET',
    path: '/v1/feed/snapshot',
    audit: 'feed-snapshot',
    summary: 'Alerts under a filter at one cursor of the feed; the stream goes on from there',
    query: z.object({
      ...alertFilterShape,
      sort: alertSortSchema.default('due'),
      limit: z.coerce.number().int().min(1).max(10_000).default(500),
    }),
    response: feedSnapshotSchema,
  }),
  streamFeed: defineEndpoint({
    ...view,
    method: 'GET',
    path: '/v1/feed/stream',
    stream: true,
    audit: 'feed-stream',
    summary: 'Server-Sent Events after a cursor (`Last-Event-ID`, or `cursor`); any replica resumes it',
    query: z.object({ ...alertFilterShape, cursor: feedCursorSchema.optional() }),
    response: feedFrameSchema,
  }),
  verifyFeed: defineEndpoint({
    ...view,
    method: 'GET',
    path: '/v1/feed/verify',
    audit: 'feed-verify',
    summary: 'Count and digest of the rows under a filter, to compare with what a screen shows',
    query: z.object(alertFilterShape),
    response: z.object({
      cursor: feedCursorSchema,
      count: z.number().int(),
      /** SHA-256 over `alertId:rowVersion` lines in the order of alertId (code points), joined by \n. */
      digest: z.string(),
      at: instantSchema,
    }),
  }),
  getFeedStatus: defineEndpoint({
    ...view,
    method: 'GET',
    path: '/v1/feed/status',
    audit: 'feed-status-read',
    summary: 'Head, lag, clients and watermark of the feed',
    response: z.object({
      epoch: z.string(),
      headSeq: z.number().int(),
      minSeq: z.number().int(),
      /** Committed events that have no number yet. */
      unsequenced: z.number().int(),
      lagMs: z.number().int(),
      clients: z.number().int(),
      sequencer: z.enum(['active', 'standby']),
      pollWatermark: z.string().nullable(),
      quarantined: z.number().int(),
      at: instantSchema,
    }),
  }),
};
