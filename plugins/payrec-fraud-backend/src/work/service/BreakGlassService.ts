import { Instant, instantFromEpochMs, parseIsoDate, rollForward } from '@internal/plugin-payrec-common';
import { AlertSubject } from '@internal/plugin-payrec-fraud-common';
import { AlertSight } from '../../access/AlertAccess';
import { subjectToJson } from '../../queue/alertToJson';
import { WorkDeps } from '../deps';
import { maskCardsInText } from '../privacy/masking';
import { WorkDenied, WorkInputRefused } from '../workErrors';
import { AlertDesk } from './AlertDesk';

export const REASON_CHARACTERS_MIN = 20;
/** Open days within which somebody else reviews an opening. */
const REVIEW_DAYS = 2;

export type BreakGlassJson = {
  breakGlassId: string;
  subject: string;
  openedBy: string;
  reason: string;
  ticket: string;
  openedAt: Instant;
  expiresAt: Instant;
  reviewTask: string;
  notified: string[];
  reviewDueDate: string;
  reviewedBy: string | null;
  reviewedAt: Instant | null;
};

/** Full sight of one subject for half an hour: with a reason and a ticket, told to others at once, reviewed by another person. */
export class BreakGlassService {
  constructor(private readonly deps: WorkDeps, private readonly desk: AlertDesk) {}

  /** @throws WorkInputRefused `reason_too_short`, `ticket_missing` (422). */
  async open(sight: AlertSight, request: { subject: string; reason: string; ticket: string }): Promise<BreakGlassJson> {
    const reason = request.reason.trim();
    const ticket = request.ticket.trim();
    // Characters as a person counts them, so that two letters of emoji are not twenty.
    if ([...reason].length < REASON_CHARACTERS_MIN) {
      throw new WorkInputRefused('reason_too_short', `The reason needs at least ${REASON_CHARACTERS_MIN} characters`);
    }
    if (ticket === '') throw new WorkInputRefused('ticket_missing', 'Name the ticket this belongs to, such as INC-1');
    const { breakGlass } = this.deps.config;
    const now = this.deps.now();
    const roles = breakGlass.notify.map(one => one.role);
    const opened = await this.deps.db.transaction(async trx => {
      const { rows } = await trx.raw(`SELECT nextval('break_glass_number') AS number`);
      const row = {
        break_glass_id: `BG-${rows[0].number}`,
        subject: request.subject,
        opened_by: sight.actor,
        reason: reason,
        ticket,
        opened_at: now,
        expires_at: instantFromEpochMs(Date.parse(now) + breakGlass.minutes * 60_000),
        notified: roles,
        review_due_date: rollForward('TARGET', parseIsoDate(now.slice(0, 10)), REVIEW_DAYS),
      };
      const [stored] = await trx('break_glass').insert(row).returning('*');
      await this.desk.log.append(trx, [
        {
          at: now,
          actor: sight.actor,
          action: 'breakglass.open',
          object: `breakglass:${row.break_glass_id}`,
          outcome: 'success',
          reason,
          severity: 'high',
          detail: { subject: request.subject, ticket, expiresAt: row.expires_at },
        },
      ]);
      return toBreakGlass(stored);
    });
    await this.tell(
      opened,
      breakGlass.notify.map(one => one.ref),
    );
    return opened;
  }

  /**
   * The personal values of an alert's subject: in full while the person has an opening for this subject, at their own level
   * when it has run out.
   * @throws WorkDenied `no_break_glass` for a subject they never opened.
   */
  async unmask(
    alertId: string,
    sight: AlertSight,
    request: { purpose: string; text: string },
  ): Promise<{ subject: AlertSubject; expiresAt: Instant | null }> {
    const row = await this.desk.open(alertId, sight);
    const now = this.deps.now();
    const subjects = [row.user_id, row.user_token].filter(one => one !== null);
    const latest = await this.deps
      .db('break_glass')
      .where({ opened_by: sight.actor })
      .whereIn('subject', subjects)
      .orderBy('expires_at', 'desc')
      .orderBy('break_glass_id', 'desc')
      .first();
    const entry = {
      at: now,
      actor: sight.actor,
      action: 'profile.unmask',
      object: `subject:${row.user_token ?? `alert ${alertId}`}`,
      purpose: request.purpose,
      reason: maskCardsInText(request.text),
      severity: 'high' as const,
    };
    if (!latest) {
      await this.desk.log.record({ ...entry, outcome: 'denied', code: 'no_break_glass', detail: { alertId } });
      throw new WorkDenied(
        'no_break_glass',
        'Full sight of this subject is not open to you; open it with a reason first',
      );
    }
    const isOpen = latest.expires_at.getTime() > Date.parse(now);
    // First the record, then the values: what nobody recorded does not leave.
    await this.desk.log.record({
      ...entry,
      outcome: isOpen ? 'success' : 'denied',
      code: isOpen ? undefined : 'expired',
      detail: { alertId, breakGlassId: latest.break_glass_id },
    });
    return isOpen
      ? { subject: subjectToJson(row, 'FULL'), expiresAt: instantFromEpochMs(latest.expires_at.getTime()) }
      : { subject: subjectToJson(row, sight.maskLevel), expiresAt: null };
  }

  private async tell(opened: BreakGlassJson, to: readonly string[]): Promise<void> {
    const title = `${opened.openedBy} opened full sight of one subject (${opened.breakGlassId}, ${opened.ticket})`;
    await this.deps
      .notify?.({ to, title, link: '/payrec/fraud/queue' })
      .catch(error => this.deps.logger.error(`${opened.breakGlassId} could not be told to ${to.join(', ')}`, error));
  }
}

/** A row of `break_glass` as its opener sees it. */
export function toBreakGlass(row: Record<string, any>): BreakGlassJson {
  return {
    breakGlassId: row.break_glass_id,
    subject: row.subject,
    openedBy: row.opened_by,
    reason: row.reason,
    ticket: row.ticket,
    openedAt: instantFromEpochMs(row.opened_at.getTime()),
    expiresAt: instantFromEpochMs(row.expires_at.getTime()),
    reviewTask: row.break_glass_id,
    notified: row.notified,
    reviewDueDate: row.review_due_date,
    reviewedBy: row.reviewed_by,
    reviewedAt: row.reviewed_at && instantFromEpochMs(row.reviewed_at.getTime()),
  };
}
