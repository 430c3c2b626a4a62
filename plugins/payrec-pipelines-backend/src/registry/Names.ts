import { InputError, NotFoundError } from '@backstage/errors';
import { NodeKind } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { LineageConfig } from '../config';
import { entityRefOf } from '../openlineage/entityRef';
import { createNaming, Naming } from '../openlineage/naming';

/** A job or dataset of the registry; a dataset by the row that stands for all its names. */
export type Subject = {
  readonly kind: NodeKind;
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
};
/** A subject as node of the graph: `job:1`, `dataset:2`. */
export const nodeIdOf = (subject: Pick<Subject, 'kind' | 'id'>) => `${subject.kind}:${subject.id}`;

export type SubjectQuery = { readonly entityRef?: string; readonly namespace?: string; readonly name?: string };

const key = (kind: NodeKind, namespace: string, name: string) => JSON.stringify([kind, namespace, name]);

/** Who a name or an entity is, and which entity a name has. */
export class Names {
  readonly naming: Naming;

  constructor(private readonly db: Knex, config: Pick<LineageConfig, 'hostAliases' | 'datasetAliases'>) {
    this.naming = createNaming(config);
  }

  /** @throws InputError without or with two meanings; NotFoundError when nothing of that name was ever seen. */
  async get(query: SubjectQuery, kind?: NodeKind): Promise<Subject> {
    const found = await this.find(query, kind);
    if (!found) {
      throw new NotFoundError(`No event has named ${query.entityRef ?? `${query.namespace ?? ''} ${query.name}`} yet`);
    }
    return found;
  }

  async find(query: SubjectQuery, kind?: NodeKind): Promise<Subject | undefined> {
    if (query.entityRef !== undefined) return this.ofEntity(query.entityRef);
    if (query.name === undefined) throw new InputError('Say which: entityRef, or namespace and name');
    const kinds: NodeKind[] = kind ? [kind] : ['dataset', 'job'];
    for (const one of kinds) {
      const found =
        query.namespace === undefined
          ? await this.byBareName(one, query.name)
          : await this.byName(one, query.namespace, query.name);
      if (found) return found;
    }
    return undefined;
  }

  async byName(kind: NodeKind, namespace: string, name: string): Promise<Subject | undefined> {
    if (kind === 'job') {
      const job = await this.db('lineage_job').where({ namespace, name }).first('id', 'namespace', 'name');
      return job && { kind, ...job, id: String(job.id) };
    }
    const trimmed = this.naming(namespace, name);
    const row = await this.db('lineage_dataset as d')
      .join('lineage_dataset as c', 'c.id', 'd.canonical_id')
      .whereIn(
        ['d.namespace', 'd.name'],
        [
          [namespace, name],
          [trimmed.namespace, trimmed.name],
        ],
      )
      .first('c.id', 'c.namespace', 'c.name');
    return row && { kind, ...row, id: String(row.id) };
  }

  /** As `byName` for many in two queries, by `[kind, namespace, name]` as it was asked. */
  private async byNames(
    asked: readonly { kind: NodeKind; namespace: string; name: string }[],
  ): Promise<Map<string, Subject>> {
    const jobs = asked.filter(one => one.kind === 'job').map(one => ({ one, ...one }));
    const datasets = asked
      .filter(one => one.kind === 'dataset')
      // Under the name as given first, else under the one without its partition.
      .flatMap(one => [
        { one, namespace: one.namespace, name: one.name },
        { one, ...this.naming(one.namespace, one.name) },
      ]);
    const columns = (list: readonly { namespace: string; name: string }[]) => [
      list.map(item => item.namespace),
      list.map(item => item.name),
    ];
    const [foundJobs, foundDatasets] = await Promise.all([
      this.db.raw(
        `SELECT j.id, j.namespace, j.name, j.namespace AS own_namespace, j.name AS own_name FROM lineage_job j
         JOIN unnest(?::text[], ?::text[]) AS wanted(namespace, name) USING (namespace, name)`,
        columns(jobs),
      ),
      this.db.raw(
        `SELECT c.id, c.namespace, c.name, d.namespace AS own_namespace, d.name AS own_name FROM lineage_dataset d
         JOIN unnest(?::text[], ?::text[]) AS wanted(namespace, name) USING (namespace, name)
         JOIN lineage_dataset c ON c.id = d.canonical_id`,
        columns(datasets),
      ),
    ]);
    const result = new Map<string, Subject>();
    for (const [kind, list, { rows }] of [
      ['job', jobs, foundJobs],
      ['dataset', datasets, foundDatasets],
    ] as const) {
      const byName = new Map<string, Record<string, string>>(
        rows.map((row: Record<string, string>) => [JSON.stringify([row.own_namespace, row.own_name]), row]),
      );
      for (const { one, namespace, name } of list) {
        const asAsked = JSON.stringify([kind, one.namespace, one.name]);
        const row = byName.get(JSON.stringify([namespace, name]));
        if (row && !result.has(asAsked)) {
          result.set(asAsked, { kind, id: String(row.id), namespace: row.namespace, name: row.name });
        }
      }
    }
    return result;
  }

  private async byBareName(kind: NodeKind, name: string): Promise<Subject | undefined> {
    const rows =
      kind === 'job'
        ? await this.db('lineage_job').where({ name }).distinct('id', 'namespace', 'name').limit(2)
        : await this.db('lineage_dataset as d')
            .join('lineage_dataset as c', 'c.id', 'd.canonical_id')
            .where('d.name', name)
            .distinct('c.id', 'c.namespace', 'c.name')
            .limit(2);
    if (rows.length > 1) throw new InputError(`${kind} "${name}" is in more than one namespace; say which`);
    return rows[0] && { kind, ...rows[0], id: String(rows[0].id) };
  }

  /** By claim first; else by the ref that ingested entities have, whose hash is of kind, namespace and name. */
  async ofEntity(entityRef: string): Promise<Subject | undefined> {
    return (await this.ofEntities([entityRef])).get(entityRef.toLocaleLowerCase('en-US'))?.subject;
  }

  /** By lower-case ref; `rivals` are other entities that claim the same name. */
  async ofEntities(entityRefs: readonly string[]): Promise<Map<string, { subject: Subject; rivals: string[] }>> {
    const wanted = [...new Set(entityRefs.map(ref => ref.toLocaleLowerCase('en-US')))];
    const result = new Map<string, { subject: Subject; rivals: string[] }>();
    const claims = await this.db('lineage_claim').select().orderBy('entity_ref');
    const asked = new Set(wanted);
    const mine = claims.filter(one => asked.has(one.entity_ref));
    const subjects = await this.byNames(mine);
    for (const claim of mine) {
      const subject = subjects.get(JSON.stringify([claim.kind, claim.namespace, claim.name]));
      if (!subject || result.has(claim.entity_ref)) continue;
      const same = claims.filter(
        one => one.kind === claim.kind && one.namespace === claim.namespace && one.name === claim.name,
      );
      result.set(claim.entity_ref, {
        subject,
        rivals: same.map(one => one.entity_ref).filter(ref => ref !== claim.entity_ref),
      });
    }
    const ours = new Set(wanted.filter(ref => !result.has(ref) && /^(component|resource):lineage\//.test(ref)));
    if (ours.size > 0) {
      // The ref cannot be turned back, but its tail can be looked for.
      const all = await this.subjects();
      for (const subject of all) {
        const ref = entityRefOf(subject.kind, subject.namespace, subject.name);
        if (ours.has(ref)) result.set(ref, { subject, rivals: [] });
      }
    }
    return result;
  }

  /** Subjects by node id; ids that are no longer there are left out. */
  async byNodeIds(ids: readonly string[]): Promise<Map<string, Subject>> {
    const numbers = (kind: NodeKind) =>
      ids.filter(id => id.startsWith(`${kind}:`)).map(id => id.slice(kind.length + 1));
    const [jobs, datasets] = await Promise.all([
      this.db('lineage_job').whereIn('id', numbers('job')).select('id', 'namespace', 'name'),
      this.db('lineage_dataset').whereIn('id', numbers('dataset')).select('id', 'namespace', 'name'),
    ]);
    const found = [
      ...jobs.map(row => ({ kind: 'job' as const, ...row, id: String(row.id) })),
      ...datasets.map(row => ({ kind: 'dataset' as const, ...row, id: String(row.id) })),
    ];
    return new Map(found.map(one => [nodeIdOf(one), one]));
  }

  /** Every job and canonical dataset. */
  async subjects(): Promise<Subject[]> {
    const [jobs, datasets] = await Promise.all([
      this.db('lineage_job').select('id', 'namespace', 'name'),
      this.db('lineage_dataset').whereRaw('id = canonical_id').select('id', 'namespace', 'name'),
    ]);
    return [
      ...jobs.map(row => ({ kind: 'job' as const, id: String(row.id), namespace: row.namespace, name: row.name })),
      ...datasets.map(row => ({
        kind: 'dataset' as const,
        id: String(row.id),
        namespace: row.namespace,
        name: row.name,
      })),
    ];
  }

  /** Which entity a subject has: the first that claims any of its names, else the one its name would have if promoted. */
  async entityRefs(): Promise<(subject: Pick<Subject, 'kind' | 'namespace' | 'name'>) => string> {
    const claims = await this.claims();
    return subject =>
      claims.get(key(subject.kind, subject.namespace, subject.name)) ??
      entityRefOf(subject.kind, subject.namespace, subject.name);
  }

  /** First claiming entity by kind and canonical name. */
  async claims(): Promise<Map<string, string>> {
    const rows = await this.db.raw(
      `SELECT c.kind, coalesce(k.namespace, c.namespace) AS namespace, coalesce(k.name, c.name) AS name, min(c.entity_ref) AS ref
       FROM lineage_claim c
       LEFT JOIN lineage_dataset d ON c.kind = 'dataset' AND d.namespace = c.namespace AND d.name = c.name
       LEFT JOIN lineage_dataset k ON k.id = d.canonical_id
       GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`,
    );
    return new Map(
      rows.rows.map((row: Record<string, string>) => [key(row.kind as NodeKind, row.namespace, row.name), row.ref]),
    );
  }
}
