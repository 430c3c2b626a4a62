import { useApi } from '@backstage/frontend-plugin-api';
import { AlertFilter, AlertSort, FeedClient, FeedStatus } from '@internal/plugin-payrec-fraud-common';
import { isDenied } from '@internal/plugin-payrec-react';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { fraudFeedApiRef } from '../api';
import { AlertStore } from './AlertStore';
import { RowViewers } from './RowViewers';

/** A frame where the page is visible; a timer where it is not, since a hidden page gets no frames. */
function beforeNextPaint(flush: () => void): void {
  if (document.visibilityState === 'visible') requestAnimationFrame(() => flush());
  else setTimeout(flush, 250);
}

/** What is told between two paints is told once. */
class LatestStatus {
  private waiting = false;
  private readonly listeners = new Set<() => void>();
  private published: FeedStatus;
  constructor(private latest: FeedStatus) {
    this.published = latest;
  }
  readonly get = (): FeedStatus => this.published;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly put = (status: FeedStatus): void => {
    this.latest = status;
    if (this.waiting) return;
    this.waiting = true;
    beforeNextPaint(() => {
      this.waiting = false;
      this.published = this.latest;
      this.listeners.forEach(listener => listener());
    });
  };
}

/** The live queue under a filter: its rows, how sure they are, and the switches. `filter` must be stable between renders. */
export function useAlertFeed(filter: AlertFilter, sort: AlertSort) {
  const feedApi = useApi(fraudFeedApiRef);
  const [attempt, setAttempt] = useState(0);
  const { store, client, status, viewers } = useMemo(() => {
    const alerts = new AlertStore({ sort, schedule: beforeNextPaint });
    const rowViewers = new RowViewers();
    const latest: { status?: LatestStatus } = {};
    const feed = new FeedClient({
      transport: feedApi.open(filter, sort),
      listener: {
        onSnapshot: snapshot => {
          alerts.start(snapshot);
          rowViewers.begin(snapshot.items);
        },
        onChange: change => alerts.apply(change),
        onStatus: next => latest.status?.put(next),
      },
      isDenied,
    });
    latest.status = new LatestStatus(feed.status);
    return { store: alerts, client: feed, status: latest.status, viewers: rowViewers };
    // A client runs once; trying again after a denial takes a new one.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [feedApi, filter, sort, attempt]);

  useEffect(() => {
    // In development React mounts twice; the second time needs a client that has not run.
    let gone = false;
    const timer = setTimeout(() => {
      if (!gone) client.run();
    });
    const online = () => client.retryNow();
    window.addEventListener('online', online);
    return () => {
      gone = true;
      clearTimeout(timer);
      window.removeEventListener('online', online);
      client.stopFeed();
    };
  }, [client]);

  const state = useSyncExternalStore(store.subscribe, store.getState);
  const feedStatus = useSyncExternalStore(status.subscribe, status.get);
  return { store, client, viewers, state, status: feedStatus, startOver: () => setAttempt(attempt + 1) };
}

export type AlertFeed = ReturnType<typeof useAlertFeed>;
