import fc from 'fast-check';
import { SqlValue } from '../types';
import { trinoLiteral, trinoStatement } from './literals';

// Real servers on a machine that may be busy with other suites.
jest.setTimeout(60_000);

describe('trinoLiteral', () => {
  test.each<[string, SqlValue, string]>([
    ['text', `it's`, `'it''s'`],
    ['a backslash, which is nothing special', '\\', `'\\'`],
    ['number', 7, `BIGINT '7'`],
    ['bigint', -9223372036854775808n, `BIGINT '-9223372036854775808'`],
    ['boolean', true, 'TRUE'],
    ['null', null, 'NULL'],
    ['list', ['a', `b'`], `CAST(ARRAY['a', 'b'''] AS ARRAY(VARCHAR))`],
    ['empty list', [], 'CAST(ARRAY[] AS ARRAY(VARCHAR))'],
  ])('writes %s', (_, value, expected) => {
    expect(trinoLiteral(value)).toBe(expected);
  });

  test.each<[string, SqlValue]>([
    ['half of a surrogate pair', '\ud800'],
    ['a fraction', 0.5],
    ['not a number', Number.NaN],
    ['65 bits', 2n ** 63n],
  ])('refuses %s', (_, value) => {
    expect(() => trinoLiteral(value)).toThrow(TypeError);
  });

  it('never lets text end its own literal, over 100,000 fuzzed texts', () => {
    const nasty = fc.constantFrom("'", "''", '\\', '--', '/*', ';', '?', '\n', '\u2019', 'x');
    const texts = fc.oneof(
      fc.array(nasty).map(parts => parts.join('')),
      fc.string({ unit: 'binary' }),
    );
    const check = () =>
      fc.assert(
        fc.property(texts, text => {
          const literal = trinoLiteral(text);
          const inside = literal.slice(1, -1);
          return (
            literal.startsWith(`'`) &&
            literal.endsWith(`'`) &&
            !inside.replaceAll(`''`, '').includes(`'`) &&
            inside.replaceAll(`''`, `'`) === text
          );
        }),
        { numRuns: 100_000 },
      );
    expect(check).not.toThrow();
  });

  it('leaves a statement without values alone', () => {
    expect(trinoStatement('SELECT 1', [])).toBe('SELECT 1');
    expect(trinoStatement(`SELECT 'a' || ?`, ['b'])).toBe(`EXECUTE IMMEDIATE 'SELECT ''a'' || ?' USING 'b'`);
  });
});
