import { createHash } from 'node:crypto';
import { instantToEpochMs } from '@internal/plugin-payrec-common';
import { MaintenanceWindow } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { ConfiguredMaintenance } from '../config';
import { toDate, toInstant, toMs } from './rows';

/** Windows of config and of people. A window is half-open: a deadline at its very end counts again. */
export class MaintenanceStore {
  constructor(private readonly configured: readonly ConfiguredMaintenance[]) {}

  async list(db: Knex, nowMs: number): Promise<MaintenanceWindow[]> {
    const rows: Record<string, unknown>[] = await db('maintenance_windows');
    const ui = rows.map(row => ({
      id: String(row.id),
      scope: String(row.scope),
      from: toInstant(toMs(row.from_at))!,
      to: toInstant(toMs(row.to_at))!,
      reason: String(row.reason),
      author: String(row.author),
      source: 'ui' as const,
      createdAt: toInstant(toMs(row.created_at)),
      retroactive: Boolean(row.retroactive),
    }));
    const config = this.configured.map(one => ({
      id: `config-${createHash('sha256').update(JSON.stringify(one)).digest('hex').slice(0, 12)}`,
      scope: one.scope,
      from: one.from,
      to: one.to,
      reason: one.reason,
      author: null,
      source: 'config' as const,
      createdAt: null,
      retroactive: false,
    }));
    return [...ui, ...config]
      .map(one => ({ ...one, active: instantToEpochMs(one.from) <= nowMs && nowMs < instantToEpochMs(one.to) }))
      .sort((a, b) => instantToEpochMs(b.from) - instantToEpochMs(a.from) || (a.id < b.id ? -1 : 1));
  }

  async declare(
    db: Knex,
    window: { id: string; scope: string; fromMs: number; toMs: number; reason: string; author: string; nowMs: number },
  ): Promise<void> {
    await db('maintenance_windows').insert({
      id: window.id,
      scope: window.scope,
      from_at: toDate(window.fromMs),
      to_at: toDate(window.toMs),
      reason: window.reason,
      author: window.author,
      created_at: toDate(window.nowMs),
      retroactive: window.fromMs < window.nowMs,
    });
  }

  /** Ends a running window now; one that has not begun becomes empty. False when there is none to end. */
  async end(db: Knex, id: string, nowMs: number): Promise<boolean> {
    const changed = await db('maintenance_windows')
      .where('id', id)
      .where('to_at', '>', toDate(nowMs))
      .update({ to_at: db.raw('greatest(from_at, ?)', [toDate(nowMs)]) });
    return changed > 0;
  }
}

/** The window a moment falls into, of those whose scope is the entity, one of its pipelines, its system or everything. */
export function windowAt(
  windows: readonly MaintenanceWindow[],
  scopes: ReadonlySet<string>,
  ms: number,
): MaintenanceWindow | undefined {
  return windows.find(
    one => (one.scope === 'global' || scopes.has(one.scope)) && Date.parse(one.from) <= ms && ms < Date.parse(one.to),
  );
}
