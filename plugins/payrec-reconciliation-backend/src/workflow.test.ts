import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ConflictError, NotAllowedError } from '@backstage/errors';
import { mt940, mt942 } from './__testUtils__/sampleFiles';
import { Place, TestReconciliation, createPlace, startReconciliation } from './__testUtils__/startReconciliation';

jest.setTimeout(120_000);

const ALICE = 'user:default/alice';
const BOB = 'user:default/bob';
const IBAN = 'NL13TEST0123456789';
const shared = path.resolve(__dirname, '../../../../shared/acceptance/reconciliation.json');

/** The case of the shared acceptance file; without it the copy of its expectation beside the test. */
function expected<T>(id: string, otherwise: T): T {
  if (!existsSync(shared)) return otherwise;
  const { workflow } = JSON.parse(readFileSync(shared, 'utf8')) as { workflow: Array<{ id: string; expect: T }> };
  return workflow.find(one => one.id === id)!.expect;
}

describe('decisions on breaks', () => {
  let place: Place;
  let portal: TestReconciliation;
  let ids: string[];

  beforeEach(async () => {
    place = await createPlace();
    portal = await startReconciliation(place);
    portal.start();
    // Three credits nobody expects: three breaks of their own.
    await portal.ingest(
      'bank.sta',
      mt940({
        account: IBAN,
        currency: 'EUR',
        statementNo: '1/1',
        date: '2026-11-18',
        lines: [1100n, 2200n, 3300n].map((amount, at) => ({ amount, reference: `REF-${at}`, text: `CREDIT ${at}` })),
      }),
    );
    await portal.settle();
    ids = (await portal.breaks.list({}, { sort: 'amount', limit: 10 })).map(one => one.id);
    expect(ids).toHaveLength(3);
  });
  afterEach(async () => {
    await portal.close();
    await place.remove();
  });

  const decide = (
    action: 'propose' | 'approve' | 'reject' | 'withdraw',
    id: string,
    actor: string,
    version: number,
    key?: string,
  ) =>
    portal.breakService.decide(action, id, {
      actor,
      scope: portal.scope,
      version,
      reason: 'fees per contract',
      idempotencyKey: key ?? `${action}-${actor}-${id}-${version}`,
    });

  test('W01: the preparer cannot approve', async () => {
    const expectation = expected('W01', { second: { status: 403, code: 'SAME_ACTOR' }, state: 'PROPOSED' });
    const proposed = await decide('propose', ids[0], ALICE, 1);
    const refusal = await decide('approve', ids[0], ALICE, proposed.version).catch(error => error);
    expect(refusal).toBeInstanceOf(NotAllowedError);
    expect(refusal.message).toContain(expectation.second.code);
    // Another spelling of the same person is the same person.
    await expect(decide('approve', ids[0], 'user:default/Alice', proposed.version)).rejects.toThrow('SAME_ACTOR');
    expect((await portal.breaks.find(ids[0]))?.state.toUpperCase()).toBe(expectation.state);
    expect(await portal.decisions.list({ limit: 10 })).toHaveLength(1);
  });

  test('four eyes hold in the database, whatever the code does', async () => {
    await decide('propose', ids[0], ALICE, 1);
    await expect(
      place.knex('breaks').where({ id: ids[0] }).update({ state: 'approved', approved_by: ALICE }),
    ).rejects.toThrow('breaks_four_eyes');
    await expect(
      place.knex.transaction(trx =>
        portal.decisions.append(trx, {
          actor: ALICE,
          action: 'approve',
          target: ids[0],
          targetVersion: 2,
          idempotencyKey: 'direct',
          reason: null,
          proposer: ALICE,
          at: '2026-11-20T10:00:00.000Z' as never,
        }),
      ),
    ).rejects.toThrow('decisions_four_eyes');
  });

  test('W04: the same request twice writes one decision and answers alike', async () => {
    const expectation = expected('W04', { decisions_written: 1, second_status: 200, second_body_equals_first: true });
    const proposed = await decide('propose', ids[0], ALICE, 1);
    const first = await decide('approve', ids[0], BOB, proposed.version, 'key-number-1');
    const second = await decide('approve', ids[0], BOB, proposed.version, 'key-number-1');
    expect(JSON.stringify(second) === JSON.stringify(first)).toBe(expectation.second_body_equals_first);
    const approvals = (await portal.decisions.list({ limit: 10 })).filter(one => one.action === 'approve');
    expect(approvals).toHaveLength(expectation.decisions_written);
    await expect(decide('propose', ids[1], BOB, 1, 'key-number-1')).rejects.toThrow('KEY_REUSED');
  });

  test('the same request many times at once writes one decision', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => decide('propose', ids[0], ALICE, 1, 'one-key-only')),
    );
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1);
    expect(await portal.decisions.list({ limit: 10 })).toHaveLength(1);
  });

  test('two people at once: one decides, the other hears who did', async () => {
    const answers = await Promise.allSettled([decide('propose', ids[0], ALICE, 1), decide('propose', ids[0], BOB, 1)]);
    const lost = answers.find(answer => answer.status === 'rejected') as PromiseRejectedResult;
    expect(answers.filter(answer => answer.status === 'fulfilled')).toHaveLength(1);
    expect(lost.reason).toBeInstanceOf(ConflictError);
    expect(lost.reason.message).toMatch(/propose by user:default\/(alice|bob) at/);
  });

  test('W10: bulk approve says what it did and what it did not', async () => {
    const expectation = expected('W10', { results: ['ineligible:SAME_ACTOR', 'ineligible:STATE', 'success'] });
    const mine = await decide('propose', ids[0], BOB, 1);
    const done = await decide('approve', ids[1], BOB, (await decide('propose', ids[1], ALICE, 1)).version);
    const fine = await decide('propose', ids[2], ALICE, 1);
    const results = await portal.breakBulk.decide({
      actor: BOB,
      scope: portal.scope,
      action: 'approve',
      breaks: [mine, done, fine].map(({ id, version }) => ({ id, version })),
      reason: 'month end',
      idempotencyKey: 'bulk-number-1',
      mayApprove: true,
    });
    expect(results.map(one => (one.code ? `${one.outcome}:${one.code}` : one.outcome))).toEqual(expectation.results);
  });

  test('an approval takes effect in the next run, the break stays approved, and money still adds up', async () => {
    const proposed = await decide('propose', ids[0], ALICE, 1);
    await decide('approve', ids[0], BOB, proposed.version);
    const run = await portal.settle();
    expect(run).toMatchObject({ trigger: 'recheck', state: 'published', requestedBy: BOB });
    expect(run.units[0]).toMatchObject({ rightCount: 2, openRight: 2, receivedMinor: '3300', proofMinor: '0' });
    const after = await portal.breaks.find(ids[0]);
    expect(after).toMatchObject({ state: 'approved', approvedBy: BOB, proposedBy: ALICE });
    expect((await portal.breaks.timeline(ids[0])).map(event => event.action)).toEqual([
      'found',
      'propose',
      'approve',
      'taken-over',
    ]);
  });

  test('a run that finds the same figures leaves versions alone; a vanished break is resolved and may come back', async () => {
    await portal.runs.start({ actor: ALICE, idempotencyKey: 'again-please' });
    await portal.settle();
    expect((await portal.breaks.find(ids[0]))?.version).toBe(1);
    await place.knex('statement_files').update({ state: 'received' });
    await portal.stop();
    const blind = await startReconciliation(place, { owner: 'replica-2' });
    // The file does not count while it waits to be read again, so its lines leave the run.
    await blind.runs.start({ actor: ALICE, idempotencyKey: 'without-lines' });
    await place.knex('statement_files').update({ state: 'reading', lease_owner: 'nobody', lease_until: '2100-01-01' });
    blind.start();
    await blind.settle();
    expect((await portal.breaks.find(ids[0]))?.state).toBe('resolved');
    await place.knex('statement_files').update({ state: 'ingested', lease_owner: null });
    await blind.runs.start({ actor: ALICE, idempotencyKey: 'with-lines-again' });
    await blind.settle();
    expect(await portal.breaks.find(ids[0])).toMatchObject({ state: 'open', version: 3 });
    await blind.close();
  });

  test('the log is chained and refuses change', async () => {
    for (const id of ids) await decide('propose', id, ALICE, 1);
    expect(await portal.decisions.isChainIntact()).toBe(true);
    for (const sql of [
      `UPDATE decisions SET reason = 'other'`,
      'DELETE FROM decisions',
      'TRUNCATE decisions CASCADE',
    ]) {
      await expect(place.knex.raw(sql)).rejects.toThrow('append-only');
    }
    // Who owns the database can switch the triggers off; the chain tells.
    await place.knex.raw('ALTER TABLE decisions DISABLE TRIGGER ALL');
    await place.knex('decisions').where({ seq: 2 }).update({ reason: 'something else' });
    expect(await portal.decisions.isChainIntact()).toBe(false);
    await place.knex('decisions').where({ seq: 2 }).update({ reason: 'fees per contract' });
    expect(await portal.decisions.isChainIntact()).toBe(true);
    await place.knex('decisions').where({ seq: 2 }).delete();
    expect(await portal.decisions.isChainIntact()).toBe(false);
  });
});

describe('statements that overlap', () => {
  let place: Place;
  let portal: TestReconciliation;

  beforeEach(async () => {
    place = await createPlace();
    portal = await startReconciliation(place);
    portal.start();
  });
  afterEach(async () => {
    await portal.close();
    await place.remove();
  });

  const about = { account: IBAN, currency: 'EUR', date: '2026-11-18' };
  const three = [1100n, 2200n, 2200n].map((amount, at) => ({ amount, reference: `R${at}`, text: `PAYMENT ${at}` }));
  const two = [500n, -700n].map((amount, at) => ({ amount, reference: `S${at}`, text: `LATER ${at}` }));

  const index = async () => {
    const rows = await portal.system.withSession({ reason: 'test' }, session =>
      session.all(`SELECT st.interim, CAST(count(*) AS VARCHAR) AS lines, CAST(count(s.superseded_by) AS VARCHAR) AS superseded
        FROM final_index.statement_lines s JOIN final_index.statements st ON st.statement_id = s.statement_id
        GROUP BY st.interim ORDER BY st.interim`),
    );
    const of = (interim: boolean) => rows.find(row => row.interim === interim);
    return { booked_lines: Number(of(false)?.lines ?? 0), interim_lines_superseded: Number(of(true)?.superseded ?? 0) };
  };

  test.each(['intraday first', 'end of day first'])(
    'W13: intraday and end-of-day lines count once, %s',
    async order => {
      const files: Array<[string, string]> = [
        ['intraday.sta', mt942({ ...about, statementNo: '1/1', lines: three })],
        ['eod.sta', mt940({ ...about, statementNo: '1/1', lines: [...three, ...two] })],
      ];
      if (order === 'end of day first') files.reverse();
      for (const [name, text] of files) expect(await portal.ingest(name, text)).toMatchObject({ state: 'ingested' });
      expect(await index()).toEqual(expected('W13', { booked_lines: 5, interim_lines_superseded: 3 }));
      const run = await portal.settle();
      expect(run.units[0]).toMatchObject({ rightCount: 5, receivedMinor: '5300' });
    },
  );

  test('the same bytes under another name are the same file', async () => {
    const text = mt940({ ...about, statementNo: '1/1', lines: three });
    const first = await portal.ingest('a.sta', text);
    expect(await portal.ingest('b.sta', text)).toEqual(first);
  });

  test('a statement sent again in another file brings only its new lines; equal lines of one file stay two', async () => {
    const equal = [...three, three[0], three[0]];
    expect(await portal.ingest('a.sta', mt940({ ...about, statementNo: '1/1', lines: equal }))).toMatchObject({
      lineCount: 5,
      duplicateLineCount: 0,
    });
    expect(
      await portal.ingest('b.sta', mt940({ ...about, statementNo: '2/1', lines: [...equal, two[0]] })),
    ).toMatchObject({
      lineCount: 1,
      duplicateLineCount: 5,
    });
  });

  test('a statement that provably follows keeps lines that look like those of the one before', async () => {
    await portal.ingest('a.sta', mt940({ ...about, statementNo: '1/1', lines: three }));
    const next = mt940({
      ...about,
      date: '2026-11-19',
      statementNo: '2/1',
      opening: 5500n,
      lines: three.map(line => ({ ...line, valueDate: '2026-11-18' })),
    });
    const file = await portal.ingest('b.sta', next.replaceAll('1119C', '1118C'));
    expect(file).toMatchObject({ lineCount: 3, duplicateLineCount: 0 });
    expect(file.statements[0]).toMatchObject({ chainOk: true, foots: true });
  });

  test.each([
    [
      'an unknown account',
      mt940({ ...about, account: 'DE99UNKNOWN', statementNo: '1/1', lines: three }),
      /"DE99UNKNOWN" in EUR is not known here; add it/,
    ],
    [
      'another currency',
      mt940({ ...about, currency: 'USD', statementNo: '1/1', lines: three }),
      /in USD is not known here/,
    ],
    ['no statement at all', 'hello', /no statement of a format/],
  ])('%s is rejected with what to do', async (_, text, reason) => {
    const file = await portal.ingest('x.sta', text);
    expect(file.state).toBe('rejected');
    expect(file.rejectedReason).toMatch(reason);
  });
});
