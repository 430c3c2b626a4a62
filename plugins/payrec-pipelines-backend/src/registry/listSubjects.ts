import { encodeCursor } from '@internal/plugin-payrec-common';
import { readCursor } from '@internal/plugin-payrec-node';
import { NodeKind } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { Subject } from './Names';

export type SubjectPage = {
  readonly cursor?: string;
  readonly limit: number;
  /** Part of the name, in any case. */
  readonly q?: string;
  readonly namespace?: string;
};

/** Jobs or canonical datasets in the order of their names. @throws InputError for a cursor of another list. */
export async function listSubjects(db: Knex, kind: NodeKind, page: SubjectPage) {
  const rows = db(kind === 'job' ? 'lineage_job as t' : 'lineage_dataset as t')
    .select('t.id', 't.namespace', 't.name')
    .orderBy(['t.namespace', 't.name'])
    .limit(page.limit + 1);
  if (kind === 'dataset') rows.whereRaw('t.id = t.canonical_id');
  if (page.namespace !== undefined) rows.where('t.namespace', page.namespace);
  if (page.q !== undefined) rows.whereRaw('strpos(lower(t.name), lower(?)) > 0', [page.q]);
  if (page.cursor !== undefined) {
    const [namespace, name] = readCursor(page.cursor, 2);
    rows.whereRaw('(t.namespace, t.name) > (?, ?)', [namespace, name]);
  }
  const found = await rows;
  const subjects: Subject[] = found.slice(0, page.limit).map(row => ({ kind, ...row, id: String(row.id) }));
  const last = subjects[subjects.length - 1];
  return { subjects, nextCursor: found.length > page.limit ? encodeCursor([last.namespace, last.name]) : undefined };
}
