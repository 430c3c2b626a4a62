/** `sentBytes` is null where the browser cannot count what it sends; then only begin and end are known. */
export type UploadProgress = { sentBytes: number | null; totalBytes: number };

type Body = Blob | ArrayBuffer | Uint8Array;
type Send = (init: RequestInit) => Promise<Response>;

const CHUNK_BYTES = 64 * 1024;

/** Streaming request bodies need Chromium and HTTP/2, so https; elsewhere the attempt would fail or buffer. */
function canStream(): boolean {
  if (typeof ReadableStream === 'undefined' || typeof Request === 'undefined') return false;
  if (globalThis.location?.protocol !== 'https:') return false;
  let asked = false;
  try {
    const options = {
      method: 'POST',
      body: new ReadableStream(),
      get duplex() {
        asked = true;
        return 'half';
      },
    };
    return !new Request('https://localhost', options).headers.has('content-type') && asked;
  } catch {
    return false;
  }
}

function counted(blob: Blob, onBytes: (sent: number) => void): ReadableStream<Uint8Array> {
  let offset = 0;
  return new ReadableStream({
    async pull(controller) {
      if (offset >= blob.size) {
        controller.close();
        return;
      }
      const chunk = new Uint8Array(await blob.slice(offset, offset + CHUNK_BYTES).arrayBuffer());
      offset += chunk.byteLength;
      controller.enqueue(chunk);
      onBytes(offset);
    },
  });
}

/**
 * Sends a raw body and reports progress. The streamed attempt falls back to a plain one when the connection refuses it
 * (HTTP/1.1); uploads are idempotent by content, so that a second attempt is harmless.
 */
export async function withUploadProgress(
  body: Body,
  send: Send,
  onProgress?: (progress: UploadProgress) => void,
): Promise<Response> {
  const blob = body instanceof Blob ? body : new Blob([body as BlobPart]);
  const totalBytes = blob.size;
  if (onProgress && canStream()) {
    try {
      const stream = counted(blob, sentBytes => onProgress({ sentBytes, totalBytes }));
      return await send({ body: stream, duplex: 'half' } as RequestInit);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  onProgress?.({ sentBytes: null, totalBytes });
  const response = await send({ body: blob });
  onProgress?.({ sentBytes: totalBytes, totalBytes });
  return response;
}
