import { writingRunIdOf } from '../runIds';
import { literalList } from './contractSelect';
import { WorldDay } from './days';

/** `load_run(date)` and `intake_run(date)`: the runs that wrote the transactions and the statement lines of a day. */
export function createRunIds(days: readonly WorldDay[]): string[] {
  const macro = (name: string, job: Parameters<typeof writingRunIdOf>[0]) =>
    `CREATE MACRO ${name}(day) AS ${literalList(
      days.map(({ date }) => writingRunIdOf(job, date)),
    )}[date_diff('day', DATE '${days[0].date}', day) + 1]`;
  return [macro('load_run', 'final_index.load_partition'), macro('intake_run', 'statements.intake')];
}
