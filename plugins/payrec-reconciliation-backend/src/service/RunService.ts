import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import {
  Instant,
  IsoDate,
  addDays,
  businessDateOf,
  instantFromEpochMs,
  instantToEpochMs,
} from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { NewRun, Run, RunStore } from '../database/RunStore';
import { UnitStore } from '../database/UnitStore';
import { StatementFileStore } from '../database/StatementFileStore';
import { AccountDirectory } from './AccountDirectory';
import { Changes } from './Changes';

/** Asks for runs, shows and cancels them. What a run does is in RunJob, who does it in RunWorker. */
export class RunService {
  private readonly listeners = new Set<() => void>();

  constructor(
    private readonly deps: {
      readonly runs: RunStore;
      readonly units: Pick<UnitStore, 'pointers'>;
      readonly files: StatementFileStore;
      readonly accounts: AccountDirectory;
      readonly changes: Changes;
      readonly now: () => Instant;
      readonly newId: () => string;
      /** Latest business date the index is complete for; null for an empty one. */
      readonly indexDate: () => Promise<IsoDate | null>;
      readonly debounceSeconds: number;
      readonly defaultCutOff: { time: string; zone: string };
    },
  ) {}

  /** Called when work may be waiting. */
  onWake(listener: () => void): void {
    this.listeners.add(listener);
  }

  wake(): void {
    for (const listener of this.listeners) listener();
  }

  /**
   * Queues a run on demand. The same key again answers with the same run.
   * @throws InputError for a unit nobody knows, naming it.
   */
  async start(request: {
    actor: string;
    units?: readonly string[];
    asOfDate?: IsoDate;
    idempotencyKey: string;
  }): Promise<Run> {
    const { runs, now, newId } = this.deps;
    const units = await this.resolveUnits(request.units);
    const id = await runs.enqueue({
      id: newId(),
      trigger: 'manual',
      requestedBy: request.actor,
      requestKey: `manual|${request.actor}|${request.idempotencyKey}`,
      asOfDate: request.asOfDate ?? (await this.defaultAsOf([])),
      now: now(),
      units,
    });
    return this.queued(id);
  }

  /**
   * Queues a run over the unit of a break because somebody decided or asked to look again, as of the day the unit is
   * published for. Part of that transaction.
   */
  async enqueueRecheck(
    trx: Knex.Transaction,
    { unit, currency, businessDate }: { unit: string; currency: string; businessDate: IsoDate },
    actor: string,
  ): Promise<string> {
    const [pointer] = await this.deps.units.pointers([unit]);
    return this.deps.runs.enqueue(
      {
        id: this.deps.newId(),
        trigger: 'recheck',
        requestedBy: actor,
        requestKey: null,
        asOfDate: pointer?.asOfDate ?? businessDate,
        now: this.deps.now(),
        units: [{ unit, currency }],
      },
      trx,
    );
  }

  /** Queues a run over what a file brought; several files that come together share one. */
  async enqueueAfterStatement(trx: Knex.Transaction, units: NewRun['units'], asOfDate: IsoDate): Promise<string> {
    const now = this.deps.now();
    return this.deps.runs.enqueue(
      {
        id: this.deps.newId(),
        trigger: 'statement',
        requestedBy: null,
        requestKey: null,
        asOfDate,
        now,
        notBefore: instantFromEpochMs(instantToEpochMs(now) + this.deps.debounceSeconds * 1000),
        units,
      },
      trx,
    );
  }

  /**
   * Queues the nightly runs that are due: for each cut-off the last business date that closed at least `delayMinutes` ago,
   * once. A date the index is not complete for waits for its data.
   */
  async enqueueNightly(delayMinutes: number): Promise<string[]> {
    const { runs, now, newId } = this.deps;
    const indexDate = await this.deps.indexDate();
    if (indexDate === null) return [];
    const at = now();
    const shifted = instantFromEpochMs(instantToEpochMs(at) - delayMinutes * 60_000);
    const groups = new Map<string, { date: IsoDate; units: Array<{ unit: string; currency: string }> }>();
    for (const account of await this.deps.accounts.list()) {
      const closed = addDays(businessDateOf(shifted, account.cutOff), -1);
      const date = closed < indexDate ? closed : indexDate;
      const key = `schedule|${account.cutOff.time}|${account.cutOff.zone}|${date}`;
      const group = groups.get(key) ?? { date, units: [] };
      group.units.push({ unit: account.unit, currency: account.currency });
      groups.set(key, group);
    }
    const queued: string[] = [];
    for (const [requestKey, { date, units }] of groups) {
      const id = newId();
      const actual = await runs.enqueue({
        id,
        trigger: 'schedule',
        requestedBy: null,
        requestKey,
        asOfDate: date,
        now: at,
        units,
      });
      if (actual === id) queued.push(id);
    }
    if (queued.length > 0) this.wake();
    return queued;
  }

  /** @throws NotFoundError naming the id. */
  async get(id: string): Promise<Run> {
    const run = await this.deps.runs.find(id);
    if (!run) throw new NotFoundError(`There is no run ${id}; it may have been asked for in another portal`);
    return run;
  }

  list(page: { limit: number; before?: string }): Promise<Run[]> {
    return this.deps.runs.list(page);
  }

  /** @throws ConflictError when the run has ended, NotFoundError when there is none. */
  async cancel(id: string, request: { actor: string; reason: string }): Promise<Run> {
    const run = await this.get(id);
    const done = await this.deps.runs.cancel(id, { ...request, now: this.deps.now() });
    if (!done) throw new ConflictError(`STATE: run ${id} is ${run.state} and cannot be cancelled any more`);
    this.deps.changes.announce({ kind: 'run', id });
    return this.get(id);
  }

  /**
   * The day a run speaks for when nobody names one: the latest the index, a statement or a published run reaches, though
   * no statement may pull it past today.
   */
  async defaultAsOf(reported: ReadonlyArray<IsoDate | null>): Promise<IsoDate> {
    const { units, files, now, indexDate } = this.deps;
    const today = businessDateOf(now(), this.deps.defaultCutOff);
    const index = await indexDate();
    const bound = index !== null && index > today ? index : today;
    const latest = [
      index,
      await files.latestStatementDate(),
      ...reported,
      ...(await units.pointers()).map(pointer => pointer.asOfDate),
    ].reduce<IsoDate | null>((max, date) => (date !== null && (max === null || date > max) ? date : max), null);
    return latest !== null && latest < bound ? latest : bound;
  }

  private async queued(id: string): Promise<Run> {
    this.wake();
    this.deps.changes.announce({ kind: 'run', id });
    return this.get(id);
  }

  private async resolveUnits(asked: readonly string[] | undefined): Promise<Array<{ unit: string; currency: string }>> {
    const accounts = await this.deps.accounts.byUnit();
    const units = asked && asked.length > 0 ? [...new Set(asked)] : [...accounts.keys()];
    if (units.length === 0) {
      throw new InputError(
        'There is no account to reconcile; add accounts to payrec.reconciliation.accounts or to the index table accounts',
      );
    }
    return units.map(unit => {
      const account = accounts.get(unit);
      if (!account) {
        throw new InputError(`There is no unit "${unit}"; units are listed by GET /v1/units`);
      }
      return { unit, currency: account.currency };
    });
  }
}
