import { BreakDetail, BreakJson } from '@internal/plugin-payrec-reconciliation-common';
import { InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { ReconciliationApi } from '../api';
import { MODULE_KEY } from './queryKeys';

type BreakPage = Awaited<ReturnType<ReconciliationApi['listBreaks']>>;

function isPaged(data: unknown): data is InfiniteData<BreakPage> {
  return typeof data === 'object' && data !== null && 'pages' in data;
}

/**
 * Puts changed breaks where they already stand: the row shows its new state at once and stays in its place until the next
 * refresh, even when it no longer fits the filter.
 */
export function useBreakCache() {
  const queryClient = useQueryClient();
  return useMemo(() => {
    const put = (changed: readonly BreakJson[]) => {
      const byId = new Map(changed.map(reconBreak => [reconBreak.id, reconBreak]));
      queryClient.setQueriesData<unknown>({ queryKey: [MODULE_KEY, 'listBreaks'] }, (data: unknown) => {
        if (!isPaged(data)) return data;
        const pages = data.pages.map(page => ({
          ...page,
          items: page.items.map(reconBreak => byId.get(reconBreak.id) ?? reconBreak),
        }));
        return { ...data, pages };
      });
      for (const reconBreak of changed) {
        queryClient.setQueryData<BreakDetail>([MODULE_KEY, 'getBreak', reconBreak.id], detail =>
          detail ? { ...detail, break: reconBreak } : detail,
        );
        queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'getBreak', reconBreak.id] });
      }
      queryClient.invalidateQueries({ queryKey: [MODULE_KEY, 'getOverview'] });
    };
    /** Reads one break anew, as after a conflict. */
    const refetch = async (breakId: string): Promise<BreakDetail | undefined> => {
      await queryClient.refetchQueries({ queryKey: [MODULE_KEY, 'getBreak', breakId] });
      return queryClient.getQueryData<BreakDetail>([MODULE_KEY, 'getBreak', breakId]);
    };
    return { put, refetch };
  }, [queryClient]);
}
