import { FeedFrame, feedFrameSchema } from '@internal/plugin-payrec-fraud-common';

export type ReadStream = {
  /** Frames so far, ticks included. */
  readonly frames: FeedFrame[];
  readonly upserts: () => Array<Extract<FeedFrame, { event: 'upsert' }>>;
  /** Raw text of all that came. */
  readonly raw: () => string;
  /** `epoch:seq` of the last frame with an id. */
  readonly lastId: () => string | undefined;
  readonly ended: Promise<void>;
  readonly until: (good: (frames: readonly FeedFrame[]) => boolean) => Promise<void>;
  readonly close: () => void;
};

/** A client that keeps every frame, checked against the contract, and fails when `prev` is not the cursor it holds. */
export async function readStream(
  url: string,
  options: { lastEventId?: string; filter?: object; person?: string; headers?: Record<string, string> } = {},
): Promise<ReadStream> {
  const abort = new AbortController();
  const query = options.filter ? `?filter=${encodeURIComponent(JSON.stringify(options.filter))}` : '';
  const answer = await fetch(url.includes('/api/') ? url : `${url}/stream${query}`, {
    signal: abort.signal,
    headers: {
      ...(options.lastEventId !== undefined && { 'last-event-id': options.lastEventId }),
      ...(options.person !== undefined && { 'x-person': options.person }),
      ...options.headers,
    },
  });
  if (!answer.ok || !answer.body) throw new Error(`The stream answered ${answer.status}: ${await answer.text()}`);
  const frames: FeedFrame[] = [];
  let raw = '';
  let id: string | undefined;
  let cursor: number | undefined;
  let failure: Error | undefined;
  const body = answer.body;
  const take = (message: string) => {
    const lines = message.split('\n');
    const data = lines.find(line => line.startsWith('data: '));
    if (!data) return;
    const frame = feedFrameSchema.parse(JSON.parse(data.slice(6)));
    id = lines.find(line => line.startsWith('id: '))?.slice(4) ?? id;
    if ('prev' in frame) {
      if (cursor !== undefined && frame.prev !== cursor)
        throw new Error(`prev ${frame.prev}, but the cursor is ${cursor}`);
      cursor = frame.seq;
    }
    frames.push(frame);
  };
  const ended = (async () => {
    const decoder = new TextDecoder();
    let rest = '';
    try {
      for await (const bytes of body) {
        const text = decoder.decode(bytes, { stream: true });
        raw += text;
        const messages = (rest + text).split('\n\n');
        rest = messages.pop() ?? '';
        messages.forEach(take);
      }
    } catch (error) {
      if (!abort.signal.aborted && error instanceof Error && !/terminated|aborted/.test(error.message)) failure = error;
    }
  })();
  return {
    frames,
    raw: () => raw,
    lastId: () => id,
    upserts: () => frames.flatMap(frame => (frame.event === 'upsert' ? [frame] : [])),
    ended,
    until: async good => {
      const end = Date.now() + 20_000;
      for (;;) {
        if (failure) throw failure;
        if (good(frames)) return;
        if (Date.now() > end) throw new Error(`Waited in vain; frames: ${JSON.stringify(frames).slice(0, 2000)}`);
        await new Promise(resolve => setTimeout(resolve, 10));
      }
    },
    close: () => abort.abort(),
  };
}
