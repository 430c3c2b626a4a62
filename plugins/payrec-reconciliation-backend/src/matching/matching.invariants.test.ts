import { denseCases } from './__testUtils__/denseCases';
import { MatchingEngine, openMatchingEngine, seeded, shuffled, withHashOf } from './__testUtils__/matchingEngine';
import { CaseGroup, CaseResult, MatchingCase, runMatchingCases } from './cases/matchingCases';

const CASES = 320;

/** What a run says, in an order that says nothing about how it got there. */
const canonical = (byCase: ReadonlyMap<string, CaseResult>) =>
  new Map([...byCase].sort(([a], [b]) => (a < b ? -1 : 1)));
const membership = ({ left, right }: CaseGroup) => `${[...left].sort()}/${[...right].sort()}`;
const partition = (result: CaseResult) => result.groups.map(membership).sort();

/** The case with those of its groups as decisions that `chosen` picks. */
function pin(one: MatchingCase, result: CaseResult, chosen: () => boolean): MatchingCase {
  const pinned = result.groups.filter(chosen).map((group, index) => ({
    decision_id: `PIN${index}`,
    action: 'MATCH',
    left: group.left,
    right: group.right,
  }));
  return { ...one, decisions: [...(one.decisions ?? []), ...pinned] };
}

describe('a matching run', () => {
  let engine: MatchingEngine;
  let single: MatchingEngine;
  const cases = denseCases(1, CASES, { withNever: true });
  let first: Awaited<ReturnType<MatchingEngine['run']>>;

  beforeAll(async () => {
    engine = await openMatchingEngine(2);
    single = await openMatchingEngine(1);
    first = await engine.run(cases);
  }, 60_000);
  afterAll(async () => {
    await engine.close();
    await single.close();
  });

  test('is tested on cases in which every pass has work', () => {
    const passes = new Set([...first.byCase.values()].flatMap(({ groups }) => groups.map(({ pass }) => pass)));
    expect([...passes].sort()).toEqual([
      'P1_EXACT_REF',
      'P2_NORM_REF',
      'P3_BATCH',
      'P3_CONTRA',
      'P3_SPLIT',
      'P3_ZERO_BATCH',
      'P4_AMOUNT_DATE',
      'P5_TOLERANCE',
    ]);
    const classes = new Set([...first.byCase.values()].flatMap(({ breaks }) => breaks.map(({ type }) => type)));
    for (const expected of ['BATCH_AMOUNT', 'ZERO_AMOUNT', 'DUPLICATE', 'FX', 'REJECTED', 'SIGN', 'FEE', 'AMOUNT']) {
      expect(classes).toContain(expected);
    }
  });

  test('I1, I2: every row is in one group or in one break', () => {
    for (const { id, left, right } of cases) {
      const { groups, breaks } = first.byCase.get(id)!;
      const seen = [
        ...groups.flatMap(group => [...group.left.map(row => `L ${row}`), ...group.right.map(row => `R ${row}`)]),
        ...breaks.map(row => `${row.side} ${row.id}`),
      ];
      const wanted = [...left.map(row => `L ${row.txn_id}`), ...right.map(row => `R ${row.line_id}`)];
      expect([id, ...seen.sort()]).toEqual([id, ...wanted.sort()]);
    }
  });

  test('I3: the proof is zero for every unit and currency', () => {
    expect(first.result.proof.length).toBeGreaterThanOrEqual(CASES);
    expect(first.result.proof.filter(one => one.mustBeZeroMinor !== 0n || one.miscountedRows !== 0n)).toEqual([]);
  });

  test('I4, I8: order of the input and number of threads change nothing', async () => {
    const random = seeded(99);
    const mixed = shuffled(cases, random).map(one => ({
      ...one,
      left: shuffled(one.left, random),
      right: shuffled(one.right, random),
    }));
    const again = await single.run(mixed);
    expect(canonical(again.byCase)).toEqual(canonical(first.byCase));
    expect((await engine.run(cases)).byCase).toEqual(first.byCase);
  }, 60_000);

  test.each([1, 3, 5])(
    'a routing hash of %i values changes nothing',
    async values => {
      expect((await engine.run(cases, withHashOf(values))).byCase).toEqual(first.byCase);
    },
    60_000,
  );

  /*
   * I5. One thing may differ, and only in one direction: P3 asks whether a reference has exactly one open transaction (or
   * two lines), and a row that P4 or P5 would take later is still open at that time. Pinned, it no longer stands in the
   * way, so rows that were open may now close as a split or a contra. No group of the first run is ever lost.
   */
  test.each([
    ['all groups', 1],
    ['any half of the groups', 0.5],
    ['any few of the groups', 0.2],
  ])(
    'I5: pinning %s keeps every group',
    async (_, share) => {
      const random = seeded(5);
      const pinned = cases.map(one => pin(one, first.byCase.get(one.id)!, () => random() < share));
      const { byCase, result } = await engine.run(pinned);
      expect(result.ignored).toEqual([]);
      let grown = 0;
      for (const { id } of cases) {
        const before = partition(first.byCase.get(id)!);
        const added = byCase.get(id)!.groups.filter(group => !before.includes(membership(group)));
        const lost = before.filter(group => !partition(byCase.get(id)!).includes(group));
        expect([id, lost]).toEqual([id, []]);
        for (const { pass, left, right } of added) {
          expect(pass).toMatch(/^P3_(SPLIT|CONTRA)$/);
          const open = first.byCase.get(id)!.breaks.map(row => row.id);
          expect(open).toEqual(expect.arrayContaining([...left, ...right]));
          grown += 1;
        }
      }
      expect(grown).toBeLessThanOrEqual(CASES / 100);
    },
    60_000,
  );

  test('I6: the rows of a NEVER are never in one group', () => {
    let pairs = 0;
    for (const { id, decisions } of cases) {
      for (const never of decisions!) {
        pairs += 1;
        const together = first.byCase
          .get(id)!
          .groups.filter(({ left, right }) => left.includes(`${never.txn_id}`) && right.includes(`${never.line_id}`));
        expect([id, together]).toEqual([id, []]);
      }
    }
    expect(pairs).toBeGreaterThan(CASES / 2);
  });

  test('I7: group ids are unique, and equal for equal membership whatever the pass', async () => {
    const idsOf = (some: readonly MatchingCase[]) =>
      engine.session(async session => {
        await runMatchingCases(session, some);
        const rows = await session.all('SELECT group_id FROM out_groups ORDER BY group_id');
        return rows.map(({ group_id }) => String(group_id));
      });
    const ids = await idsOf(cases);
    expect(new Set(ids).size).toBe(ids.length);
    const pinned = cases.map(one => pin(one, first.byCase.get(one.id)!, () => true));
    expect(await idsOf(pinned)).toEqual(expect.arrayContaining(ids));
  }, 60_000);
});
