/* eslint-disable jest/no-export -- shared by the suites of both engines */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { Engine } from '../engine/Engine';
import { EngineRow, SqlValue } from '../types';

/** Ten rows 0 to 9, in the text both engines read. */
const DIGITS = '(VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))';
/** Hours of work on any machine, and not one row before the end. */
const ENDLESS = `SELECT count(*) AS n FROM ${Array.from({ length: 13 }, (_, i) => `${DIGITS} AS t${i}(x)`).join(
  ' CROSS JOIN ',
)} WHERE t0.x + t1.x + t2.x + t3.x + t4.x + t5.x + t6.x + t7.x + t8.x + t9.x + t10.x + t11.x + t12.x = 117`;

const group = (groupId: string, extra = '', pass = `'P1_EXACT_REF'`) =>
  `SELECT CAST(? AS VARCHAR) AS run_id, ${groupId} AS group_id, 'A|EUR' AS recon_unit, ${pass} AS pass,
     CAST(NULL AS VARCHAR) AS match_key, 1 AS left_count, 1 AS right_count, CAST(9007199254740993 AS BIGINT) AS left_minor,
     CAST(-1 AS BIGINT) AS right_minor, 0 AS residual_minor, 0 AS fee_explained_minor, 0 AS unexplained_minor,
     'EUR' AS currency, 2 AS currency_exponent, DATE '2026-03-30' AS business_date, FALSE AS straddles ${extra}`;

/**
 * What every engine must do alike. Runs against the embedded engine in each test run and against a real Trino in
 * `yarn test:trino`. The engine has an empty Final Index.
 */
export function describeEngineConformance(open: () => Promise<{ engine: Engine; close: () => Promise<void> }>): void {
  // Real servers on a machine that may be busy with other suites.
  jest.setTimeout(60_000);

  let engine: Engine;
  let close: () => Promise<void>;
  const read = (
    sql: string,
    params: readonly SqlValue[] = [],
    options: { maxRows?: number; signal?: AbortSignal; name?: string } = {},
  ): Promise<EngineRow[]> =>
    engine.read({
      name: options.name ?? 'conformance',
      sql,
      params,
      maxRows: options.maxRows ?? 1_000_000,
      signal: options.signal ?? AbortSignal.timeout(120_000),
    });

  beforeAll(async () => {
    ({ engine, close } = await open());
  }, 240_000);
  afterAll(async () => close());

  test.each<[string, string, unknown]>([
    // what                     expression                                                        at the border
    ['decimal past 2^53', `CAST('9007199254740993.01' AS DECIMAL(38,2))`, '9007199254740993.01'],
    ['one cent below zero', `CAST('-0.01' AS DECIMAL(38,2))`, '-0.01'],
    ['three decimals', `CAST('1.234' AS DECIMAL(38,3))`, '1.234'],
    ['38 digits', `CAST('99999999999999999999999999999999999999' AS DECIMAL(38,0))`, '9'.repeat(38)],
    ['integer past 2^53', `CAST(9007199254740993 AS BIGINT)`, '9007199254740993'],
    ['smallest BIGINT', `CAST('-9223372036854775808' AS BIGINT)`, '-9223372036854775808'],
    ['INTEGER', `CAST(-7 AS INTEGER)`, '-7'],
    ['count', `(SELECT count(*) FROM ${DIGITS} AS t(x))`, '10'],
    [
      'sum past 2^63',
      `(SELECT sum(CAST(x AS DECIMAL(38,0)) * CAST('9223372036854775807' AS DECIMAL(38,0))) FROM ${DIGITS} AS t(x))`,
      '415051741658464911315',
    ],
    ['division of whole numbers, by the rule', `CAST(7 AS DOUBLE) / 2`, '3.5'],
    ['rounding half away from zero', `CAST(CAST('2.675' AS DECIMAL(10,3)) AS DECIMAL(10,2))`, '2.68'],
    ['remainder of a negative', `-5 % 3`, '-2'],
    ['true', `TRUE`, true],
    ['NULL of text', `CAST(NULL AS VARCHAR)`, null],
    ['NULL of date', `CAST(NULL AS DATE)`, null],
    ['NULL without a type', `NULL`, null],
    ['digits in text stay text', `'9007199254740993'`, '9007199254740993'],
    ['quote and question mark in text', `'it''s {"a": 12345678901234567890}?'`, `it's {"a": 12345678901234567890}?`],
    ['date', `DATE '2025-03-30'`, '2025-03-30'],
    ['date before 1970', `DATE '1969-12-31'`, '1969-12-31'],
    ['last date', `DATE '9999-12-31'`, '9999-12-31'],
    ['first of the month', `CAST(date_trunc('month', DATE '2025-03-30') AS DATE)`, '2025-03-01'],
    ['a month on', `CAST(DATE '2025-01-31' + INTERVAL '1' MONTH AS DATE)`, '2025-02-28'],
    ['weekday, Monday is 0', `date_diff('day', DATE '2001-01-01', DATE '2026-03-30') % 7`, '0'],
    ['timestamp', `CAST('2025-03-30 01:02:03.5' AS TIMESTAMP)`, '2025-03-30T01:02:03.500'],
    ['greatest with coalesce', `greatest(1, coalesce(CAST(NULL AS INTEGER), 0))`, '1'],
    ['text with NULL', `'a' || CAST(NULL AS VARCHAR)`, null],
    ['distinct from NULL', `CAST(NULL AS VARCHAR) IS DISTINCT FROM 'a'`, true],
    ['try_cast of nonsense', `try_cast('x' AS BIGINT)`, null],
  ])('hands on %s', async (_, expression, expected) => {
    expect(await read(`SELECT ${expression} AS v`)).toEqual([{ v: expected }]);
  });

  test.each<[string, string, SqlValue[], unknown]>([
    // what                expression                       values                          at the border
    ['text', '?', [`it's "a" ? \\ ; -- /* ü 🙂`], `it's "a" ? \\ ; -- /* ü 🙂`],
    ['empty text', '?', [''], ''],
    ['text beside a question mark in quotes', `'is it?' || ?`, ['yes'], 'is it?yes'],
    ['bigint', '?', [9007199254740993n], '9007199254740993'],
    ['largest bigint', '?', [9223372036854775807n], '9223372036854775807'],
    ['smallest bigint', '?', [-9223372036854775808n], '-9223372036854775808'],
    ['number is BIGINT', '? + CAST(9007199254740991 AS BIGINT)', [2], '9007199254740993'],
    ['boolean', '?', [false], false],
    ['null', 'CAST(? AS VARCHAR)', [null], null],
    ['date from text', 'CAST(? AS DATE)', ['2025-03-30'], '2025-03-30'],
    ['decimal from text', 'CAST(? AS DECIMAL(38,3))', ['-0.001'], '-0.001'],
    ['list', `contains(?, 'b''c')`, [['a', `b'c`]], true],
    ['list without it', `contains(?, 'x')`, [['a', 'b']], false],
    ['empty list', `contains(?, 'x')`, [[]], false],
    ['several, in order', `? || ? || ?`, ['1', '2', '3'], '123'],
  ])('binds %s', async (_, expression, params, expected) => {
    expect(await read(`SELECT ${expression} AS v`, params)).toEqual([{ v: expected }]);
  });

  test.each<[string, SqlValue]>([
    ['a fraction', 0.1],
    ['a number past 2^53', 2 ** 53],
    ['a bigint past 64 bits', 2n ** 63n],
  ])('refuses %s as a parameter', async (_, value) => {
    await expect((async () => read('SELECT ? AS v', [value]))()).rejects.toThrow(TypeError);
  });

  it('brings 100,000 fuzzed texts back as they were', async () => {
    const nasty = fc.constantFrom(
      "'",
      "''",
      '"',
      '?',
      '\\',
      '\n',
      '\r',
      '\u0001',
      ';',
      '--',
      '/*',
      '*/',
      '$$',
      '%',
      '\u2028',
      'ß',
      '🙂',
      'e\u0301',
    );
    const texts = fc.sample(
      fc.oneof(
        fc.array(nasty, { maxLength: 12 }).map(parts => parts.join('')),
        fc.string({ unit: 'binary', maxLength: 16 }),
      ),
      { numRuns: 100_000, seed: 3 },
    );
    for (let start = 0; start < texts.length; start += 10_000) {
      const batch = texts.slice(start, start + 10_000).map(text => text.replaceAll('\u0000', ''));
      const rows = await read('SELECT v FROM UNNEST(?) WITH ORDINALITY AS t(v, i) ORDER BY i', [batch]);
      expect(rows.map(row => row.v)).toEqual(batch);
    }
  }, 240_000);

  it('brings fuzzed scalar parameters back as they were', async () => {
    const values = fc.sample(
      fc.oneof(fc.string({ unit: 'grapheme' }), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n), fc.maxSafeInteger()),
      {
        numRuns: 400,
        seed: 5,
      },
    );
    const [row] = await read(`SELECT ${values.map((_, i) => `? AS c${i}`).join(', ')}`, values);
    expect(Object.values(row)).toEqual(values.map(String));
  });

  it('orders NULL last in both directions when told, and keeps one order over several pages', async () => {
    const nulls = await read(
      `SELECT x FROM (VALUES (2), (CAST(NULL AS INTEGER)), (1)) AS t(x) ORDER BY x DESC NULLS LAST`,
    );
    expect(nulls.map(row => row.x)).toEqual(['2', '1', null]);

    const rows = await read(
      `SELECT CAST(a.x * 10000 + b.x * 1000 + c.x * 100 + d.x * 10 + e.x AS BIGINT) AS n, rpad('', 200, 'x') AS filler
       FROM ${DIGITS} AS a(x) CROSS JOIN ${DIGITS} AS b(x) CROSS JOIN ${DIGITS} AS c(x) CROSS JOIN ${DIGITS} AS d(x)
       CROSS JOIN ${DIGITS} AS e(x) ORDER BY n DESC`,
    );
    expect(rows).toHaveLength(100_000);
    expect(rows.every((row, index) => row.n === String(99_999 - index))).toBe(true);
  }, 60_000);

  it('stops reading at the row limit', async () => {
    expect(
      await read(`SELECT a.x FROM ${DIGITS} AS a(x) CROSS JOIN ${DIGITS} AS b(x) ORDER BY a.x`, [], { maxRows: 7 }),
    ).toHaveLength(7);
  });

  it('cancels a query before its first row, and works on', async () => {
    const abort = new AbortController();
    const running = read(ENDLESS, [], { signal: abort.signal, name: 'conformance.endless' });
    running.catch(() => {});
    await sleep(800);
    const started = Date.now();
    abort.abort(new Error('the client hung up'));
    await expect(running).rejects.toThrow('the client hung up');
    expect(Date.now() - started).toBeLessThan(3_000);
    expect(await read('SELECT 1 AS v')).toEqual([{ v: '1' }]);
    const left =
      engine.name === 'trino'
        ? await read(
            `SELECT state FROM system.runtime.queries
             WHERE source LIKE '%conformance.endless' AND state NOT IN ('FAILED', 'FINISHED') ORDER BY state`,
          )
        : [];
    expect(left).toEqual([]);
  }, 30_000);

  it('ends at a time-out', async () => {
    const started = Date.now();
    await expect(read(ENDLESS, [], { signal: AbortSignal.timeout(500) })).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    expect(Date.now() - started).toBeLessThan(6_000);
  }, 30_000);

  it('rejects a wrong statement and works on', async () => {
    await expect(read('SELECT nothing FROM nowhere')).rejects.toThrow();
    expect(await read('SELECT 1 AS v')).toEqual([{ v: '1' }]);
  });

  it('spells the dialect so that both engines answer alike', async () => {
    const { normaliseReference, sha256Hex, hash64 } = engine.dialect;
    const [row] = await read(
      `SELECT ${normaliseReference('t.x')} AS reference, ${normaliseReference('t.n')} AS nothing, ${sha256Hex(
        't.x',
      )} AS sha,
        ${hash64('t.x', 't.n')} = ${hash64('t.x', 't.n')} AS stable, ${hash64('t.x')} >= 0 AS positive,
        ${hash64(`'ab'`, `'c'`)} <> ${hash64(`'a'`, `'bc'`)} AS apart
       FROM (VALUES ('rf 18-Straße/é.7', CAST(NULL AS VARCHAR))) AS t(x, n)`,
    );
    expect(row).toEqual({
      reference: 'RF18STRAE7',
      nothing: null,
      sha: 'c4b46e4b12565563a607897b249150a946f126805bb660fe222fb491b3e3ada2',
      stable: true,
      positive: true,
      apart: true,
    });
  });

  describe('session', () => {
    const columns = [
      { name: 'id', type: 'bigint' },
      { name: 'rate', type: 'decimal' },
      { name: 'at', type: 'timestamp' },
      { name: 'day', type: 'date' },
      { name: 'words', type: 'text[]' },
      { name: 'small', type: 'integer' },
      { name: 'yes', type: 'boolean' },
    ];

    it('loads rows exactly and reads local days across the nights the clock changes', async () => {
      const instants = [
        '2026-03-28T22:59:59.999999Z',
        '2026-03-28T23:00:00Z',
        '2026-03-29T01:30:00.123456Z',
        '2026-10-25T00:30:00Z',
        '2026-10-25T23:00:00Z',
      ];
      const rows = await engine.withSession({ name: 'conformance' }, async session => {
        await session.load('wide', columns, [
          ...instants.map((at, id) => ({
            id: BigInt(id),
            rate: '-0.01',
            at,
            day: '2026-03-29',
            words: [`a'b`, '?', ''],
            small: id,
            yes: true,
          })),
          { id: '9007199254740993', rate: null, at: null, day: null, words: [], small: null, yes: null },
        ]);
        return session.all(
          `SELECT id, rate, "at", day, words, small, yes, CAST("at" AT TIME ZONE 'Europe/Berlin' AS DATE) AS berlin FROM wide ORDER BY id`,
        );
      });
      const common = { rate: '-0.0100000000', day: '2026-03-29', words: [`a'b`, '?', ''], yes: true };
      expect(rows).toEqual([
        { ...common, id: '0', small: '0', at: '2026-03-28T22:59:59.999999Z', berlin: '2026-03-28' },
        { ...common, id: '1', small: '1', at: '2026-03-28T23:00:00.000Z', berlin: '2026-03-29' },
        { ...common, id: '2', small: '2', at: '2026-03-29T01:30:00.123456Z', berlin: '2026-03-29' },
        { ...common, id: '3', small: '3', at: '2026-10-25T00:30:00.000Z', berlin: '2026-10-25' },
        { ...common, id: '4', small: '4', at: '2026-10-25T23:00:00.000Z', berlin: '2026-10-26' },
        { id: '9007199254740993', rate: null, at: null, day: null, words: [], small: null, yes: null, berlin: null },
      ]);
    }, 60_000);

    it('loads more rows than one batch', async () => {
      const n = await engine.withSession({ name: 'conformance' }, async session => {
        await session.load(
          'many',
          [
            { name: 'id', type: 'bigint' },
            { name: 'word', type: 'text' },
          ],
          Array.from({ length: 5_000 }, (_, id) => ({ id, word: `w${id}` })),
        );
        return session.all('SELECT count(DISTINCT word) AS n, sum(CAST(id AS DECIMAL(38,0))) AS total FROM many');
      });
      expect(n).toEqual([{ n: '5000', total: '12497500' }]);
    }, 60_000);

    it('keeps text of a category as text: equality, order, smallest, and the written file', async () => {
      const values = ['b', "it's", 'a', 'É', '｠', '😀', 'a'];
      await engine.withSession({ name: 'conformance' }, async session => {
        await session.defineCategory('pass', values);
        await session.defineCategory('pass', [...values].reverse());
        await expect(session.defineCategory('pass', ['other'])).rejects.toThrow('Category pass is defined');
        await session.defineCategory('nothing', []);
        await session.load(
          'kinds',
          [
            { name: 'kind', type: 'pass' },
            { name: 'same', type: 'text' },
            { name: 'none', type: 'nothing' },
          ],
          [...new Set(values)].map(kind => ({ kind, same: kind, none: null })),
        );
        const inOrder = ['a', 'b', "it's", 'É', '｠', '😀'].map(kind => ({ kind }));
        expect(await session.all('SELECT kind FROM kinds ORDER BY kind')).toEqual(inOrder);
        expect(await session.all('SELECT kind FROM kinds WHERE kind = same AND none IS NULL ORDER BY same')).toEqual(
          inOrder,
        );
        const type = session.dialect.categoryType('pass');
        expect(
          await session.all(
            `SELECT min(kind) AS first, max(kind) AS last, count(CASE WHEN kind = CAST('b' AS ${type}) THEN 1 END) AS b FROM kinds`,
          ),
        ).toEqual([{ first: 'a', last: '😀', b: '1' }]);
        await session.replacePartition('match_groups', 'kinds', group('same', 'FROM kinds', 'kind'), ['kinds']);
      });
      const written = await read(
        `SELECT pass, group_id FROM final_index.match_groups WHERE run_id = 'kinds' AND pass >= 'b' ORDER BY pass`,
      );
      expect(written).toEqual(['b', "it's", 'É', '｠', '😀'].map(kind => ({ pass: kind, group_id: kind })));
    }, 60_000);

    it('drops its scratch tables, also when the work throws', async () => {
      const names: string[] = [];
      await expect(
        engine.withSession({ name: 'conformance' }, async session => {
          await session.run('CREATE TABLE left_over AS SELECT 1 AS x');
          const [{ s }] = await session.all(
            `SELECT table_schema AS s FROM information_schema.tables WHERE table_name = 'left_over' ORDER BY 1`,
          );
          names.push(String(s));
          throw new Error('job failed');
        }),
      ).rejects.toThrow('job failed');
      expect(names).toHaveLength(1);
      expect(
        await read(`SELECT schema_name FROM information_schema.schemata WHERE schema_name = ? ORDER BY 1`, names),
      ).toEqual([]);
    }, 60_000);

    it('replaces a partition: idempotent, one run at a time, and the others stay', async () => {
      const before = await engine.asOf();
      await engine.withSession({ name: 'conformance' }, async session => {
        await session.replacePartition('match_groups', 'c1', group(`'old'`), ['c1']);
        await session.replacePartition('match_groups', 'c2', group(`'other'`), ['c2']);
        await session.replacePartition('match_groups', 'c1', group(`'new'`), ['c1']);
        await session.replacePartition('match_groups', 'c1', group(`'new'`), ['c1']);
        await expect(session.replacePartition('match_groups', 'c3', group(`'x'`), ['c9'])).rejects.toThrow(
          /carry another run_id/,
        );
        expect(
          await session.all(
            `SELECT run_id, group_id, left_minor FROM final_index.match_groups WHERE run_id IN ('c1', 'c2', 'c3', 'c9') ORDER BY run_id`,
          ),
        ).toEqual([
          { run_id: 'c1', group_id: 'new', left_minor: '9007199254740993' },
          { run_id: 'c2', group_id: 'other', left_minor: '9007199254740993' },
        ]);
        await session.replacePartition('match_groups', 'c1', group(`'none'`, 'WHERE FALSE'), ['c1']);
        expect(await session.all(`SELECT run_id FROM final_index.match_groups WHERE run_id = 'c1' ORDER BY 1`)).toEqual(
          [],
        );
      });
      expect((await engine.asOf()).dataVersion).not.toBe(before.dataVersion);
    }, 120_000);

    it('shows readers the old content of a partition or the new one, never a mixture', async () => {
      const copies = (tag: string) => group(`'${tag}' || CAST(d.x AS VARCHAR)`, `FROM ${DIGITS} AS d(x)`);
      await engine.withSession({ name: 'conformance' }, async session => {
        await session.replacePartition('match_groups', 'atomic', copies('a'), ['atomic']);
        let done = false;
        const seen = new Set<string>();
        const reader = (async () => {
          while (!done) {
            const [row] = await read(
              `SELECT count(*) AS n, min(substr(group_id, 1, 1)) AS low, max(substr(group_id, 1, 1)) AS high
               FROM final_index.match_groups WHERE run_id = 'atomic' ORDER BY 1`,
            );
            seen.add(`${row.n}${row.low}${row.high}`);
          }
        })();
        for (const tag of ['b', 'c', 'b'])
          await session.replacePartition('match_groups', 'atomic', copies(tag), ['atomic']);
        done = true;
        await reader;
        expect([...seen].filter(state => !['10aa', '10bb', '10cc'].includes(state))).toEqual([]);
      });
    }, 120_000);
  });
}
