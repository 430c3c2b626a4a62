import fc from 'fast-check';
import { parseExactJson, toEngineRows } from './values';

describe('parseExactJson', () => {
  test.each<[string, string, unknown]>([
    ['an integer past 2^53', '[9007199254740993]', ['9007199254740993']],
    ['a negative one', '[-9223372036854775808,1]', ['-9223372036854775808', 1]],
    ['a long fraction', '{"progress":33.333333333333336}', { progress: 33.333333333333336 }],
    ['a power of ten', '[1.2345678901234567E20,1234567890123456e3]', [1.2345678901234567e20, 1234567890123456e3]],
    [
      'digits inside text',
      '["12345678901234567890","a\\"12345678901234567890"]',
      ['12345678901234567890', 'a"12345678901234567890'],
    ],
  ])('reads %s', (_, text, expected) => {
    expect(parseExactJson(text)).toEqual(expected);
  });

  it('is JSON.parse for everything without long integers', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = JSON.stringify(value);
        fc.pre(!/(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/.test(text.replace(/"(?:[^"\\]|\\.)*"/g, '')));
        expect(parseExactJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('toEngineRows', () => {
  it('refuses a BIGINT that came as a rounded number', () => {
    expect(() => toEngineRows([{ name: 'n', type: 'bigint' }], [[2 ** 53]])).toThrow(/past 2\^53/);
  });

  it('refuses an instant in a zone of its own', () => {
    expect(() =>
      toEngineRows(
        [{ name: 'at', type: 'timestamp(6) with time zone' }],
        [['2026-03-29 01:00:00.000000 Europe/Berlin']],
      ),
    ).toThrow(/zone of its own/);
  });
});
