import { useApi } from '@backstage/frontend-plugin-api';
import { LineageNode } from '@internal/plugin-payrec-pipelines-common';
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { pipelinesApiRef } from '../../api';
import { MODULE_KEY } from '../../hooks/queries';
import { mergeGraphs } from './mergeGraphs';

/** The server answers at most this many nodes; a person reads fewer. */
const MAX_NODES = 200;
const OPENED_MAX_NODES = 60;
const REFRESH_MS = 60_000;

export type GraphQuestion = {
  entityRef: string;
  direction: 'up' | 'down' | 'both';
  /** In datasets. */
  depth: number;
  /** Nodes that were opened in place, as `writeOpened` makes them, in that order. */
  opened: readonly string[];
};

/** The graph around an entity with the frontiers that were opened in it. */
export function useLineageGraph({ entityRef, direction, depth, opened }: GraphQuestion) {
  const client = useApi(pipelinesApiRef);
  const base = useQuery({
    queryKey: [MODULE_KEY, 'getLineage', { entityRef, direction, depth }],
    queryFn: ({ signal }) =>
      client.getLineage({ query: { entityRef, direction, depth, maxNodes: MAX_NODES } }, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const questions = opened.flatMap(text => {
    const question = readOpened(text);
    return question ? [question] : [];
  });
  const answers = useQueries({
    queries: questions.map(({ kind, namespace, name }) => ({
      queryKey: [MODULE_KEY, 'getLineage', { kind, namespace, name, direction: 'both', depth: 1 }],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        client.getLineage(
          { query: { kind, namespace, name, direction: 'both' as const, depth: 1, maxNodes: OPENED_MAX_NODES } },
          { signal },
        ),
      refetchInterval: REFRESH_MS,
    })),
  });
  const data = base.data;
  const stamp = answers.map(answer => answer.dataUpdatedAt).join(' ');
  const graph = useMemo(
    () =>
      data &&
      mergeGraphs(
        data,
        answers.flatMap(answer => (answer.data ? [answer.data] : [])),
      ),
    // The answers are a new array on every render; their times tell when one has changed.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [data, stamp],
  );
  return { query: base, graph, opening: answers.some(answer => answer.isPending) };
}

/** How an opened node stands in the URL: names and not ids, so that a link still opens it tomorrow. */
export function writeOpened(node: LineageNode): string | undefined {
  if (!node.kind || node.namespace === undefined || node.name === undefined) return undefined;
  return JSON.stringify([node.kind, node.namespace, node.name]);
}

function readOpened(text: string): { kind: 'job' | 'dataset'; namespace: string; name: string } | undefined {
  try {
    const [kind, namespace, name] = JSON.parse(text) as unknown[];
    if ((kind !== 'job' && kind !== 'dataset') || typeof namespace !== 'string' || typeof name !== 'string')
      return undefined;
    return { kind, namespace, name };
  } catch {
    return undefined;
  }
}
