import { createApiRef, FetchApi } from '@backstage/frontend-plugin-api';
import {
  ALERT_PAGE_MAX,
  AlertFilter,
  AlertSort,
  FeedTransport,
  formatPlace,
  fraudContract,
  sseMessages,
} from '@internal/plugin-payrec-fraud-common';
import { toSearch } from '@internal/plugin-payrec-react';
import { FraudApi } from './fraudApi';

/** Opens the feed under a filter; what reads it is `FeedClient`. */
export type FraudFeedApi = { open(filter: AlertFilter, sort: AlertSort): FeedTransport };

export const fraudFeedApiRef = createApiRef<FraudFeedApi>().with({
  id: 'plugin.payrec-fraud.feed',
  pluginId: 'payrec-fraud',
});

/** Rows of the first answer; the largest the contract allows, so that nearly every queue comes whole and at one cursor. */
const SNAPSHOT_ROWS = 10_000;
/**
 * The feed over HTTP. `fetch` and not `EventSource`, since only `fetch` can send the person's token. A queue longer than
 * one snapshot is completed by pages read later than its cursor; the store keeps the newer version of each row, so a frame
 * that is applied twice has no effect.
 */
export function createFeedApi({ fetchApi, client }: { fetchApi: FetchApi; client: FraudApi }): FraudFeedApi {
  return {
    open: (filter, sort) => ({
      async snapshot(signal) {
        const first = await client.getFeedSnapshot({ query: { ...filter, sort, limit: SNAPSHOT_ROWS } }, { signal });
        const items = [...first.items];
        let cursor = first.nextCursor;
        while (cursor) {
          const page = await client.listAlerts(
            { query: { ...filter, sort, cursor, limit: ALERT_PAGE_MAX } },
            { signal },
          );
          items.push(...page.items);
          cursor = page.nextCursor;
        }
        return { cursor: { epoch: first.epoch, seq: first.seq }, items, totalCount: first.totalCount };
      },
      async connect(place, signal, onBytes) {
        const url = `plugin://${fraudContract.pluginId}${fraudContract.endpoints.streamFeed.path}${toSearch(filter)}`;
        const response = await fetchApi.fetch(url, {
          signal,
          headers: { accept: 'text/event-stream', 'Last-Event-ID': formatPlace(place) },
        });
        if (response.status === 403) return { kind: 'denied' };
        if (!response.ok || !response.body) return { kind: 'refused', status: response.status };
        return { kind: 'open', messages: sseMessages(response.body.getReader(), onBytes) };
      },
    }),
  };
}
