import { LoggerService } from '@backstage/backend-plugin-api';
import { Instant } from '@internal/plugin-payrec-common';
import { AlertEvent, IngestResult } from '@internal/plugin-payrec-fraud-common';
import { GroupCommit } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { prepared } from '../database/prepared';
import { AlertChange } from '../feed/appendEvent';
import { ALERT_COLUMN_LIST, AlertStore } from '../store/AlertStore';
import { AlertDbRow, AlertRow, toAlertRow } from '../store/alertRow';
import { IngestDecision, IngestPolicy, decideIngest } from './decideIngest';
import { ParsedEvent, parseEvent, scoreText } from './parseEvent';
import { IntakeSource, QuarantineStore } from './QuarantineStore';

/** Decides which new alerts a suppression hides. Implemented by the work part; counts inside the transaction. */
export interface SuppressionPort {
  /** By alert id; an alert without an entry passes. */
  judge(
    trx: Knex.Transaction,
    rows: readonly AlertRow[],
    now: Instant,
  ): Promise<ReadonlyMap<string, { readonly hidden: boolean; readonly suppressionId: string }>>;
}

type Deps = {
  readonly db: Knex;
  readonly alerts: AlertStore;
  readonly quarantine: QuarantineStore;
  readonly policy: IngestPolicy;
  readonly limits: { readonly concurrencyMax: number; readonly waitingMax: number; readonly futureMaxMs: number };
  readonly suppressions: SuppressionPort | undefined;
  readonly now: () => Instant;
  readonly wake: () => void;
  readonly logger: LoggerService;
  readonly count: (source: IntakeSource, result: IngestResult['result']) => void;
};

/** Events of several senders in one transaction. */
const GROUP_MAX = 200;

/** One event as it was sent, and as it was read. */
type Sent = { readonly payload: unknown; readonly source: IntakeSource; readonly parsed: ParsedEvent };
type Numbered = {
  readonly at: number;
  readonly event: AlertEvent;
  readonly payload: unknown;
  readonly source: IntakeSource;
};

/** Rows of the batch's patterns as the decisions so far leave them. */
class HeldAlerts {
  private readonly byId = new Map<string, AlertRow>();
  private readonly open = new Map<string, AlertRow>();
  private readonly closed = new Map<string, AlertRow>();

  constructor(rows: readonly AlertRow[]) {
    rows.forEach(row => this.set(row));
  }

  set(row: AlertRow): void {
    this.byId.set(row.alert_id, row);
    if (row.state !== 'CLOSED') {
      this.open.set(row.dedupe_key, row);
      return;
    }
    const known = this.closed.get(row.dedupe_key);
    if (!known || (known.closed_at ?? '') < (row.closed_at ?? '')) this.closed.set(row.dedupe_key, row);
  }

  of(event: AlertEvent) {
    const key = event.dedupeKey ?? event.alertId;
    return {
      byId: event.alertId === undefined ? undefined : this.byId.get(event.alertId),
      open: key === undefined ? undefined : this.open.get(key),
      closed: key === undefined ? undefined : this.closed.get(key),
    };
  }
}

/** Alerts in, at least once: the same event again has no effect, a bad one goes to quarantine and stops nobody else. */
export class IntakeService {
  private readonly groups: GroupCommit<Sent, IngestResult>;

  constructor(private readonly deps: Deps) {
    const { concurrencyMax, waitingMax } = deps.limits;
    this.groups = new GroupCommit({
      concurrencyMax,
      waitingMax,
      groupMax: GROUP_MAX,
      write: sent => this.takeGroup(sent),
    });
  }

  /**
   * Takes events in, in their order; one result for each. All or none of the good ones is committed when it answers.
   * @throws ServiceUnavailableError on overload: nothing was kept, send again.
   */
  async ingest(payloads: readonly unknown[], source: IntakeSource): Promise<IngestResult[]> {
    const nowMs = Date.parse(this.deps.now());
    const results = await this.groups.put(
      payloads.map(payload => ({
        payload,
        source,
        parsed: parseEvent(payload, nowMs, this.deps.limits.futureMaxMs),
      })),
    );
    results.forEach(one => this.deps.count(source, one.result));
    return results;
  }

  /** Events of one or several senders, in one transaction. */
  private async takeGroup(sent: readonly Sent[]): Promise<IngestResult[]> {
    const results = new Array<IngestResult>(sent.length);
    const good: Numbered[] = [];
    for (const [at, { payload, source, parsed }] of sent.entries()) {
      if (parsed.kind === 'event') good.push({ at, event: parsed.event, payload, source });
      else results[at] = await this.setAside(payload, source, parsed.eventId, parsed.reason);
    }
    await this.takeIn(good, results);
    this.deps.wake();
    return results;
  }

  private async takeIn(good: readonly Numbered[], results: IngestResult[]): Promise<void> {
    if (good.length === 0) return;
    try {
      const written = await this.deps.alerts.transaction(trx => this.write(trx, good));
      written.forEach((result, index) => {
        results[good[index].at] = result;
      });
    } catch (error) {
      if (!isDataFault(error)) throw error;
      if (good.length === 1) {
        const [{ at, event, payload, source }] = good;
        this.deps.logger.warn(`Event ${event.eventId} cannot be stored: ${error}`);
        results[at] = await this.setAside(
          payload,
          source,
          event.eventId,
          'The event holds a value the database cannot store, such as a broken character; send it without.',
        );
        return;
      }
      // One of them cannot be stored: find it, so that the others are not held up.
      for (const one of good) await this.takeIn([one], results);
    }
  }

  private async setAside(payload: unknown, source: IntakeSource, eventId: string | null, reason: string) {
    await this.deps.quarantine.add({ source, eventId, reason, payload, at: this.deps.now() });
    return { eventId, result: 'quarantined', alertId: null, reason } as const;
  }

  private async write(trx: Knex.Transaction, good: readonly Numbered[]): Promise<IngestResult[]> {
    const now = this.deps.now();
    const events = good.map(one => one.event);
    const fresh = await claimEventIds(trx, events);
    const todo = events.filter(event => fresh.has(event.eventId));
    const held = new HeldAlerts(todo.length > 0 ? await lockHeld(trx, todo) : []);
    const decided = new Map<string, { result: IngestResult; decision: IngestDecision }>();
    for (const event of events) {
      // The same id twice within one batch: the first counts.
      if (!fresh.has(event.eventId) || decided.has(event.eventId)) continue;
      const decision = decideIngest(event, held.of(event), now, this.deps.policy);
      if (decision.kind !== 'keep') held.set(decision.row);
      decided.set(event.eventId, { decision, result: toResult(event, decision) });
    }
    const hidden = await this.suppress(trx, decided, now);
    await this.store(trx, todo, decided, hidden, now);
    const told = new Set<string>();
    return events.map(event => {
      const one = decided.get(event.eventId);
      if (!one || told.has(event.eventId)) {
        return { eventId: event.eventId, result: 'duplicate', alertId: event.alertId ?? null, reason: null };
      }
      told.add(event.eventId);
      return hidden.has(one.result.alertId ?? '') ? { ...one.result, result: 'suppressed' } : one.result;
    });
  }

  /** Alert ids that a suppression hides; the suppressed sample is marked on the row and passes. */
  private async suppress(
    trx: Knex.Transaction,
    decided: Map<string, { result: IngestResult; decision: IngestDecision }>,
    now: Instant,
  ): Promise<ReadonlySet<string>> {
    const created = [...decided.values()].flatMap(({ decision }) => (decision.kind === 'create' ? [decision.row] : []));
    if (!this.deps.suppressions || created.length === 0) return new Set();
    const verdicts = await this.deps.suppressions.judge(trx, created, now);
    for (const one of decided.values()) {
      const { decision } = one;
      const verdict = decision.kind === 'create' ? verdicts.get(decision.row.alert_id) : undefined;
      if (decision.kind === 'create' && verdict && !verdict.hidden) {
        one.decision = { kind: 'create', row: { ...decision.row, suppression_id: verdict.suppressionId } };
      }
    }
    return new Set([...verdicts].filter(([, verdict]) => verdict.hidden).map(([alertId]) => alertId));
  }

  private async store(
    trx: Knex.Transaction,
    todo: readonly AlertEvent[],
    decided: ReadonlyMap<string, { decision: IngestDecision }>,
    hidden: ReadonlySet<string>,
    now: Instant,
  ): Promise<void> {
    const changes: AlertChange[] = [];
    const history: Array<Record<string, unknown>> = [];
    const seen = new Set<string>();
    for (const event of todo) {
      const decision = decided.get(event.eventId)?.decision;
      if (!decision || seen.has(event.eventId)) continue;
      seen.add(event.eventId);
      const alertId = decision.kind === 'keep' ? decision.alertId : decision.row.alert_id;
      if (hidden.has(alertId)) continue;
      const score = scoreText(event.score);
      history.push({
        alert_id: alertId,
        score_version: event.scoreVersion,
        score,
        event_id: event.eventId,
        at: now,
        applied: decision.kind !== 'keep' && decision.row.score === score,
      });
      if (decision.kind === 'keep') continue;
      const before = decision.kind === 'update' ? decision.before : null;
      changes.push({
        eventId: `in-${event.eventId}`,
        before,
        after: decision.row,
        kind: decision.kind === 'create' ? 'created' : decision.change,
        actor: null,
        detail: { from: before?.score ?? null, to: decision.row.score, modelVersion: event.modelVersion ?? null },
      });
    }
    await this.deps.alerts.put(trx, changes);
    if (history.length > 0) {
      await prepared(
        trx,
        'add_history',
        `INSERT INTO alert_score_history (alert_id, score_version, score, event_id, at, applied)
         SELECT alert_id, score_version, score, event_id, at, applied
         FROM jsonb_populate_recordset(NULL::alert_score_history, ?::jsonb) ON CONFLICT DO NOTHING`,
        [JSON.stringify(history)],
      );
    }
  }
}

/** The event ids nobody has taken in before. Waits for a transaction that is about to. */
async function claimEventIds(trx: Knex.Transaction, events: readonly AlertEvent[]): Promise<ReadonlySet<string>> {
  // Sorted, so that two batches with the same events never wait for each other in a circle.
  const ids = [...new Set(events.map(event => event.eventId))].sort();
  const { rows } = await prepared<{ rows: Array<{ event_id: string }> }>(
    trx,
    'claim_events',
    `INSERT INTO ingested_events (event_id) SELECT id FROM unnest(?::text[]) WITH ORDINALITY AS e(id, place)
     ORDER BY place ON CONFLICT (event_id) DO NOTHING RETURNING event_id`,
    [ids],
  );
  return new Set(rows.map(row => row.event_id));
}

/**
 * Locks the patterns of the events, then the rows they have. The advisory locks are for patterns that have no row yet, where
 * there is nothing to lock. Two statements: the second must see what the holder before us committed.
 */
async function lockHeld(trx: Knex.Transaction, events: readonly AlertEvent[]): Promise<AlertRow[]> {
  const ids = [...new Set(events.flatMap(event => event.alertId ?? []))];
  const keys = [...new Set(events.flatMap(event => event.dedupeKey ?? event.alertId ?? []))];
  const names = [...new Set([...ids, ...keys])];
  if (names.length === 0) return [];
  await prepared(
    trx,
    'lock_patterns',
    // A plan made while the table was small would be kept, and read all of it for each batch until it is analysed.
    `SELECT set_config('enable_seqscan', 'off', TRUE), pg_advisory_xact_lock(place) FROM (
       SELECT DISTINCT hashtextextended(name, 7741) AS place FROM unnest(?::text[]) AS n(name) ORDER BY 1
     ) places`,
    [names],
  );
  const { rows } = await prepared<{ rows: AlertDbRow[] }>(
    trx,
    'lock_held',
    // As an array, since the planner reads the whole table for an IN of a UNION; and one look per key, since it reads the
    // index of all open alerts to its end for many keys at once.
    `SELECT ${ALERT_COLUMN_LIST} FROM alerts WHERE alert_id = ANY(ARRAY(
       SELECT id FROM unnest(?::text[]) AS i(id)
       UNION SELECT a.alert_id FROM unnest(?::text[]) AS k(key) CROSS JOIN LATERAL (
         SELECT alert_id FROM alerts WHERE dedupe_key = k.key AND state <> 'CLOSED' ORDER BY dedupe_key LIMIT 1
       ) a
       UNION SELECT a.alert_id FROM unnest(?::text[]) AS k(key) CROSS JOIN LATERAL (
         SELECT alert_id FROM alerts WHERE dedupe_key = k.key AND state = 'CLOSED'
         ORDER BY closed_at DESC, alert_id LIMIT 1
       ) a
     )) ORDER BY alert_id FOR UPDATE`,
    [ids, keys, keys],
  );
  return rows.map(toAlertRow);
}

function toResult(event: AlertEvent, decision: IngestDecision): IngestResult {
  if (decision.kind === 'keep') {
    return { eventId: event.eventId, result: 'older_score', alertId: decision.alertId, reason: null };
  }
  const alertId = decision.row.alert_id;
  if (decision.kind === 'update') return { eventId: event.eventId, result: 'updated', alertId, reason: null };
  const result = decision.row.previous_alert_id === null ? 'created' : 'linked';
  return { eventId: event.eventId, result, alertId, reason: null };
}

/** SQLSTATE class 22 (a value no column takes) and 23 (a constraint), as opposed to a server that is gone. */
function isDataFault(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  return /^2[23]/.test(code);
}
