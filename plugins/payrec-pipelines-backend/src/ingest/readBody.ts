import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InputError } from '@backstage/errors';
import { BodyTooLargeError } from '@internal/plugin-payrec-node';
import { Request } from 'express';

/**
 * The JSON of a request, inflated where it is gzip. The limit counts inflated bytes and is checked while inflating, so a
 * bomb is cut off at the limit and never held whole.
 * @throws InputError for what is not JSON; BodyTooLargeError past the limit.
 */
export async function readBody(req: Request, bytesMax: number): Promise<unknown> {
  const encoding = String(req.headers['content-encoding'] ?? 'identity')
    .trim()
    .toLocaleLowerCase('en-US');
  if (encoding !== 'identity' && encoding !== 'gzip' && encoding !== 'x-gzip') {
    throw new InputError(`Content-Encoding "${encoding.slice(0, 30)}" is not understood; send gzip or none`);
  }
  const source = encoding === 'identity' ? req : req.pipe(createGunzip());
  if (source !== req) {
    req.once('close', () => {
      if (!req.complete) source.destroy();
    });
  }
  let body: Buffer;
  try {
    body = await readAll(source, bytesMax);
  } catch (error) {
    // Nothing more is read; the connection may close behind the answer.
    req.unpipe();
    req.resume();
    if (source !== req) source.destroy();
    if (error instanceof BodyTooLargeError) throw error;
    throw new InputError('The body ended early or is not gzip');
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new InputError('The body is not JSON');
  }
}

/** By events: an async iterator over a stream costs a thousand events a second a tenth of a core. */
function readAll(source: Readable, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    source.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        source.removeAllListeners('data');
        reject(new BodyTooLargeError(`The body is larger than ${bytesMax} bytes; send fewer events at once`));
        return;
      }
      chunks.push(chunk);
    });
    source.once('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, bytes)));
    source.once('error', reject);
    source.once('close', () => {
      if (!source.readableEnded) reject(new Error('The body ended early'));
    });
  });
}
