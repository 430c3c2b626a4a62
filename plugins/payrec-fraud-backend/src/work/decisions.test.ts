import { Instant, parseInstant } from '@internal/plugin-payrec-common';
import { AlertRow } from '../store/alertRow';
import { ANA, FLORA, LEE, TestWork, sightOf, startWork } from './__testUtils__/startWork';

jest.setTimeout(120_000);

let work: TestWork;
let keys = 0;
beforeEach(async () => {
  work = await startWork();
});
afterEach(() => work.drop());

const key = () => {
  keys += 1;
  return `key-${keys}-${'x'.repeat(8)}`;
};
/** What the holder of a fresh claim on the alert sends. */
async function held(alertId: string, actor = ANA) {
  const { row_version: expectedRowVersion } = await work.alerts.get(alertId);
  const claim = await work.claims.claim(alertId, { sight: sightOf(actor), expectedRowVersion, isSupervisor: true });
  return {
    sight: sightOf(actor),
    fence: claim.fence,
    expectedRowVersion: claim.alert.rowVersion,
    reason: 'seen before',
    idempotencyKey: key(),
  };
}
const see = (alertId: string, actor: string) =>
  work.detail.get(alertId, {
    sight: sightOf(actor),
    mayTriage: true,
    mayApprove: true,
    maySeeReconciliation: false,
    signal: new AbortController().signal,
  });
const approvals = () => work.approvals.waiting(sightOf(FLORA), { limit: 10 });

describe('one decision', () => {
  beforeEach(() => work.seed({ alert_id: 'A-1' }));

  it('closes the alert, records who and when, and leaves a label for the pipeline', async () => {
    const write = await held('A-1');
    work.pass(600);
    const closed = await work.decisions.dispose('A-1', 'CONFIRMED_FRAUD', write);
    expect([closed.state, closed.disposition, closed.claimedBy]).toEqual(['CLOSED', 'CONFIRMED_FRAUD', null]);
    const [decision] = await work.knex('alert_decisions');
    expect(decision).toMatchObject({ decided_by: ANA, signed_by: null, disposition: 'CONFIRMED_FRAUD', void_at: null });
    const [label] = await work.knex('label_outbox');
    expect(JSON.parse(label.body)).toMatchObject({ labelId: 'A-1:3', label: 'fraud', persons: 1, userToken: 'tok_u1' });
    // Training data holds no person: neither the analyst nor the customer.
    expect(label.body).not.toMatch(/ana|Žofia|4111|203\.0\.113/);
  });

  it('is done once however often it is sent, and refuses the key for something else', async () => {
    const write = await held('A-1');
    const answers = [
      await work.decisions.dispose('A-1', 'FALSE_POSITIVE', write),
      await work.decisions.dispose('A-1', 'FALSE_POSITIVE', write),
    ];
    expect(answers[1]).toEqual(answers[0]);
    expect(await work.knex('alert_decisions')).toHaveLength(1);
    expect((await work.events('A-1')).map(event => event.kind)).toEqual(['created', 'claim', 'close']);
    await expect(work.decisions.dispose('A-1', 'CONFIRMED_FRAUD', write)).rejects.toThrow('KEY_REUSED');
  });

  test.each<
    [string, Partial<{ fence: number; expectedRowVersion: number; sight: ReturnType<typeof sightOf> }>, string]
  >([
    ['an old fence', { fence: 0 }, 'stale_fence'],
    ['a version that is gone', { expectedRowVersion: 1 }, 'version_changed'],
    ['the claim of another', { sight: sightOf(LEE) }, 'claimed_by_other'],
  ])('is refused with %s, and the refusal is logged', async (_, wrong, code) => {
    const write = await held('A-1');
    await expect(work.decisions.dispose('A-1', 'FALSE_POSITIVE', { ...write, ...wrong })).rejects.toMatchObject({
      code,
    });
    expect((await work.log()).at(-1)).toMatchObject({ action: 'alert.disposition', outcome: 'conflict', code });
    // Nothing is kept of it: the right request goes through under the same key.
    await expect(work.decisions.dispose('A-1', 'FALSE_POSITIVE', write)).resolves.toMatchObject({ state: 'CLOSED' });
  });

  it('is refused once the lease has ended', async () => {
    const write = await held('A-1');
    work.pass(900);
    await expect(work.decisions.escalate('A-1', write)).rejects.toMatchObject({ code: 'lease_expired' });
  });

  it('escalates to the supervisors, who alone take it', async () => {
    const after = await work.decisions.escalate('A-1', await held('A-1'));
    expect([after.state, after.boost, after.claimedBy]).toEqual(['ESCALATED', 'escalated', null]);
    const asAnalyst = { sight: sightOf(LEE), expectedRowVersion: after.rowVersion, isSupervisor: false };
    await expect(work.claims.claim('A-1', asAnalyst)).rejects.toMatchObject({ code: 'supervisors_only' });
    const write = await held('A-1', FLORA);
    await expect(work.decisions.dispose('A-1', 'FALSE_POSITIVE', write)).resolves.toMatchObject({ state: 'CLOSED' });
  });

  test.each<[string, string]>([
    ['2026-01-05T10:00:00.000Z', 'until_past'],
    ['2026-01-05T14:00:01.000Z', 'until_too_late'],
  ])('does not snooze until %s', async (until, code) => {
    const write = { ...(await held('A-1')), until: parseInstant(until) };
    await expect(work.decisions.snooze('A-1', write)).rejects.toMatchObject({ code, statusCode: 422 });
  });

  it('snoozes to the deadline at most, and comes back by the clock', async () => {
    const until = parseInstant('2026-01-05T12:00:00.000Z');
    const away = await work.decisions.snooze('A-1', { ...(await held('A-1')), until });
    expect([away.state, away.snoozedUntil]).toEqual(['SNOOZED', until]);
    await work.clock.step();
    expect((await work.alerts.get('A-1')).state).toBe('SNOOZED');
    work.setNow(until);
    await work.clock.step();
    expect(await work.alerts.get('A-1')).toMatchObject({ state: 'NEW', boost: 'unsnoozed', snoozed_until: null });
  });

  it('takes notes without making a version stale, and none with a card number', async () => {
    const write = await held('A-1');
    const note = { sight: sightOf(LEE), text: 'customer called', idempotencyKey: key() };
    await work.decisions.note('A-1', note);
    await work.decisions.note('A-1', note);
    const { timeline } = await see('A-1', LEE);
    expect(timeline.map(entry => entry.text)).toEqual(['Alert with a score of 0.91000', 'Claimed', 'customer called']);
    await expect(work.decisions.dispose('A-1', 'FALSE_POSITIVE', write)).resolves.toMatchObject({ state: 'CLOSED' });
    const pasted = { ...note, text: 'card 4111 1111 1111 1111', idempotencyKey: key() };
    await expect(work.decisions.note('A-1', pasted)).rejects.toMatchObject({ code: 'card_number' });
  });

  it('is reopened with a reason: the decision is void and its label retracted', async () => {
    const closed = await work.decisions.dispose('A-1', 'FALSE_POSITIVE', await held('A-1'));
    const request = { sight: sightOf(FLORA), expectedRowVersion: closed.rowVersion, reason: 'chargeback came' };
    const open = await work.decisions.reopen('A-1', { ...request, idempotencyKey: key() });
    expect([open.state, open.disposition, open.boost]).toEqual(['NEW', null, 'reopened']);
    expect(await work.knex('alert_decisions').whereNull('void_at')).toEqual([]);
    const labels = await work.knex('label_outbox').orderBy('label_id');
    expect(labels.map(label => JSON.parse(label.body).label)).toEqual(['legitimate', 'retracted']);
    expect(await work.desk.log.firstBroken()).toBeNull();
  });

  it('is not reopened beside an open successor', async () => {
    const closed = await work.decisions.dispose('A-1', 'FALSE_POSITIVE', await held('A-1'));
    await work.seed({ alert_id: 'A-2', dedupe_key: 'A-1' });
    const request = {
      sight: sightOf(FLORA),
      expectedRowVersion: closed.rowVersion,
      reason: 'again',
      idempotencyKey: key(),
    };
    await expect(work.decisions.reopen('A-1', request)).rejects.toThrow('has an open successor');
  });
});

describe('four eyes', () => {
  const LARGE: Partial<AlertRow> = { alert_id: 'A-1', amount_minor: '50001' };

  test.each<[string, Partial<AlertRow>, string]>([
    ['at the line', { amount_minor: '50000' }, 'CLOSED'],
    ['above the line', { amount_minor: '50001' }, 'APPROVAL'],
    ['a refund above the line', { amount_minor: '-50001' }, 'APPROVAL'],
    ['yen under their own line', { amount_minor: '80000', currency: 'JPY' }, 'CLOSED'],
    ['yen above their own line', { amount_minor: '80001', currency: 'JPY' }, 'APPROVAL'],
    ['dinars with three decimals', { amount_minor: '150001', currency: 'KWD' }, 'APPROVAL'],
    ['a currency nobody named', { amount_minor: '50001', currency: 'NZD' }, 'APPROVAL'],
    ['no amount', { amount_minor: null, currency: null }, 'CLOSED'],
  ])('%s', async (_, row, state) => {
    await work.seed({ alert_id: 'A-1', ...row });
    const after = await work.decisions.dispose('A-1', 'CONFIRMED_FRAUD', await held('A-1'));
    expect(after.state).toBe(state);
  });

  async function proposed() {
    await work.seed(LARGE);
    await work.decisions.dispose('A-1', 'CONFIRMED_FRAUD', await held('A-1'));
    const [approval] = await approvals();
    return approval;
  }
  const signature = (actor: string, pinnedRowVersion: number) => ({
    sight: sightOf(actor),
    pinnedRowVersion,
    reason: 'agreed',
    idempotencyKey: key(),
  });

  it('another person signs what they have opened, at the pinned version', async () => {
    const approval = await proposed();
    expect([approval.proposedBy, approval.pinnedRowVersion, approval.rowVersion]).toEqual([ANA, 3, 3]);
    const sign = (actor: string, version = 3) => work.approvals.approve(approval.approvalId, signature(actor, version));
    await expect(sign(FLORA)).rejects.toMatchObject({ code: 'evidence_not_opened' });
    expect((await see('A-1', FLORA)).approval).toMatchObject({ state: 'pending', blockedReason: null });
    await expect(sign(FLORA, 2)).rejects.toMatchObject({ code: 'version_changed' });
    await expect(sign(FLORA)).resolves.toMatchObject({ state: 'approved', decidedBy: FLORA });
    const [decision] = await work.knex('alert_decisions');
    expect(decision).toMatchObject({ decided_by: ANA, signed_by: FLORA });
    expect((await work.alerts.get('A-1')).state).toBe('CLOSED');
    await expect(sign(LEE)).rejects.toMatchObject({ code: 'state' });
    const [label] = await work.knex('label_outbox');
    expect(JSON.parse(label.body)).toMatchObject({ label: 'fraud', persons: 2 });
  });

  test.each([ANA, 'User:Default/ANA'])('the author never signs, under any spelling: %s', async spelled => {
    const approval = await proposed();
    await see('A-1', spelled);
    const sight = sightOf(spelled);
    await expect(
      work.approvals.approve(approval.approvalId, { ...signature(spelled, 3), sight }),
    ).rejects.toMatchObject({ name: 'NotAllowedError', code: 'same_person' });
    expect((await see('A-1', ANA)).approval?.blockedReason).toBe('You decided it; a second person signs');
  });

  it('holds in the database, whatever the code does', async () => {
    const approval = await proposed();
    const own = { state: 'approved', decided_by: 'USER:default/ana', decided_at: work.now() };
    await expect(work.knex('alert_approvals').where({ approval_id: approval.approvalId }).update(own)).rejects.toThrow(
      'alert_approvals_four_eyes',
    );
    const entry = { at: work.now(), actor: ANA, object: 'alert:A-1', outcome: 'success', proposer: ANA } as const;
    await expect(work.desk.log.record({ ...entry, action: 'alert.approve' })).rejects.toThrow('work_log_four_eyes');
    await expect(work.knex('work_log').update({ actor: LEE })).rejects.toThrow('append-only');
    await expect(work.knex('work_log').delete()).rejects.toThrow('append-only');
  });

  it('a change after the decision voids it, by the signature that comes too late', async () => {
    const approval = await proposed();
    await see('A-1', FLORA);
    await rescore('A-1');
    const sign = { ...signature(FLORA, 3) };
    await expect(work.approvals.approve(approval.approvalId, sign)).rejects.toMatchObject({ code: 'approval_void' });
    expect(await work.alerts.get('A-1')).toMatchObject({ state: 'NEW', disposition: null, boost: 'new_evidence' });
    expect(await approvals()).toEqual([]);
    await expect(work.approvals.approve(approval.approvalId, sign)).rejects.toMatchObject({ code: 'approval_void' });
  });

  it('a change after the decision voids it, by the clock', async () => {
    await proposed();
    await rescore('A-1');
    await work.clock.step();
    expect((await work.alerts.get('A-1')).state).toBe('NEW');
    expect(await work.knex('alert_approvals').pluck('state')).toEqual(['void']);
  });

  it('goes back to its author when rejected', async () => {
    const approval = await proposed();
    await see('A-1', FLORA);
    await work.approvals.reject(approval.approvalId, signature(FLORA, 3));
    expect(await work.alerts.get('A-1')).toMatchObject({
      state: 'IN_REVIEW',
      claimed_by: ANA,
      fence: 2,
      boost: 'rejected',
    });
  });

  async function rescore(alertId: string) {
    await work.alerts.transaction(async trx => {
      const [row] = await work.alerts.lock(trx, [alertId]);
      await work.alerts.change(trx, row, { score: '0.99000' }, { kind: 'score', actor: null });
    });
  }
});

describe('bulk', () => {
  const bulk = (items: Array<{ id: string; version: number }>, given: Record<string, unknown> = {}) =>
    work.bulk.run({
      sight: sightOf(FLORA),
      action: 'false_positive',
      reason: 'known payroll run',
      idempotencyKey: 'k1-00000',
      items,
      isSupervisor: true,
      ...given,
    });

  it('TR-04: closes 497 of 500, and the same request again does nothing', async () => {
    const ids = Array.from({ length: 500 }, (_, at) => `A-${at + 1}`);
    const changed = ['A-101', 'A-202', 'A-303'];
    await work.seed(...ids.map(alert_id => ({ alert_id, row_version: changed.includes(alert_id) ? 2 : 1 })));
    const items = ids.map(id => ({ id, version: 1 }));
    const first = await bulk(items);
    const second = await bulk(items);
    expect(first).toMatchObject({ ok: 497, conflict: 3, conflicts: changed, replayed: false });
    expect(second).toEqual({ ...first, replayed: true });
    expect(first.items.find(row => row.alertId === 'A-101')).toMatchObject({
      result: 'conflict',
      code: 'version_changed',
    });
    const { rows } = await work.knex.raw(`SELECT
      (SELECT count(*)::int FROM alert_events WHERE kind = 'close') AS events,
      (SELECT count(*)::int FROM work_log WHERE action = 'alert.bulk') AS bulk,
      (SELECT count(*)::int FROM work_log WHERE action = 'alert.disposition') AS per_alert,
      (SELECT count(*)::int FROM label_outbox) AS labels`);
    expect(rows[0]).toEqual({ events: 497, bulk: 1, per_alert: 497, labels: 497 });
    expect(await work.desk.log.firstBroken()).toBeNull();
  });

  it('answers for each row what became of it', async () => {
    await work.seed(
      { alert_id: 'A-free' },
      { alert_id: 'A-large', amount_minor: '99999' },
      { alert_id: 'A-held', claimed_by: LEE, lease_until: '2026-01-05T10:15:00.000Z' as Instant, state: 'IN_REVIEW' },
      { alert_id: 'A-own', user_id: 'U55' },
      { alert_id: 'A-closed', state: 'CLOSED', closed_at: '2026-01-05T09:00:00.000Z' as Instant },
    );
    const ids = ['A-free', 'A-large', 'A-held', 'A-own', 'A-closed', 'A-none'];
    const answer = await bulk(
      ids.map(id => ({ id, version: 1 })),
      { sight: sightOf(ANA), isSupervisor: false },
    );
    expect(answer.items.map(row => [row.alertId, row.result, row.code])).toEqual([
      ['A-free', 'ok', null],
      ['A-large', 'needs_approval', null],
      ['A-held', 'conflict', 'already_claimed'],
      ['A-own', 'denied', 'conflict_of_interest'],
      ['A-closed', 'conflict', 'state'],
      ['A-none', 'not_found', null],
    ]);
    expect([answer.ok, answer.conflict]).toEqual([2, 2]);
  });

  it('needs a supervisor beyond fifty rows, and each alert once', async () => {
    const many = Array.from({ length: 51 }, (_, at) => ({ id: `A-${at}`, version: 1 }));
    await expect(bulk(many, { isSupervisor: false })).rejects.toMatchObject({ code: 'bulk_limit' });
    await expect(bulk([many[0], many[0]])).rejects.toThrow('twice');
    await expect(bulk(many.slice(0, 1), { action: 'snooze' })).rejects.toThrow('needs "until"');
  });
});
