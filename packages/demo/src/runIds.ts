import { createHash } from 'node:crypto';

/** A UUID that a run keeps over restarts of the demo, so that sending its history twice changes nothing. */
export function runIdOf(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * The run that wrote the rows of a day, `YYYY-MM-DD`: the rows of the Final Index carry it, and the pipelines of the demo
 * report it, so that one finds the run, and the commit it ran, from a transaction.
 */
export function writingRunIdOf(job: 'final_index.load_partition' | 'statements.intake', day: string): string {
  return runIdOf(job, day, 'written');
}
