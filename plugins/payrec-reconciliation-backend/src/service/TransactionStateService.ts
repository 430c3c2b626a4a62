import { SystemFinalIndex } from '@internal/plugin-payrec-node';
import { TransactionState } from '@internal/plugin-payrec-reconciliation-common';
import { BreakStore } from '../database/BreakStore';
import { Publication, UnitStore } from '../database/UnitStore';
import { PLACES_MAX, TransactionPlace, transactionPlaces } from '../queries/transactionStateQuery';
import { breakIdOf } from './breakCases';

/** Runs before the one that counts that are looked through; housekeeping keeps those of some 90 days. */
const HISTORY_MAX = 8 * PLACES_MAX;

type Transaction = { readonly txnId: string; readonly unit: string };

/**
 * Where one transaction stands in the run that counts for its unit, or, when its day has left the window of that run, in the
 * last published one that had it. For other plugins, which have no person's scope: it answers a word and ids, so nothing
 * that a scope would hide can leave by it.
 */
export class TransactionStateService {
  constructor(
    private readonly deps: {
      readonly units: Pick<UnitStore, 'pointers' | 'publications'>;
      readonly breaks: Pick<BreakStore, 'find'>;
      readonly system: Pick<SystemFinalIndex, 'query'>;
    },
  ) {}

  /** @throws FinalIndexUnavailableError and its kin; a transaction nobody knows is `unknown` and no error. */
  async get(transaction: Transaction, options: { signal?: AbortSignal }): Promise<TransactionState> {
    const [pointer] = await this.deps.units.pointers([transaction.unit]);
    if (!pointer) return { state: 'unknown', breakId: null, runId: null, asOf: null };
    const current = await this.placeIn([pointer], transaction, options);
    if (current) return this.stateOf(transaction, current);
    const last = await this.lastPlace(transaction, options);
    const state = last && (await this.stateOf(transaction, last));
    // Open rows stay in every run until they are settled: one that was open and is not there any more was taken back.
    const isSettled = state !== undefined && (state.state === 'matched' || state.state === 'disputed');
    return isSettled ? state : { state: 'unknown', breakId: null, runId: pointer.runId, asOf: pointer.publishedAt };
  }

  /** The newest publication of the unit before the one that counts which has the transaction. */
  private async lastPlace(transaction: Transaction, options: { signal?: AbortSignal }): Promise<Found | undefined> {
    const [, ...earlier] = await this.deps.units.publications(transaction.unit, HISTORY_MAX);
    for (let at = 0; at < earlier.length; at += PLACES_MAX) {
      const found = await this.placeIn(earlier.slice(at, at + PLACES_MAX), transaction, options);
      if (found) return found;
    }
    return undefined;
  }

  /** In the first of the publications that has it. */
  private async placeIn(
    publications: readonly Publication[],
    transaction: Transaction,
    options: { signal?: AbortSignal },
  ): Promise<Found | undefined> {
    const { rows } = await this.deps.system.query(
      transactionPlaces,
      { ...transaction, matchRunIds: publications.map(one => one.matchRunId) },
      { reason: 'state of one transaction for another plugin', signal: options.signal },
    );
    for (const publication of publications) {
      const place = rows.find(row => row.run_id === publication.matchRunId);
      if (place) return { place, publication };
    }
    return undefined;
  }

  private async stateOf({ unit }: Transaction, { place, publication }: Found): Promise<TransactionState> {
    const from = { runId: publication.runId, asOf: publication.publishedAt };
    const breakId = breakIdOf(place.case_key ?? `G|${unit}|${place.group_id}`);
    const found = await this.deps.breaks.find(breakId);
    // A group may leave a residual that somebody claims; the money of a transaction in it is not settled then.
    if (found?.state === 'disputed') return { state: 'disputed', breakId, ...from };
    // A write-off by two people settles it as well; the next run leaves it out.
    if (place.group_id !== null || found?.state === 'approved') return { state: 'matched', breakId: null, ...from };
    return {
      state: place.break_class === 'TIMING' ? 'on-its-way' : 'open',
      breakId: found ? breakId : null,
      ...from,
    };
  }
}

type Found = { readonly place: TransactionPlace; readonly publication: Publication };
