import { EventSourceMessage, createParser } from 'eventsource-parser';
import { FeedMessage } from './protocol';

/** The part of a byte stream's reader that is needed; browsers and Node have it. */
export type ByteReader = {
  read(): Promise<{ done: boolean; value?: Uint8Array }>;
  cancel(reason?: unknown): Promise<void>;
};

/**
 * The events of a `text/event-stream` body. Bytes may be cut anywhere, also inside a character. `onBytes` is called for
 * every piece that arrives, so that a stalled connection can be told from a quiet one.
 */
export async function* sseMessages(reader: ByteReader, onBytes: () => void = () => {}): AsyncGenerator<FeedMessage> {
  const decoder = new TextDecoder();
  let ready: FeedMessage[] = [];
  const parser = createParser({
    onEvent: ({ event, id, data }: EventSourceMessage) => ready.push({ event, id, data }),
  });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      parser.feed(decoder.decode(value, { stream: true }));
      const messages = ready;
      ready = [];
      yield* messages;
    }
  } finally {
    // Whoever stops listening also hangs up; a connection that is gone already needs no answer.
    await reader.cancel().catch(() => {});
  }
}
