import { parseStartOptions } from './startOptions';

test.each<[string, string[], string]>([
  ['port', ['--port', 'http'], '--port "http" is not a port from 1 to 65535'],
  ['scale', ['--scale', 'huge'], 'Scale "huge" is not between 500 and 100m transactions'],
  ['engine', ['--engine', 'spark'], '--engine "spark" may be duckdb or trino'],
  ['trino without address', ['--engine', 'trino'], '--engine trino needs --trino <url>'],
  ['unknown', ['--colour'], "Unknown option '--colour'"],
])('refuses a wrong %s in one sentence', (_, args, message) => {
  expect(() => parseStartOptions(args)).toThrow(message);
});

test('reads all options', () => {
  expect(
    parseStartOptions(['--port', '8080', '--scale', '1m', '--fresh', '--engine', 'trino', '--trino', 'http://t']),
  ).toEqual({
    port: 8080,
    scale: 1_000_000,
    fresh: true,
    engine: 'trino',
    trinoUrl: 'http://t',
    dev: false,
    measure: false,
    help: false,
  });
  expect(parseStartOptions([])).toMatchObject({ port: 7007, scale: undefined, fresh: false, engine: 'duckdb' });
});
