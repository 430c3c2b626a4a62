import { randomUUID } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  AuthenticationError,
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  NotImplementedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  BodyTooLargeError,
  DataContractError,
  FinalIndexUnavailableError,
  QueryLimitError,
  QueryTimeoutError,
  TooManyQueriesError,
} from './errors';

/** Errors somebody wrote for the caller's eyes: their message may leave the process. */
const SPOKEN = [
  AuthenticationError,
  BodyTooLargeError,
  ConflictError,
  DataContractError,
  FinalIndexUnavailableError,
  InputError,
  NotAllowedError,
  NotFoundError,
  NotImplementedError,
  QueryLimitError,
  QueryTimeoutError,
  ServiceUnavailableError,
  TooManyQueriesError,
] as const;

const REBUILD = new Map<string, (message: string) => Error>([
  ['AuthenticationError', message => new AuthenticationError(message)],
  ['ConflictError', message => new ConflictError(message)],
  ['InputError', message => new InputError(message)],
  ['NotAllowedError', message => new NotAllowedError(message)],
  ['NotFoundError', message => new NotFoundError(message)],
  ['NotImplementedError', message => new NotImplementedError(message)],
  ['ServiceUnavailableError', message => new ServiceUnavailableError(message)],
]);

/** A short reference that is in the body and in the log line, so that support finds one by the other. */
export function errorReference(): string {
  return randomUUID().slice(0, 8);
}

/**
 * What of a thrown value may reach the caller. An error written for callers passes; its `cause`, which Backstage would
 * append to the message and serialise, is logged under a reference and dropped. Anything else (an engine, a driver, a bug)
 * is logged in full and becomes a bare 500 with the reference: its text may hold SQL, paths or rows, and its `status`
 * would become ours.
 */
export function toPublicError(error: unknown, options: { logger: LoggerService; where: string }): Error {
  const { logger, where } = options;
  const spoken = error instanceof Error && SPOKEN.some(type => error instanceof type || error.name === type.name);
  if (spoken && error.cause === undefined) {
    return error;
  }
  const reference = errorReference();
  logger.error(`${where} failed (ref ${reference})`, error instanceof Error ? error : new Error(String(error)));
  const rebuild = spoken ? REBUILD.get(error.name) : undefined;
  if (spoken && rebuild) {
    return rebuild(`${error.message.replace(/; caused by [\s\S]*$/, '')} (ref ${reference})`);
  }
  return new Error(`The request failed for a reason of ours; quote reference ${reference} to support`);
}
