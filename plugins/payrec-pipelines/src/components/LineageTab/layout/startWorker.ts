/** In a file of its own: `import.meta` is known to bundlers only, a test runner without one falls back to this thread. */
export function startWorker(): Worker {
  return new Worker(new URL('./layout.worker.ts', import.meta.url));
}
