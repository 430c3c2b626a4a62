import { instantSchema, visibilitySchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { alertSchema } from './alert';

/** `epoch:seq`, as the SSE `id:` carries it. */
export const feedCursorSchema = z
  .string()
  .regex(/^[0-9a-f-]{36}:\d{1,16}$/)
  .meta({ id: 'FeedCursor', example: '6f9619ff-8b86-4d01-b42d-00c04fc964ff:48211' });

/** Visible rows under a filter, read at one cursor. */
export const feedSnapshotSchema = z
  .object({
    epoch: z.string(),
    seq: z.number().int(),
    cursor: feedCursorSchema,
    items: z.array(alertSchema),
    /** Rows under the filter; more than `items` when the limit cut. Fetch the rest with `nextCursor` of `listAlerts`. */
    totalCount: z.number().int(),
    nextCursor: z.string().optional(),
    at: instantSchema,
    visibility: visibilitySchema,
  })
  .meta({ id: 'FeedSnapshot' });

/** A step of the cursor from `prev` to `seq`. */
const step = {
  prev: z.number().int(),
  seq: z.number().int(),
  /** Events between `prev` and `seq` that the filter or the scope hid. */
  skipped: z.number().int(),
};

/** A step made by one change of an alert. */
const change = {
  ...step,
  kind: z.string(),
  alertId: z.string(),
  rowVersion: z.number().int(),
};

/**
 * Events of the stream, as SSE `event:` and `data:`; `id:` is `epoch:seq`. Rules for a client: `prev` must equal the cursor
 * it holds, otherwise take a new snapshot; apply an upsert only if `rowVersion` is greater than the held one; `reset` means
 * snapshot again; nothing for 40 s means reconnect with `Last-Event-ID`.
 */
export const feedFrameSchema = z
  .discriminatedUnion('event', [
    z.object({
      event: z.literal('upsert'),
      ...change,
      /** False: it left the filter, and is sent because it is the reader's own work. Not counted, shown greyed. */
      matches: z.boolean(),
      /** When the change was committed. */
      at: instantSchema,
      alert: alertSchema,
    }),
    z.object({
      event: z.literal('leave'),
      ...change,
      /** When the change was committed. */
      at: instantSchema,
    }),
    /** Moves the cursor over hidden events; also the heartbeat every 15 s, then with prev = seq. */
    z.object({
      event: z.literal('tick'),
      ...step,
      head: z.number().int(),
      /** Clock of the server. */
      at: instantSchema,
    }),
    z.object({
      event: z.literal('reset'),
      reason: z.enum(['epoch_changed', 'expired', 'ahead', 'pruned', 'malformed']),
    }),
    /** The stream ends; `denied` means do not reconnect. */
    z.object({ event: z.literal('bye'), reason: z.enum(['shutdown', 'denied', 'scope_changed', 'token_expired']) }),
  ])
  .meta({ id: 'FeedFrame' });
export type FeedFrame = z.infer<typeof feedFrameSchema>;
