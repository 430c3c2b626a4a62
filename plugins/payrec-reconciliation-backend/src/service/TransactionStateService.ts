import { SystemFinalIndex } from '@internal/plugin-payrec-node';
import { TransactionState } from '@internal/plugin-payrec-reconciliation-common';
import { BreakStore } from '../database/BreakStore';
import { RunStore } from '../database/RunStore';
import { transactionPlace } from '../queries/transactionStateQuery';
import { breakIdOf } from './RunJob';

/**
 * Where one transaction stands in the run that counts for its unit. For other plugins, which have no person's scope: it
 * answers a word and ids, so nothing that a scope would hide can leave by it.
 */
export class TransactionStateService {
  constructor(
    private readonly deps: {
      readonly runs: Pick<RunStore, 'pointers'>;
      readonly breaks: Pick<BreakStore, 'find'>;
      readonly system: Pick<SystemFinalIndex, 'query'>;
    },
  ) {}

  /** @throws FinalIndexUnavailableError and its kin; a transaction nobody knows is `unknown` and no error. */
  async get(
    transaction: { txnId: string; unit: string },
    options: { signal?: AbortSignal },
  ): Promise<TransactionState> {
    const [pointer] = await this.deps.runs.pointers([transaction.unit]);
    if (!pointer) return { state: 'unknown', breakId: null, runId: null, asOf: null };
    const { rows } = await this.deps.system.query(
      transactionPlace,
      { ...transaction, matchRunId: pointer.matchRunId },
      { reason: 'state of one transaction for another plugin', signal: options.signal },
    );
    const from = { runId: pointer.runId, asOf: pointer.publishedAt };
    const place = rows.at(0);
    if (!place) return { state: 'unknown', breakId: null, ...from };
    const isMatched = place.group_id !== null;
    const breakId = breakIdOf(place.case_key ?? `G|${transaction.unit}|${place.group_id}`);
    const found = await this.deps.breaks.find(breakId);
    // A group may leave a residual that somebody claims; the money of a transaction in it is not settled then.
    if (found?.state === 'disputed') return { state: 'disputed', breakId, ...from };
    if (isMatched) return { state: 'matched', breakId: null, ...from };
    return {
      state: place.break_class === 'TIMING' ? 'on-its-way' : 'open',
      breakId: found ? breakId : null,
      ...from,
    };
  }
}
