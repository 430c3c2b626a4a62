import { Endpoint } from '@internal/plugin-payrec-common';
import { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { EndpointHandler, MountOptions, createMount, readCursor } from '@internal/plugin-payrec-node';
import { Router } from 'express';
import { FeedHead } from './feed/feedEvents';
import { Fraud } from './fraud';
import { watermarkText } from './intake/watermark';
import { WorkHandlers, WorkOperation } from './work';

const cursorText = (head: FeedHead) => `${head.epoch}:${head.lastSeq}`;

/** Table of contents of the module's HTTP interface; claims, decisions and what else people do come from the work part. */
export function createRouter(
  fraud: Fraud,
  work: WorkHandlers,
  options: Omit<MountOptions, 'contract' | 'bodyBytesMax'>,
): Router {
  // A batch of 500 events with long reasons.
  const { router, mount, mountStream, assertAllMounted } = createMount({
    ...options,
    contract: fraudContract,
    bodyBytesMax: 4 * 1024 * 1024,
  });
  const { endpoints } = fraudContract;
  const { access, feed, intake, quarantine, queue, views } = fraud;

  const ingest = async (payloads: readonly unknown[]) => {
    try {
      return await intake.ingest(payloads, 'http');
    } catch (error) {
      if (error instanceof Error && error.name === 'ServiceUnavailableError') fraud.metrics.overload.inc();
      throw error;
    }
  };
  mount(endpoints.ingestAlert, async ({ body }) => (await ingest([body]))[0]);
  mount(endpoints.ingestAlerts, async ({ body }) => ({ items: await ingest(body.items) }));
  mount(endpoints.listQuarantine, async ({ query }) => {
    const [at, id] = query.cursor ? readCursor(query.cursor, 2) : [null, null];
    const rows = await quarantine.list({
      open: query.open,
      limit: query.limit + 1,
      cursor: at !== null && id !== null ? [at, id] : undefined,
    });
    const items = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? items[items.length - 1] : undefined;
    return {
      items,
      nextCursor: last && Buffer.from(JSON.stringify([last.receivedAt, last.quarantineId])).toString('base64url'),
      openCount: await quarantine.openCount(),
    };
  });
  mount(endpoints.resolveQuarantine, async ({ params, body }, { actor }) => {
    const resolution = body.action === 'retry' ? 'retried' : 'discarded';
    const { entry, payload, source } = await quarantine.resolve(params.quarantineId, {
      actor,
      resolution,
      at: fraud.now(),
    });
    const [result] = body.action === 'retry' ? await intake.ingest([payload], source) : [null];
    return { entry, result };
  });

  mount(endpoints.getFeedSnapshot, async ({ query }, { credentials }) => {
    const { sort, limit, ...filter } = query;
    const sight = await access.of(credentials);
    const { head, ...rest } = await queue.feedSnapshot({ filter, sight, sort, limit });
    return {
      ...rest,
      epoch: head.epoch,
      seq: head.lastSeq,
      cursor: cursorText(head),
      at: fraud.now(),
      visibility: sight.visibility,
    };
  });
  mountStream(endpoints.streamFeed, async ({ query }, { credentials, req }, res) => {
    const { cursor, ...filter } = query;
    await feed.stream(res, {
      filter,
      sight: await access.of(credentials),
      cursor: req.header('last-event-id') ?? cursor,
      reauthorise: () => access.of(credentials),
      expiresAtMs: credentials.expiresAt?.getTime(),
    });
  });
  mount(endpoints.verifyFeed, async ({ query }, { credentials }) => {
    const { head, count, digest } = await queue.verify({ filter: query, sight: await access.of(credentials) });
    return { cursor: cursorText(head), count, digest, at: fraud.now() };
  });
  mount(endpoints.getFeedStatus, async () => {
    const { head, unsequenced, lagMs } = await feed.status();
    return {
      epoch: head.epoch,
      headSeq: head.lastSeq,
      minSeq: head.minSeq,
      unsequenced,
      lagMs,
      clients: feed.clients,
      sequencer: feed.isSequencer ? ('active' as const) : ('standby' as const),
      pollWatermark: await watermarkText(fraud.db),
      quarantined: await quarantine.openCount(),
      at: fraud.now(),
    };
  });

  mount(endpoints.listAlerts, async ({ query }, { credentials }) => {
    const { sort, limit, cursor, ...filter } = query;
    const sight = await access.of(credentials);
    const { head, totals, ...rest } = await queue.page({ filter, sight, sort, limit, cursor });
    return { ...rest, totals: [...totals], feedCursor: cursorText(head), visibility: sight.visibility };
  });
  mount(endpoints.listViews, async (_, { credentials }) => ({ items: await views.list(await access.of(credentials)) }));
  mount(endpoints.createView, async ({ body }, { credentials }) => views.create(body, await access.of(credentials)));
  mount(endpoints.deleteView, async ({ params }, { credentials }) => {
    await views.delete(params.viewId, await access.of(credentials));
    return { viewId: params.viewId };
  });

  for (const [name, handler] of Object.entries(work)) {
    // WorkHandlers ties each handler to the endpoint of its name; a loop over both loses that tie.
    mount(endpoints[name as WorkOperation] as Endpoint, handler as EndpointHandler<Endpoint>);
  }
  assertAllMounted();
  return router;
}
