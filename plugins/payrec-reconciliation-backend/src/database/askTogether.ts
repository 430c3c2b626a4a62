import { Knex } from 'knex';

/**
 * A small question to our tables, and what its rows mean. Rows come as JSON, so instants are text, and the SQL must cast to
 * text what may be larger than 2^53.
 */
export type Question<Row, Answer> = {
  /** A SELECT with `?` for each of `params`. */
  readonly sql: string;
  readonly params: readonly Knex.Value[];
  readonly read: (rows: readonly Row[]) => Answer;
};

type Questions = Readonly<Record<string, Question<never, unknown>>>;
type Answers<Q extends Questions> = { readonly [Name in keyof Q]: ReturnType<Q[Name]['read']> };

/**
 * Several questions in one statement: one trip to the database and one snapshot of it, so that the answers agree with each
 * other. Each alone costs more in sending and waiting than in the database.
 */
export async function askTogether<Q extends Questions>(db: Knex, questions: Q): Promise<Answers<Q>> {
  const all = Object.entries(questions);
  // An aggregate takes the rows of a sorted subquery in their order.
  const columns = all.map(([name, { sql }]) => `(SELECT coalesce(json_agg(x), '[]') FROM (${sql}) x) AS "${name}"`);
  const { rows } = await db.raw(
    `SELECT ${columns.join(', ')}`,
    all.flatMap(([, { params }]) => params),
  );
  return Object.fromEntries(all.map(([name, { read }]) => [name, read(rows[0][name])])) as Answers<Q>;
}
