import { useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { QueryKey, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

/** What a backend tells browsers: the kind and id of a thing that changed, never its content. */
export type ChangeSignal = { kind: string; id: string };

/** Signals come in bursts (one per step of a run); what they ask for is read at most this often. */
const GATHER_MS = 400;

/**
 * Reads queries anew when the backend says on `channel` that something changed. `keysOf` names the query keys that a change
 * makes old. Without the signals plugin, or while it is away, nothing happens: queries keep their own polling.
 */
export function useChanges(channel: string, keysOf: (change: ChangeSignal) => readonly QueryKey[]): void {
  const signals = useApiHolder().get(signalApiRef);
  const queryClient = useQueryClient();
  const latest = useRef(keysOf);
  latest.current = keysOf;
  useEffect(() => {
    if (!signals) return undefined;
    const waiting = new Map<string, QueryKey>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      for (const queryKey of waiting.values()) queryClient.invalidateQueries({ queryKey });
      waiting.clear();
    };
    const subscriber = signals.subscribe<ChangeSignal>(channel, change => {
      for (const key of latest.current(change)) waiting.set(JSON.stringify(key), key);
      timer ??= setTimeout(flush, GATHER_MS);
    });
    return () => {
      subscriber.unsubscribe();
      clearTimeout(timer);
    };
  }, [signals, channel, queryClient]);
}
