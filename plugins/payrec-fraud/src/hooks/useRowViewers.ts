import { useApi } from '@backstage/frontend-plugin-api';
import { PRESENCE_ALERTS_MAX } from '@internal/plugin-payrec-fraud-common';
import { useEffect } from 'react';
import { fraudApiRef } from '../api';
import { RowViewers } from '../feed/RowViewers';

const EVERY_MS = 20_000;

/** Asks who else looks at the rows on screen, as long as the page is seen and the feed lives. */
export function useRowViewers(viewers: RowViewers, enabled: boolean): void {
  const client = useApi(fraudApiRef);
  useEffect(() => {
    if (!enabled) return undefined;
    const ask = () => {
      const alertId = viewers.onScreen(PRESENCE_ALERTS_MAX);
      if (alertId.length === 0 || document.visibilityState === 'hidden') return;
      client
        .listPresence({ query: { alertId } })
        .then(({ items }) => viewers.put(alertId, items))
        // A courtesy: without it the work goes on.
        .catch(() => {});
    };
    const timer = setInterval(ask, EVERY_MS);
    return () => clearInterval(timer);
  }, [client, viewers, enabled]);
}
