import { useSyncExternalStore } from 'react';

const TICK_MS = 5_000;
let nowMs = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    nowMs = Date.now();
    timer = setInterval(() => {
      nowMs = Date.now();
      listeners.forEach(call => call());
    }, TICK_MS);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** One clock for all ages and deadlines on the page, in milliseconds; forty rows with forty timers would not agree. */
export function useClockMs(): number {
  return useSyncExternalStore(subscribe, () => nowMs);
}
