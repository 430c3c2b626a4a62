import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';

/**
 * Refusals with a code for programs besides the words for people. Backstage serialises the own properties of an error, so
 * the code and the few facts in `WorkConflict` reach the caller's `error` object.
 */
export type ConflictCode =
  | 'already_claimed'
  | 'not_claimed'
  | 'claimed_by_other'
  | 'lease_expired'
  | 'stale_fence'
  | 'version_changed'
  | 'state'
  | 'evidence_not_opened'
  | 'approval_void';

/** 409: somebody or something was faster, or it is not the moment. */
export class WorkConflict extends ConflictError {
  readonly code: ConflictCode;
  /** Who holds the alert, where that is the reason. */
  readonly claimedBy?: string;
  readonly rowVersion?: number;

  constructor(code: ConflictCode, message: string, facts: { claimedBy?: string; rowVersion?: number } = {}) {
    super(message);
    this.code = code;
    if (facts.claimedBy !== undefined) this.claimedBy = facts.claimedBy;
    if (facts.rowVersion !== undefined) this.rowVersion = facts.rowVersion;
  }
}

/** 403 beyond what a permission says. An alert on the caller's own account is `ConflictOfInterestError`. */
export class WorkDenied extends NotAllowedError {
  readonly code: 'same_person' | 'no_break_glass' | 'bulk_limit' | 'supervisors_only';

  constructor(code: WorkDenied['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** 422: well formed, and still not enough. */
export class WorkInputRefused extends InputError {
  readonly statusCode = 422;
  readonly code:
    | 'reason_too_short'
    | 'ticket_missing'
    | 'until_too_late'
    | 'until_past'
    | 'expiry'
    | 'scope_missing'
    | 'card_number'
    | 'assignee_unknown'
    | 'assignee_no_analyst';

  constructor(code: WorkInputRefused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** One person under any spelling of the reference; entity refs are case-insensitive. */
export function samePerson(a: string, b: string): boolean {
  return a.toLocaleLowerCase('en-US') === b.toLocaleLowerCase('en-US');
}
