import { NotFoundError } from '@backstage/errors';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { UnmaskReviewJson } from '@internal/plugin-payrec-fraud-common';
import { Knex } from 'knex';
import { AlertSight } from '../../access/AlertAccess';
import { WorkDeps } from '../deps';
import { maskCardsInText } from '../privacy/masking';
import { WorkConflict, WorkDenied, samePerson } from '../workErrors';
import { AlertDesk } from './AlertDesk';
import { toBreakGlass } from './BreakGlassService';

export type ReviewState = 'due' | 'reviewed' | 'all';
type Unmasking = UnmaskReviewJson['unmaskings'][number];

/** Unmaskings shown with an opening; half an hour holds few, and all of them are counted. */
const UNMASKINGS_SHOWN = 50;

/**
 * Openings of full sight, reviewed by a person other than who opened them, with what was looked at in them. The day by
 * which that has to happen was fixed at the opening: two open days later.
 */
export class UnmaskReviewService {
  constructor(private readonly deps: Pick<WorkDeps, 'db' | 'now'>, private readonly desk: AlertDesk) {}

  /** `due`: first due on top · `reviewed`, `all`: newest opening on top. `after` is the key of the last row before the page. */
  async list(
    sight: AlertSight,
    page: { state: ReviewState; limit: number; after?: readonly [string, string] },
  ): Promise<{ items: UnmaskReviewJson[]; counts: { dueCount: number; overdueCount: number } }> {
    const { db } = this.deps;
    const query = db('break_glass').limit(page.limit);
    if (page.state === 'due') {
      query.whereNull('reviewed_by').orderBy(['review_due_date', 'break_glass_id']);
      if (page.after) query.whereRaw('(review_due_date, break_glass_id) > (?, ?)', [...page.after]);
    } else {
      if (page.state === 'reviewed') query.whereNotNull('reviewed_by');
      query.orderBy([
        { column: 'opened_at', order: 'desc' },
        { column: 'break_glass_id', order: 'desc' },
      ]);
      if (page.after) query.whereRaw('(opened_at, break_glass_id) < (?::timestamptz, ?)', [...page.after]);
    }
    const rows: Array<Record<string, any>> = await query;
    const [unmaskings, counted] = await Promise.all([
      this.unmaskings(
        db,
        rows.map(row => row.break_glass_id),
      ),
      db.raw<{ rows: Array<{ due: number; overdue: number }> }>(
        `SELECT count(*)::int AS due, count(*) FILTER (WHERE review_due_date < ?)::int AS overdue
         FROM break_glass WHERE reviewed_by IS NULL`,
        [this.today()],
      ),
    ]);
    return {
      items: rows.map(row => this.toReview(row, unmaskings.get(row.break_glass_id) ?? [], sight)),
      counts: { dueCount: counted.rows[0].due, overdueCount: counted.rows[0].overdue },
    };
  }

  /** @throws WorkDenied `same_person`; WorkConflict when it is reviewed already; NotFoundError. */
  async review(
    breakGlassId: string,
    sight: AlertSight,
    request: { verdict: 'justified' | 'not_justified'; text: string },
  ): Promise<UnmaskReviewJson> {
    const text = maskCardsInText(request.text);
    const base = {
      actor: sight.actor,
      action: 'breakglass.review',
      object: `breakglass:${breakGlassId}`,
      reason: text,
    };
    try {
      return await this.deps.db.transaction(async trx => {
        const row = await trx('break_glass').where({ break_glass_id: breakGlassId }).forUpdate().first();
        if (!row) throw new NotFoundError(`There is no opening ${breakGlassId}`);
        if (samePerson(row.opened_by, sight.actor)) {
          throw new WorkDenied('same_person', `You opened ${breakGlassId}; somebody else reviews it`);
        }
        if (row.reviewed_by !== null)
          throw new WorkConflict('state', `${breakGlassId} was reviewed by ${row.reviewed_by}`);
        const at = this.deps.now();
        // Its review would end before the last of it could be seen.
        if (row.expires_at.getTime() > Date.parse(at)) {
          throw new WorkConflict('state', `${breakGlassId} is still open; it can be reviewed when it has run out`);
        }
        const [after] = await trx('break_glass')
          .where({ break_glass_id: breakGlassId })
          .update({ reviewed_by: sight.actor, reviewed_at: at, verdict: request.verdict, review_text: text })
          .returning('*');
        await this.desk.log.append(trx, [
          { ...base, at, outcome: 'success', proposer: row.opened_by, detail: { verdict: request.verdict } },
        ]);
        const unmaskings = await this.unmaskings(trx, [breakGlassId]);
        return this.toReview(after, unmaskings.get(breakGlassId) ?? [], sight);
      });
    } catch (error) {
      await this.desk.logRefusal(error, base);
      throw error;
    }
  }

  /** From the log, which was written before a value left. */
  private async unmaskings(db: Knex, breakGlassIds: readonly string[]): Promise<Map<string, Unmasking[]>> {
    const found = new Map<string, Unmasking[]>();
    if (breakGlassIds.length === 0) return found;
    const { rows } = await db.raw<{
      rows: Array<{
        id: string;
        alert_id: string | null;
        at: Date;
        purpose: string | null;
        reason: string | null;
        outcome: string;
      }>;
    }>(
      `SELECT detail::jsonb ->> 'breakGlassId' AS id, detail::jsonb ->> 'alertId' AS alert_id, at, purpose, reason, outcome
       FROM work_log WHERE action = 'profile.unmask' AND detail::jsonb ->> 'breakGlassId' = ANY(?::text[]) ORDER BY seq`,
      [[...breakGlassIds]],
    );
    for (const row of rows) {
      const one = {
        at: instantFromEpochMs(row.at.getTime()),
        alertId: row.alert_id ?? '',
        purpose: row.purpose ?? '',
        text: row.reason ?? '',
        given: row.outcome === 'success',
      };
      found.set(row.id, [...(found.get(row.id) ?? []), one]);
    }
    return found;
  }

  private toReview(row: Record<string, any>, unmaskings: readonly Unmasking[], sight: AlertSight): UnmaskReviewJson {
    const opening = toBreakGlass(row);
    return {
      ...opening,
      verdict: row.verdict,
      reviewText: row.review_text,
      isOverdue: opening.reviewedBy === null && opening.reviewDueDate < this.today(),
      unmaskings: unmaskings.slice(0, UNMASKINGS_SHOWN),
      unmaskCount: unmaskings.filter(one => one.given).length,
      blockedReason: this.blockedReason(opening, sight),
    };
  }

  private blockedReason(
    opening: { openedBy: string; reviewedBy: string | null; expiresAt: Instant },
    sight: AlertSight,
  ): string | null {
    if (opening.reviewedBy !== null) return `${opening.reviewedBy} reviewed it`;
    if (samePerson(opening.openedBy, sight.actor)) return 'You opened it; somebody else reviews it';
    if (opening.expiresAt > this.deps.now()) return 'It is still open; it can be reviewed when it has run out';
    return null;
  }

  private today(): string {
    return this.deps.now().slice(0, 10);
  }
}
