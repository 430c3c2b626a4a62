import { createHash } from 'node:crypto';
import { asRecord } from '../ingest/readEvent';
import { DatasetUse, FacetMap, ReducedRun } from './reduceRun';
import { foldSessions } from './sessionSchema';

const QUERY_ID = /^\d{8}_\d{6}_\d{5}_[a-z0-9]{5}$/;
const EXECUTE_IMMEDIATE = /^\s*execute\s+immediate\s+'((?:[^']|'')*)'/i;
const WRITTEN_ROWS = /^(insert into [^ (]+(?:\([^()]*\))? ?values)\(.*$/;
const JOB_COMMENT = /^\s*(?:--|\/\*)\s*(?:payrec[-:. ]?)?job\s*[:=]\s*([A-Za-z0-9._-]{1,200})/;

const outputKey = (use: DatasetUse) => JSON.stringify([use.namespace, foldSessions(use.name)]);

/**
 * The job a run belongs to. Engines that make a job of every query (Trino: its name is the query id) are folded by outputs
 * and normalised SQL; a leading comment `-- job: name` names it. Null while such a query has only begun: its outputs come
 * with its end.
 */
export function jobIdentity(
  produced: { readonly namespace: string; readonly name: string },
  run: Pick<ReducedRun, 'state' | 'jobFacets' | 'runFacets' | 'outputs'>,
): { namespace: string; name: string } | null {
  const engine = engineOf(run.runFacets, run.jobFacets);
  if (engine !== 'trino' || !QUERY_ID.test(produced.name))
    return { namespace: produced.namespace, name: produced.name };
  const text = sqlOf(run.jobFacets);
  const sql = text === null ? null : statementOf(text);
  const named = sql && JOB_COMMENT.exec(sql)?.[1];
  if (named) return { namespace: produced.namespace, name: named };
  const outputs = run.outputs.map(outputKey).sort();
  if (outputs.length === 0 && (run.state === 'PENDING' || run.state === 'RUNNING')) return null;
  const digest = createHash('sha256')
    .update(`${outputs.join('\n')}\n\n${sql === null ? '' : foldSessions(normaliseSql(sql))}`)
    .digest('hex')
    .slice(0, 10);
  return { namespace: produced.namespace, name: `${foldSessions(run.outputs[0]?.name ?? 'query')}.${digest}` };
}

/** Lower-case name of the engine that ran it, null where nobody says. */
export function engineOf(runFacets: FacetMap, jobFacets: FacetMap): string | null {
  const name = asRecord(runFacets.processing_engine)?.name ?? asRecord(jobFacets.jobType)?.integration;
  return typeof name === 'string' && name !== '' ? name.toLocaleLowerCase('en-US').slice(0, 100) : null;
}

export function sqlOf(jobFacets: FacetMap): string | null {
  const query = asRecord(jobFacets.sql)?.query;
  return typeof query === 'string' ? query : null;
}

/** The statement itself where parameters are bound to it: otherwise all of one table would look the same. */
function statementOf(sql: string): string {
  const inner = EXECUTE_IMMEDIATE.exec(sql)?.[1];
  return inner === undefined ? sql : inner.replaceAll("''", "'");
}

/**
 * SQL without what differs from one run of a statement to the next: comments, white space, case, literals, the length of
 * lists of them, and rows that are written as text.
 */
export function normaliseSql(sql: string): string {
  return sql
    .replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|[^'"\-/]+|[\s\S]/g, part => {
      if (part.startsWith("'")) return '?';
      if (part.startsWith('"')) return part;
      if (part.startsWith('--') || part.startsWith('/*')) return ' ';
      return part.toLocaleLowerCase('en-US').replace(/(?<![a-z0-9_.$])\d+(?:\.\d+)?(?:e[+-]?\d+)?/g, '?');
    })
    .replace(/\b(?:date|timestamp|decimal|bigint|double|time|interval)\s+\?/g, '?')
    .replace(/\s+/g, ' ')
    .replace(/\s*([(),=<>*+;])\s*/g, '$1')
    .replace(/\?(?:,\?)+/g, '?')
    .replace(/\(\?\)(?:,\(\?\))+/g, '(?)')
    .replace(/;+\s*$/, '')
    .trim()
    .replace(WRITTEN_ROWS, '$1(?)');
}
