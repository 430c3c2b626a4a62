import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotAllowedError, NotFoundError } from '@backstage/errors';
import { Visibility } from '@internal/plugin-payrec-common';
import { NodeKind } from '@internal/plugin-payrec-pipelines-common';
import { EntitySight } from './EntitySight';
import { Names, Subject, SubjectQuery } from './Names';

/** Which of some subjects the caller may see, and the entity and owner of those. */
export type Sight = {
  readonly hidden: (subject: Subject) => boolean;
  readonly entityRef: (subject: Subject) => string | null;
  readonly owner: (subject: Subject) => string | null;
};

/** Jobs and datasets as the catalog shows them to a person: by the entity that each one has. */
export class SubjectAccess {
  constructor(private readonly names: Names, private readonly entities: EntitySight) {}

  async sightOf(credentials: BackstageCredentials, subjects: readonly Subject[]): Promise<Sight> {
    const refOf = await this.names.entityRefs();
    const { hidden, seen } = await this.entities.look(credentials, subjects.map(refOf));
    return {
      hidden: subject => hidden.has(refOf(subject)),
      entityRef: subject => (seen.has(refOf(subject)) ? refOf(subject) : null),
      owner: subject => seen.get(refOf(subject))?.owner ?? null,
    };
  }

  /** Of these the visible ones, in their order; `partial` when some are not. */
  async visibleOf(credentials: BackstageCredentials, subjects: readonly Subject[]) {
    const sight = await this.sightOf(credentials, subjects);
    const visible = subjects.filter(one => !sight.hidden(one));
    const visibility: Visibility = visible.length < subjects.length ? 'partial' : 'all';
    return { sight, visible, visibility };
  }

  /** A subject the caller may see. @throws NotFoundError for one that is not there, and likewise for a hidden one. */
  async getSubject(credentials: BackstageCredentials, query: SubjectQuery, kind?: NodeKind) {
    const subject = await this.names.get(query, kind);
    const sight = await this.sightOf(credentials, [subject]);
    if (sight.hidden(subject)) throw new NotFoundError(`No event has named ${query.entityRef ?? query.name} yet`);
    return { subject, sight };
  }

  /** @throws NotAllowedError where the catalog hides the subject from the caller. */
  async assertVisible(credentials: BackstageCredentials, subject: Subject): Promise<void> {
    if ((await this.sightOf(credentials, [subject])).hidden(subject)) {
      throw new NotAllowedError(
        'The catalog does not show you this job or dataset, so its events are not shown either',
      );
    }
  }
}
