import { layoutGraph, LayoutInput } from './layoutGraph';

type Request = { id: number; input: LayoutInput };

self.addEventListener('message', ({ data }: MessageEvent<Request>) => {
  self.postMessage({ id: data.id, places: [...layoutGraph(data.input)] });
});
