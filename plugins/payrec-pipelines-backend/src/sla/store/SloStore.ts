import { CheckState, LineageName, NodeKind, SloCurrent, SloFault } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { CheckMemory } from '../decide/hysteresis';
import { CompiledSlo } from '../definition/types';
import { toDate, toInstant, toMs } from './rows';

export type Subject = LineageName & { readonly kind: NodeKind };
/** A definition in force together with what the catalog says about its entity. */
export type ActiveSlo = CompiledSlo & {
  readonly entityTitle: string;
  readonly owner: string | null;
  readonly system: string | null;
  readonly stage: string | null;
  readonly entityKind: string;
  /** What the entity's annotations name. */
  readonly claims: LineageName | null;
};
export type SloState = {
  readonly current: SloCurrent;
  readonly check: CheckState;
  readonly memory: CheckMemory;
  readonly subject: Subject | null;
};

/** Definitions and their latest state. */
export class SloStore {
  /** Makes exactly these definitions the ones in force. */
  async replace(db: Knex, slos: readonly ActiveSlo[], faults: readonly SloFault[], nowMs: number): Promise<void> {
    const active: { slo_id: string; version: string }[] = await db('slo_definitions').where('active', true);
    const wanted = new Map(slos.map(slo => [slo.id, slo.version]));
    for (const { slo_id, version } of active) {
      if (wanted.get(slo_id) !== version)
        await db('slo_definitions').where({ slo_id, version }).update({ active: false });
    }
    for (const slo of slos) {
      await db('slo_definitions')
        .insert({
          slo_id: slo.id,
          version: slo.version,
          definition: JSON.stringify(slo),
          first_seen_at: toDate(nowMs),
          active: true,
        })
        .onConflict(['slo_id', 'version'])
        .merge(['definition', 'active']);
    }
    await db('slo_faults').delete();
    const distinct = [...new Map(faults.map(fault => [JSON.stringify(fault), fault])).values()];
    if (distinct.length > 0) {
      await db('slo_faults').insert(
        distinct.map(fault => ({ entity_ref: fault.entityRef, path: fault.path, message: fault.message })),
      );
    }
  }

  async listActive(db: Knex): Promise<ActiveSlo[]> {
    const rows: { definition: ActiveSlo }[] = await db('slo_definitions').where('active', true).orderBy('slo_id');
    return rows.map(row => row.definition);
  }

  async versions(db: Knex, sloId: string): Promise<{ version: string; firstSeenAt: string }[]> {
    const rows: Record<string, unknown>[] = await db('slo_definitions')
      .where('slo_id', sloId)
      .orderBy([{ column: 'first_seen_at', order: 'desc' }, 'version']);
    return rows.map(row => ({ version: String(row.version), firstSeenAt: toInstant(toMs(row.first_seen_at))! }));
  }

  async faults(db: Knex): Promise<SloFault[]> {
    const rows: Record<string, string>[] = await db('slo_faults').orderBy(['entity_ref', 'path', 'message']);
    return rows.map(row => ({ entityRef: row.entity_ref, path: row.path, message: row.message }));
  }

  async states(db: Knex): Promise<Map<string, SloState>> {
    const rows: Record<string, unknown>[] = await db('slo_states');
    return new Map(
      rows.map(row => [
        String(row.slo_id),
        {
          current: row.current as SloCurrent,
          check: row.check_state as CheckState,
          memory: row.memory as CheckMemory,
          subject: row.subject as Subject | null,
        },
      ]),
    );
  }

  async putState(db: Knex, sloId: string, state: SloState, nowMs: number): Promise<void> {
    const columns = {
      current: JSON.stringify(state.current),
      check_state: state.check,
      memory: JSON.stringify(state.memory),
      subject: state.subject === null ? null : JSON.stringify(state.subject),
      updated_at: toDate(nowMs),
    };
    await db('slo_states')
      .insert({ slo_id: sloId, ...columns })
      .onConflict('slo_id')
      .merge();
  }

  async silences(db: Knex, nowMs: number): Promise<Map<string, number>> {
    const rows: Record<string, unknown>[] = await db('slo_silences').where('until', '>', toDate(nowMs));
    return new Map(rows.map(row => [String(row.slo_id), toMs(row.until)!]));
  }

  async silence(db: Knex, sloId: string, untilMs: number | null, author: string, reason: string): Promise<void> {
    if (untilMs === null) {
      await db('slo_silences').where('slo_id', sloId).delete();
      return;
    }
    await db('slo_silences')
      .insert({ slo_id: sloId, until: toDate(untilMs), author, reason })
      .onConflict('slo_id')
      .merge();
  }

  async evaluatedAtMs(db: Knex): Promise<number | null> {
    const row: { evaluated_at: Date | null } | undefined = await db('sla_clock').first();
    return toMs(row?.evaluated_at);
  }

  async setEvaluatedAt(db: Knex, nowMs: number): Promise<void> {
    await db('sla_clock').update({ evaluated_at: toDate(nowMs) });
  }
}
