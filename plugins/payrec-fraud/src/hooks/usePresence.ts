import { useApi } from '@backstage/frontend-plugin-api';
import { useEffect, useState } from 'react';
import { fraudApiRef, ViewerJson } from '../api';

/** As the server asks for it; whoever is silent for longer counts as gone. */
const EVERY_MS = 20_000;
const NOBODY: readonly ViewerJson[] = [];

/** Says that one looks at the alert while it is open, and learns who else does. Not told while offline. */
export function usePresence(alertId: string | undefined, enabled: boolean): readonly ViewerJson[] {
  const client = useApi(fraudApiRef);
  const [viewers, setViewers] = useState<{ of: string; list: readonly ViewerJson[] } | null>(null);
  useEffect(() => {
    if (!alertId || !enabled) return undefined;
    const params = { alertId };
    let gone = false;
    const tell = () =>
      client
        .reportPresence({ params, body: { leaving: false } })
        .then(answer => {
          if (!gone) setViewers({ of: alertId, list: answer.viewers });
        })
        // Presence is a courtesy: without it the work goes on.
        .catch(() => {});
    // Who walks through the list with J is not looking at every row.
    const first = setTimeout(tell, 600);
    const timer = setInterval(tell, EVERY_MS);
    return () => {
      gone = true;
      clearTimeout(first);
      clearInterval(timer);
      client.reportPresence({ params, body: { leaving: true } }).catch(() => {});
    };
  }, [client, alertId, enabled]);
  return viewers && viewers.of === alertId ? viewers.list : NOBODY;
}
