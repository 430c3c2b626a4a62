import { createPlace, Place } from '../__testUtils__/startReconciliation';
import { askTogether, Question } from './askTogether';

jest.setTimeout(60_000);

let place: Place;
beforeAll(async () => {
  place = await createPlace();
});
afterAll(() => place.remove());

const rowsOf = (sql: string, ...params: string[]): Question<object, readonly object[]> => ({
  sql,
  params,
  read: rows => rows,
});

test('each question gets its own values and its rows in its order, and none is an empty list', async () => {
  const answers = await askTogether(place.knex, {
    letters: rowsOf(
      `SELECT letter FROM (VALUES ('b'), ('c'), ('a')) v (letter) WHERE letter <> ? ORDER BY letter DESC`,
      'c',
    ),
    nothing: rowsOf(`SELECT 1 AS one WHERE ? = ?`, 'left', 'right'),
    said: rowsOf(`SELECT ? AS said`, `it's "quoted" and a ?`),
  });
  expect(answers).toEqual({
    letters: [{ letter: 'b' }, { letter: 'a' }],
    nothing: [],
    said: [{ said: `it's "quoted" and a ?` }],
  });
});

test('it is one statement, so all answers are of one moment', async () => {
  const asked: string[] = [];
  place.knex.on('query', ({ sql }) => asked.push(sql));
  const answers = await askTogether(place.knex, {
    first: rowsOf('SELECT pg_current_snapshot()::text AS seen'),
    second: rowsOf('SELECT pg_current_snapshot()::text AS seen'),
  });
  expect(answers.first).toEqual(answers.second);
  expect(asked).toHaveLength(1);
});

test('a question that fails fails all of them, with what PostgreSQL says', async () => {
  const ask = askTogether(place.knex, { fine: rowsOf('SELECT 1 AS one'), wrong: rowsOf('SELECT absent FROM breaks') });
  await expect(ask).rejects.toThrow('column "absent" does not exist');
});
