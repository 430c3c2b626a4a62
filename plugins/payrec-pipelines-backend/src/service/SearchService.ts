import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { Knex } from 'knex';
import { listSubjects } from '../registry/listSubjects';
import { SubjectAccess } from '../registry/SubjectAccess';

/** Jobs and datasets by a part of their name. */
export class SearchService {
  constructor(private readonly db: Knex, private readonly access: SubjectAccess) {}

  async search(credentials: BackstageCredentials, q: string, limit: number) {
    const subjects = (
      await Promise.all([listSubjects(this.db, 'job', { q, limit }), listSubjects(this.db, 'dataset', { q, limit })])
    ).flatMap(one => one.subjects);
    const { sight, visible, visibility } = await this.access.visibleOf(credentials, subjects);
    return {
      items: visible
        .slice(0, limit)
        .map(one => ({ kind: one.kind, namespace: one.namespace, name: one.name, entityRef: sight.entityRef(one) })),
      visibility,
    };
  }
}
