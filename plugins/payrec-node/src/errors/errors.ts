import { CustomErrorBase } from '@backstage/errors';

/**
 * Backstage derives the HTTP status from `statusCode` first and from the name second, and it serialises every enumerable
 * property and the `cause` into the body. So an error here carries both and takes a message only: what the engine said goes
 * to the log under a reference, never into one of these.
 */
abstract class StatusError extends CustomErrorBase {
  readonly statusCode: number;

  protected constructor(message: string, statusCode: number) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** A row of the Final Index broke the schema of its query. 500. The offending value stays in the log. */
export class DataContractError extends StatusError {
  name = 'DataContractError' as const;

  /** `message` names query, row number, column and owner, never the value. */
  constructor(message: string) {
    super(message, 500);
  }
}

/** The answer would pass the row limit of the query: the caller has to narrow the filter. 422. */
export class QueryLimitError extends StatusError {
  name = 'QueryLimitError' as const;

  constructor(message: string) {
    super(message, 422);
  }
}

/** The query ran into its time limit and was cancelled on the engine. 504. */
export class QueryTimeoutError extends StatusError {
  name = 'QueryTimeoutError' as const;

  constructor(message: string) {
    super(message, 504);
  }
}

/** The caller, or everybody together, runs as many queries as allowed. 429 with `Retry-After`. */
export class TooManyQueriesError extends StatusError {
  name = 'TooManyQueriesError' as const;
  readonly retryAfterSeconds: number;

  /** `retryAfterSeconds`: whole seconds, at least 1, after which another try is worth while. */
  constructor(message: string, retryAfterSeconds: number = 5) {
    super(message, 429);
    this.retryAfterSeconds = wholeSeconds(retryAfterSeconds);
  }
}

/** The query engine does not answer, or the circuit breaker is open. 503 with `Retry-After`. */
export class FinalIndexUnavailableError extends StatusError {
  name = 'FinalIndexUnavailableError' as const;
  readonly retryAfterSeconds: number;

  /** `retryAfterSeconds`: as for {@link TooManyQueriesError}. */
  constructor(message: string, retryAfterSeconds: number = 10) {
    super(message, 503);
    this.retryAfterSeconds = wholeSeconds(retryAfterSeconds);
  }
}

/** A request body beyond the limit of its endpoint. 413. */
export class BodyTooLargeError extends StatusError {
  name = 'BodyTooLargeError' as const;

  constructor(message: string) {
    super(message, 413);
  }
}

function wholeSeconds(seconds: number): number {
  if (!Number.isInteger(seconds) || seconds < 1) {
    throw new TypeError(`retryAfterSeconds must be a whole number of at least 1, got ${seconds}`);
  }
  return seconds;
}
