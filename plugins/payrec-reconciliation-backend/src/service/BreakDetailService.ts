import { NotFoundError } from '@backstage/errors';
import { AsOf, IsoDate, addDays, moneyToJson } from '@internal/plugin-payrec-common';
import { FinalIndexService, Scope } from '@internal/plugin-payrec-node';
import { BreakDetail } from '@internal/plugin-payrec-reconciliation-common';
import { Break, BreakStore } from '../database/BreakStore';
import { MemberRow, RivalRow, caseMembers, groupMembers, rivalLines, rivalTransactions } from '../queries/breakQueries';
import { AccountDirectory } from './AccountDirectory';
import { BreakView } from './BreakView';
import { amountChainOf, headlineOf, whyOf } from './breakWords';

/** Rivals may be booked this many days before or after the break. */
const RIVAL_REACH_DAYS = 31;

/** One break with all that a decision needs. */
export class BreakDetailService {
  constructor(
    private readonly deps: {
      readonly breaks: BreakStore;
      readonly finalIndex: FinalIndexService;
      readonly accounts: AccountDirectory;
      readonly view: BreakView;
      readonly dueLagDays: number;
    },
  ) {}

  /** @throws NotFoundError naming the id. */
  async get(id: string, request: { actor: string; scope: Scope; signal?: AbortSignal }): Promise<BreakDetail> {
    const { breaks, view, accounts } = this.deps;
    const [one, context, byUnit, timeline] = await Promise.all([
      breaks.find(id),
      view.context(),
      accounts.byUnit(),
      breaks.timeline(id),
    ]);
    if (!one) throw new NotFoundError(`There is no break ${id}; it may have been of another portal`);
    const [{ rows, asOf }, rivals] = await Promise.all([this.members(one, request), this.rivals(one, request)]);
    const account = byUnit.get(one.unit);
    return {
      break: view.toJson(one, request.actor, context),
      headline: headlineOf(one),
      amountChain: amountChainOf(one).map(link => ({ ...link, amount: moneyToJson(link.amount) })),
      why: whyOf(one, {
        calendar: account?.calendar ?? 'TARGET',
        dueLagDays: this.deps.dueLagDays,
        asOf: context.asOf,
        rivals: rivals.length,
      }),
      members: rows.map(toMember),
      membersOmitted: Math.max(0, one.leftCount + one.rightCount - rows.length),
      rivals: rivals.map(row => ({ ...toMember(row), reason: rivalReason(row) })),
      timeline,
      runId: one.runId,
      asOf,
    };
  }

  private members(
    one: Break,
    options: { scope: Scope; signal?: AbortSignal },
  ): Promise<{ rows: MemberRow[]; asOf: AsOf }> {
    const range = { matchRunId: one.matchRunId, from: one.fromDate, to: one.toDate };
    return one.groupId === null
      ? this.deps.finalIndex.query(caseMembers, { ...range, caseKey: one.caseKey }, options)
      : this.deps.finalIndex.query(groupMembers, { ...range, groupId: one.groupId, unit: one.unit }, options);
  }

  private async rivals(one: Break, options: { scope: Scope; signal?: AbortSignal }): Promise<RivalRow[]> {
    // A matched group or a pair has found its other side.
    if (one.groupId !== null || (one.leftCount > 0 && one.rightCount > 0)) return [];
    const isLeft = one.leftCount > 0;
    const valueDate: IsoDate = (isLeft ? one.leftValueDate : one.rightValueDate) ?? one.businessDate;
    const params = {
      matchRunId: one.matchRunId,
      from: addDays(valueDate, -RIVAL_REACH_DAYS),
      to: addDays(valueDate, RIVAL_REACH_DAYS),
      unit: one.unit,
      caseKey: one.caseKey,
      reference: isLeft ? one.leftReference : one.rightReference,
      amountMinor: isLeft ? one.leftMinor : one.rightMinor,
      netMinor: isLeft ? one.leftNetMinor : one.rightMinor,
      valueDate,
    };
    const { rows } = await this.deps.finalIndex.query(isLeft ? rivalLines : rivalTransactions, params, options);
    return rows;
  }
}

function toMember(row: MemberRow): BreakDetail['members'][number] {
  const money = (minor: string) => ({ minor, currency: row.currency });
  return {
    side: row.side,
    rowId: row.row_id,
    amount: money(row.amount_minor),
    expectedNet: row.net_minor === null ? null : money(row.net_minor),
    businessDate: row.business_date,
    valueDate: row.value_date,
    bookingDate: row.booking_date,
    reference: row.reference,
    type: row.type,
    party: row.party,
    text: row.remittance,
    batch: row.batch,
    file: row.source_file,
    fileLine: row.source_line_no,
    rawLine: row.raw_line,
    pipelineRunId: row.pipeline_run_id,
  };
}

function rivalReason(row: RivalRow): string {
  const days = `${row.days_apart} ${row.days_apart === 1 ? 'day' : 'days'} apart`;
  if (row.same_reference === 1)
    return `Same reference, ${row.difference === '0' ? 'same amount' : 'another amount'}, ${days}`;
  return row.difference === '0' ? `Same amount, another reference, ${days}` : `Amount within 5 %, ${days}`;
}
