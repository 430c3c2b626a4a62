import { CustomErrorBase } from '@backstage/errors';

/*
 * Backstage derives the HTTP status from `statusCode` first and from the name second, and it serialises every enumerable
 * property and the `cause` into the body. So each class here sets both and takes a message only: what the engine said goes
 * to the log under a reference, never into one of these.
 */

/** A row of the Final Index broke the schema of its query. 500. The offending value stays in the log. */
export class DataContractError extends CustomErrorBase {
  name = 'DataContractError' as const;
  readonly statusCode = 500;

  /** `message` names query, row number, column and owner, never the value. */
  constructor(message: string) {
    super(message);
  }
}

/** The answer would pass the row limit of the query: the caller has to narrow the filter. 422. */
export class QueryLimitError extends CustomErrorBase {
  name = 'QueryLimitError' as const;
  readonly statusCode = 422;

  constructor(message: string) {
    super(message);
  }
}

/** The query ran into its time limit and was cancelled on the engine. 504. */
export class QueryTimeoutError extends CustomErrorBase {
  name = 'QueryTimeoutError' as const;
  readonly statusCode = 504;

  constructor(message: string) {
    super(message);
  }
}

/** The caller, or everybody together, runs as many queries as allowed. 429 with `Retry-After`. */
export class TooManyQueriesError extends CustomErrorBase {
  name = 'TooManyQueriesError' as const;
  readonly statusCode = 429;

  /** `retryAfterSeconds`: whole seconds, at least 1, after which another try is worth while. */
  constructor(message: string, readonly retryAfterSeconds: number = 5) {
    super(message);
    if (!Number.isInteger(retryAfterSeconds) || retryAfterSeconds < 1) {
      throw new TypeError(`retryAfterSeconds must be a whole number of at least 1, got ${retryAfterSeconds}`);
    }
  }
}

/** The query engine does not answer, or the circuit breaker is open. 503 with `Retry-After`. */
export class FinalIndexUnavailableError extends CustomErrorBase {
  name = 'FinalIndexUnavailableError' as const;
  readonly statusCode = 503;

  constructor(message: string, readonly retryAfterSeconds: number = 10) {
    super(message);
    if (!Number.isInteger(retryAfterSeconds) || retryAfterSeconds < 1) {
      throw new TypeError(`retryAfterSeconds must be a whole number of at least 1, got ${retryAfterSeconds}`);
    }
  }
}

/** A request body beyond the limit of its endpoint. 413. */
export class BodyTooLargeError extends CustomErrorBase {
  name = 'BodyTooLargeError' as const;
  readonly statusCode = 413;

  constructor(message: string) {
    super(message);
  }
}
