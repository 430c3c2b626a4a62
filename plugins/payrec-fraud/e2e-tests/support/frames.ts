import { Browser, expect, Page } from '@playwright/test';

type TraceEvent = { name: string; ph: string; pid: number; tid: number; tdur?: number; args?: { name?: string } };

export type Frames = {
  /** Longest CPU time of one task of the page's main thread, ms: what the page itself costs. */
  taskMs: number;
  /** Longest time between two frames, ms: also holds what other programs of the machine do. */
  frameMs: number;
  /** Tasks of 50 ms and more by the clock, as the browser reports them. */
  longTasks: number;
  frames: number;
};

/** Watches the frames of the page for a while, with `during` at its beginning. */
export async function watchFrames(
  browser: Browser,
  page: Page,
  { seconds, during }: { seconds: number; during?: () => Promise<void> },
): Promise<Frames> {
  await browser.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
  const watched = page.evaluate(async (forMs: number) => {
    let longTasks = 0;
    const observer = new PerformanceObserver(list => {
      longTasks += list.getEntries().length;
    });
    observer.observe({ entryTypes: ['longtask'] });
    const nextFrame = () => new Promise<number>(done => requestAnimationFrame(done));
    const from = await nextFrame();
    let before = from;
    let frameMs = 0;
    let frames = 0;
    while (before - from < forMs) {
      const now = await nextFrame();
      frameMs = Math.max(frameMs, now - before);
      before = now;
      frames++;
    }
    observer.disconnect();
    return { frameMs, longTasks, frames };
  }, seconds * 1_000);
  await during?.();
  const seen = await watched;
  return { ...seen, taskMs: longestTaskMs(await browser.stopTracing()) };
}

function longestTaskMs(trace: Buffer): number {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const key = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`;
  const main = new Set(
    traceEvents.filter(one => one.name === 'thread_name' && one.args?.name === 'CrRendererMain').map(key),
  );
  const tasks = traceEvents.filter(
    one => one.ph === 'X' && /RunTask$/.test(one.name) && one.tdur !== undefined && main.has(key(one)),
  );
  expect(tasks.length, 'tasks in the trace').toBeGreaterThan(30);
  return Math.max(...tasks.map(({ tdur }) => tdur! / 1_000));
}
