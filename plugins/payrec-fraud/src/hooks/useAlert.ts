import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { fraudApiRef } from '../api';
import { MODULE_KEY } from './queryKeys';

/** One alert in full. `rowVersion` is what the list knows: a newer one reads again and keeps the old detail meanwhile. */
export function useAlert(alertId: string | undefined, rowVersion: number | undefined) {
  const client = useApi(fraudApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'getAlert', alertId, rowVersion],
    queryFn: ({ signal }) => client.getAlert({ params: { alertId: alertId! } }, { signal }),
    enabled: alertId !== undefined,
    placeholderData: before => (before?.alertId === alertId ? before : undefined),
  });
}

/** Payments that share card, device or address with the one of the alert. */
export function useAlertLinks(alertId: string) {
  const client = useApi(fraudApiRef);
  return useQuery({
    queryKey: [MODULE_KEY, 'getAlertLinks', alertId],
    queryFn: ({ signal }) => client.getAlertLinks({ params: { alertId }, query: { depth: 2 } }, { signal }),
    placeholderData: undefined,
    staleTime: 60_000,
  });
}
