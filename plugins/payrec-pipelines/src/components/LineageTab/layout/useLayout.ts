import { useEffect, useRef, useState } from 'react';
import type { LayoutInput, LayoutPlaces } from './layoutGraph';

/** Under this many nodes a layout takes a frame or two at most; starting a worker would take longer. */
const SMALL_GRAPH_NODES = 40;

type Answer = { id: number; places: [string, { x: number; y: number }][] };

async function layoutHere(input: LayoutInput): Promise<LayoutPlaces> {
  const { layoutGraph } = await import('./layoutGraph');
  return layoutGraph(input);
}

function inWorker(worker: Worker, id: number, input: LayoutInput): Promise<LayoutPlaces> {
  return new Promise((resolve, reject) => {
    const listening = new AbortController();
    const { signal } = listening;
    worker.addEventListener(
      'message',
      ({ data }: MessageEvent<Answer>) => {
        if (data.id !== id) return;
        listening.abort();
        resolve(new Map(data.places));
      },
      { signal },
    );
    worker.addEventListener(
      'error',
      () => {
        listening.abort();
        reject(new Error('The layout worker failed'));
      },
      { signal },
    );
    worker.postMessage({ id, input });
  });
}

/** Places of the nodes; the last ones stay until new ones are there. Large graphs are laid out beside the page. */
export function useLayout(input: LayoutInput): LayoutPlaces | undefined {
  const [places, setPlaces] = useState<LayoutPlaces>();
  const worker = useRef<Worker | null>(null);
  const asked = useRef(0);
  useEffect(() => () => worker.current?.terminate(), []);
  useEffect(() => {
    const id = ++asked.current;
    const run = async () => {
      if (input.nodes.length <= SMALL_GRAPH_NODES) return layoutHere(input);
      try {
        worker.current ??= (await import('./startWorker')).startWorker();
        return await inWorker(worker.current, id, input);
      } catch {
        // No worker (an older browser, a strict content policy): the page waits for the layout instead.
        return layoutHere(input);
      }
    };
    run().then(result => {
      if (id === asked.current) setPlaces(result);
    });
  }, [input]);
  return places;
}
