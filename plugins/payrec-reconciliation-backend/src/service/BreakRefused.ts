import { ConflictError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { RefusalCode } from './decideBreak';

/** A refusal inside a transaction: rolls it back and carries its code. */
export class BreakRefused extends Error {
  constructor(readonly code: RefusalCode | 'NOT_FOUND', message: string) {
    super(message);
  }
  /** As the HTTP errors say it. */
  toHttp(): Error {
    if (this.code === 'SAME_ACTOR') return new NotAllowedError(this.message);
    return this.code === 'NOT_FOUND' ? new NotFoundError(this.message) : new ConflictError(this.message);
  }
}

/** For a `catch`: throws a refusal as the HTTP errors say it, and anything else as it is. */
export function toHttpError(error: unknown): never {
  throw error instanceof BreakRefused ? error.toHttp() : error;
}
