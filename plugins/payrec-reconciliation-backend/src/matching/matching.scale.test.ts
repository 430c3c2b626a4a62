import { parseIsoDate } from '@internal/plugin-payrec-common';
import { EngineSession } from '@internal/plugin-payrec-node';
import { MatchingEngine, openMatchingEngine } from './__testUtils__/matchingEngine';
import { MatchingCase } from './cases/matchingCases';
import { runMatching } from './runMatching';
import { writeMatchTables } from '../service/matchTables';
import { readRunInputs } from '../service/runInputs';
import { defineMatchCategories } from './categories';
import { LEFT_ROW_COLUMNS, MatchingStep, RIGHT_ROW_COLUMNS, ScratchColumn } from './types';

const rows = (count: number) => Array.from({ length: count }, (_, index) => String(index).padStart(5, '0'));
const base = { ccy: 'EUR', vdate: '2026-03-02' };
const many = (id: string, left: MatchingCase['left'], right: MatchingCase['right']): MatchingCase => ({
  id,
  as_of: '2026-04-30',
  left,
  right,
});

describe('matching of crowded keys', () => {
  let engine: MatchingEngine;
  beforeAll(async () => {
    engine = await openMatchingEngine(2);
  });
  afterAll(() => engine.close());

  test('5,000 equal rows of one day are paired once each, and a payout of 2,500 rows is one group', async () => {
    const { byCase, result } = await engine.run([
      many(
        'equal',
        rows(5000).map(id => ({ ...base, txn_id: `T${id}`, amount: 999 })),
        rows(5000).map(id => ({ ...base, line_id: `S${id}`, amount: 999 })),
      ),
      many(
        'payout',
        rows(2500).map(id => ({ ...base, txn_id: `T${id}`, amount: 100, net: 98, batch_id: 'PO1' })),
        [{ ...base, line_id: 'S1', amount: 245_000, batch_id: 'PO1' }],
      ),
      // One reference on 600 rows a side that agree on nothing: 360,000 rivals are not multiplied out.
      many(
        'reference',
        rows(600).map(id => ({ ...base, txn_id: `T${id}`, amount: 1_000 + 2 * Number(id), ref: 'PAYMENT' })),
        rows(601).map(id => ({ ...base, line_id: `S${id}`, amount: 1_001 + 2 * Number(id), ref: 'PAYMENT' })),
      ),
    ]);
    const { groups, breaks } = byCase.get('equal')!;
    expect(groups).toHaveLength(5000);
    expect(breaks).toEqual([]);
    expect(groups.every(({ left, right }) => left[0].slice(1) === right[0].slice(1))).toBe(true);
    expect(
      byCase.get('payout')!.groups.map(({ pass, left, fee_explained }) => [pass, left.length, fee_explained]),
    ).toEqual([['P3_BATCH', 2500, 5000]]);
    expect(byCase.get('reference')!.groups).toEqual([]);
    expect(new Set(byCase.get('reference')!.breaks.map(({ type }) => type))).toEqual(new Set(['AMOUNT']));
    expect(result.proof.filter(one => one.mustBeZeroMinor !== 0n || one.miscountedRows !== 0n)).toEqual([]);
  }, 60_000);
});

describe('runMatching', () => {
  let engine: MatchingEngine;
  beforeAll(async () => {
    engine = await openMatchingEngine(1);
  });
  afterAll(() => engine.close());

  const unit = 'ACC1|EUR';
  const asOf = parseIsoDate('2026-03-31');
  const common = { unit, account_id: 'ACC1', ccy: 'EUR', vdate: '2026-03-02', batch_id: null };
  const load = async (session: EngineSession) => {
    const left = (id: string, ref: string, gross: number, day = '2026-03-02') => ({
      ...common,
      txn_id: id,
      ref,
      gross,
      net: gross,
      business_date: day,
    });
    await session.load('left_rows', LEFT_ROW_COLUMNS, [
      left('T1', 'ORD-1', 100, '2026-02-01'),
      left('T2', 'ORD-2', 200),
      left('T3', 'ORD-3', 300),
      { ...left('T4', 'ORD-4', 400), batch_id: 'PO1' },
    ]);
    const right = (id: string, ref: string, amount: number) => ({
      ...common,
      line_id: id,
      ref,
      amount,
      business_date: '2026-03-03',
    });
    await session.load('right_rows', RIGHT_ROW_COLUMNS, [
      right('S1', 'ORD-1', 100),
      right('S2', 'ORD-2', 199),
      { ...right('S4', 'ORD-4', 390), batch_id: 'PO1' },
      right('S5', 'ORD-2', 150),
    ]);
  };

  test('leaves the columns of the contract tables', async () => {
    await engine.session(async session => {
      await load(session);
      await runMatching(session, {}, [{ unit, asOf, windowStart: parseIsoDate('2026-02-15') }]);
      expect(await session.all('SELECT * FROM out_groups ORDER BY group_id')).toEqual([
        {
          group_id: expect.stringMatching(/^[0-9a-f]{32}$/),
          recon_unit: unit,
          pass: 'P1_EXACT_REF',
          match_key: 'ORD-1',
          left_count: '1',
          right_count: '1',
          left_minor: '100',
          right_minor: '100',
          residual_minor: '0',
          fee_explained_minor: '0',
          unexplained_minor: '0',
          currency: 'EUR',
          currency_exponent: '2',
          business_date: '2026-03-03',
          straddles: true,
        },
      ]);
      expect(
        await session.all('SELECT side, row_id, pass, business_date, amount_minor FROM out_members ORDER BY side'),
      ).toEqual([
        { side: 'L', row_id: 'T1', pass: 'P1_EXACT_REF', business_date: '2026-02-01', amount_minor: '100' },
        { side: 'R', row_id: 'S1', pass: 'P1_EXACT_REF', business_date: '2026-03-03', amount_minor: '100' },
      ]);
      // Rivals that are each other's first are one case; a second rival stands alone and names the first row.
      expect(
        await session.all('SELECT row_id, break_class, case_key, rival_id FROM out_breaks ORDER BY side, row_id'),
      ).toEqual([
        { row_id: 'T2', break_class: 'AMOUNT', case_key: `P|${unit}|T2|S2`, rival_id: 'S2' },
        { row_id: 'T3', break_class: 'MISSING_RIGHT', case_key: `L|${unit}|T3`, rival_id: null },
        { row_id: 'T4', break_class: 'BATCH_AMOUNT', case_key: `B|${unit}|PO1`, rival_id: null },
        { row_id: 'S2', break_class: 'AMOUNT', case_key: `P|${unit}|T2|S2`, rival_id: 'T2' },
        { row_id: 'S4', break_class: 'BATCH_AMOUNT', case_key: `B|${unit}|PO1`, rival_id: null },
        { row_id: 'S5', break_class: 'AMOUNT', case_key: `R|${unit}|S5`, rival_id: 'T2' },
      ]);
    });
  });

  test('ends a run of which every unit is published already, as one does that was killed before it ended', async () => {
    await engine.session(async session => {
      const window = { from: asOf, to: asOf };
      const nothing = { units: [], window, pointers: new Map(), uncounted: [], lateFiles: [], ingestSeq: '0' };
      await readRunInputs(session, nothing);
      expect(await runMatching(session, { pinned: 'table', fx: 'table' }, [])).toMatchObject({
        proof: [],
        ignored: [],
      });
      await writeMatchTables(session, 'RUN-1-2', []);
    });
  });

  test('keeps categories to the end: one text among them would make text of a whole column', async () => {
    await engine.session(async session => {
      await defineMatchCategories(session, [unit]);
      const asCategories = (columns: readonly ScratchColumn[]): ScratchColumn[] =>
        columns.map(column => {
          if (column.name === 'unit') return { ...column, type: 'recon_unit' };
          return column.name === 'ccy' ? { ...column, type: 'currency' } : column;
        });
      await session.load('left_rows', asCategories(LEFT_ROW_COLUMNS), []);
      await session.load('right_rows', asCategories(RIGHT_ROW_COLUMNS), []);
      await load(session);
      await runMatching(session, {}, [{ unit, asOf }]);
      const types = await session.all(
        `SELECT DISTINCT c.column_name, c.data_type LIKE 'ENUM%' AS category FROM information_schema.columns c
         WHERE c.table_schema = current_schema() AND c.table_name IN ('out_groups', 'out_members', 'm_p1', 'm_p2', 'm_p4', 'm_net', 'm_left_8')
           AND c.column_name IN ('recon_unit', 'currency', 'pass', 'side', 'unit', 'ccy') ORDER BY 1`,
      );
      expect(types).toEqual(
        ['ccy', 'currency', 'pass', 'recon_unit', 'side', 'unit'].map(column_name => ({ column_name, category: true })),
      );
    });
  });

  test('refuses rows in what is no currency, and decisions of a unit nobody configured', async () => {
    await engine.session(async session => {
      await load(session);
      await session.run(`UPDATE left_rows SET ccy = 'XXQ' WHERE txn_id = 'T1'`);
      await expect(runMatching(session, {}, [{ unit, asOf }])).rejects.toThrow(
        `Rows in a currency ISO 4217 does not know as money: ${unit} (left_rows, XXQ); find them with "payrec index check"`,
      );
    });
    // A text that is no currency is NULL where the column is a category; it is refused and not lost.
    await engine.session(async session => {
      await defineMatchCategories(session, [unit]);
      const type = session.dialect.categoryType('currency');
      expect(await session.all(`SELECT TRY_CAST('XXQ' AS ${type}) AS ccy`)).toEqual([{ ccy: null }]);
      await load(session);
      await session.run(`UPDATE left_rows SET ccy = NULL WHERE txn_id = 'T1'`);
      await expect(runMatching(session, {}, [{ unit, asOf }])).rejects.toThrow(
        `Rows in a currency ISO 4217 does not know as money: ${unit} (left_rows); find them`,
      );
    });
    await engine.session(async session => {
      await load(session);
      const decision = { unit: 'ACC9|EUR', decisionId: '7', seq: 7, action: 'EXCLUDE', txnId: 'T1' } as const;
      await expect(runMatching(session, { decisions: [decision] }, [{ unit, asOf }])).rejects.toThrow(
        'A decision or pinned group is of unit ACC9|EUR, which has no settings',
      );
    });
  });

  test('keeps a pinned group whole, with its pass', async () => {
    await engine.session(async session => {
      await load(session);
      const member = (side: 'L' | 'R', rowId: string) => ({
        unit,
        groupId: 'g1',
        pass: 'P5_TOLERANCE' as const,
        side,
        rowId,
      });
      const { ignored } = await runMatching(session, { pinned: [member('L', 'T2'), member('R', 'S2')] }, [
        { unit, asOf },
      ]);
      expect(ignored).toEqual([]);
      expect(await session.all("SELECT pass, residual_minor FROM out_groups WHERE pass = 'P5_TOLERANCE'")).toEqual([
        { pass: 'P5_TOLERANCE', residual_minor: '-1' },
      ]);
    });
  });

  test('reports every statement, and stops between two when told to', async () => {
    await engine.session(async session => {
      await load(session);
      const steps: MatchingStep[] = [];
      await runMatching(session, {}, [{ unit, asOf }], { onProgress: step => steps.push(step) });
      expect(steps.at(-1)!.done).toBe(steps.at(-1)!.total);
      expect(steps.map(({ done }) => done)).toEqual(steps.map((_, index) => index + 1));
    });
    await engine.session(async session => {
      await load(session);
      const stop = new AbortController();
      let seen = 0;
      const run = runMatching(session, {}, [{ unit, asOf }], {
        signal: stop.signal,
        onProgress: () => {
          seen += 1;
          if (seen === 5) stop.abort(new Error('enough'));
        },
      });
      await expect(run).rejects.toThrow('enough');
      // The statement beside the fifth ends and is counted; none starts after it.
      expect(seen).toBeLessThanOrEqual(6);
    });
  });

  test('names the unit that has no settings', async () => {
    await engine.session(async session => {
      await load(session);
      await expect(runMatching(session, {}, [{ unit: 'ACC2|EUR', asOf }])).rejects.toThrow(
        'Rows of units without settings: ACC1|EUR (left_rows), ACC1|EUR (right_rows); give every unit of the input to runMatching',
      );
    });
  });

  test.each([
    [{ lagMin: 2, lagMax: 1 }, 'lagMin of unit ACC1|EUR is 2; it must be at most lagMax (1)'],
    [{ lagMax: 40 }, 'lagMax of unit ACC1|EUR is 40; it must be at most 31'],
    [{ toleranceBps: 5000 }, 'toleranceBps of unit ACC1|EUR is 5000; it must be from 0 to 4999'],
    [{ toleranceMinor: -1n }, 'toleranceMinor of unit ACC1|EUR is -1; it must be zero or more'],
    [{ dueLagDays: 1.5 }, 'dueLagDays of unit ACC1|EUR is 1.5; it must be a whole number'],
  ])('refuses %p', async (setting, message) => {
    await engine.session(async session => {
      await expect(runMatching(session, {}, [{ unit, asOf, ...setting }])).rejects.toThrow(message);
    });
  });
});
