import { LoggerService } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { WorkInputRefused } from '../workErrors';
import { Analyst, AnalystDirectory } from './AnalystDirectory';

/** Whom an alert may be handed to. */
export class AssigneeService {
  constructor(
    private readonly deps: {
      readonly directory: AnalystDirectory;
      /** Teams that work on alerts, for the words of a refusal. */
      readonly groups: readonly string[];
      readonly logger: LoggerService;
    },
  ) {}

  /** Everybody who works on alerts, by name. @throws ServiceUnavailableError when the catalog does not answer. */
  list(): Promise<readonly Analyst[]> {
    return this.ask(() => this.deps.directory.analysts());
  }

  /**
   * The person behind a reference, if alerts may be theirs: an alert handed to somebody who cannot open it would be out of
   * everybody's sight until its lease ends.
   * @throws InputError for what names no person; WorkInputRefused `assignee_unknown`, `assignee_no_analyst`;
   * ServiceUnavailableError when the catalog does not answer.
   */
  async require(text: string): Promise<Analyst> {
    const ref = toPersonRef(text);
    const found = (await this.list()).find(one => one.ref === ref);
    if (found) return found;
    if (await this.ask(() => this.deps.directory.knows(ref))) {
      throw new WorkInputRefused(
        'assignee_no_analyst',
        `${ref} does not work on alerts; choose a member of ${this.deps.groups.join(' or ')}`,
      );
    }
    throw new WorkInputRefused(
      'assignee_unknown',
      `There is no ${ref} in the catalog; choose a member of ${this.deps.groups.join(' or ')}`,
    );
  }

  private async ask<T>(question: () => Promise<T>): Promise<T> {
    try {
      return await question();
    } catch (error) {
      // What the catalog's client says holds addresses and is for the log only.
      this.deps.logger.warn(`The catalog was asked for the fraud team and failed: ${error}`);
      throw new ServiceUnavailableError(
        'The catalog does not answer, so nobody can say who works on alerts; try again in a minute',
      );
    }
  }
}

function toPersonRef(text: string): string {
  if (/^user:[a-z0-9-]+\/[a-z0-9._-]+$/i.test(text)) return stringifyEntityRef(parseEntityRef(text));
  throw new InputError(`"${text}" is not a person; expected an entity reference such as user:default/frank.analyst`);
}
