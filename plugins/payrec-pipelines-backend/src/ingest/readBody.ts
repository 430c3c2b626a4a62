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
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of source) {
      bytes += chunk.length;
      if (bytes > bytesMax)
        throw new BodyTooLargeError(`The body is larger than ${bytesMax} bytes; send fewer events at once`);
      chunks.push(chunk);
    }
  } catch (error) {
    // Nothing more is read; the connection may close behind the answer.
    req.unpipe();
    req.resume();
    if (error instanceof BodyTooLargeError) throw error;
    throw new InputError('The body ended early or is not gzip');
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new InputError('The body is not JSON');
  }
}
