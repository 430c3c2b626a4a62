import { randomUUID } from 'node:crypto';
import { MoneyJson } from '@internal/plugin-payrec-common';
import { IncidentEvent, SloSeverity } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { toDate, toInstant, toMs } from '../sla/store/rows';

export type IncidentRow = {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly severity: SloSeverity;
  readonly rootSloId: string;
  readonly openedMs: number;
  readonly resolvedMs: number | null;
  readonly acknowledgedMs: number | null;
  readonly acknowledgedBy: string | null;
  readonly moneyBehind: MoneyJson[];
};
export type MemberRow = {
  readonly incidentId: string;
  readonly sloId: string;
  readonly parentSloId: string | null;
  readonly depth: number;
  readonly partition: string | null;
  readonly openedMs: number;
  readonly resolvedMs: number | null;
};
type Raw = Record<string, unknown>;

/** Incidents, what hangs under them, and their timelines. */
export class IncidentStore {
  async open(
    db: Knex,
    incident: {
      title: string;
      severity: SloSeverity;
      rootSloId: string;
      partition: string | null;
      moneyBehind: MoneyJson[];
      openedMs: number;
    },
  ): Promise<IncidentRow> {
    const id = `INC-${randomUUID().slice(0, 12)}`;
    await db('incidents').insert({
      id,
      title: incident.title,
      severity: incident.severity,
      root_slo_id: incident.rootSloId,
      opened_at: toDate(incident.openedMs),
      money_behind: JSON.stringify(incident.moneyBehind),
    });
    await this.addMember(db, {
      incidentId: id,
      sloId: incident.rootSloId,
      parentSloId: null,
      depth: 0,
      partition: incident.partition,
      openedMs: incident.openedMs,
      resolvedMs: null,
    });
    return (await this.find(db, id))!;
  }

  async find(db: Knex, id: string): Promise<IncidentRow | undefined> {
    const row: Raw | undefined = await db('incidents').where('id', id).first();
    return row && toIncident(row);
  }

  async list(db: Knex, filter: { states?: readonly string[]; sloIds?: readonly string[] }): Promise<IncidentRow[]> {
    const query = db('incidents').orderByRaw('(resolved_at IS NULL) DESC, number DESC').limit(1000);
    if (filter.states?.length) {
      query.where(
        db.raw(
          `CASE WHEN resolved_at IS NOT NULL THEN 'resolved' WHEN acknowledged_at IS NOT NULL THEN 'acknowledged' ELSE 'open' END = ANY(?)`,
          [[...filter.states]],
        ),
      );
    }
    if (filter.sloIds) {
      query.whereIn(
        'id',
        db('incident_members')
          .select('incident_id')
          .whereIn('slo_id', [...filter.sloIds]),
      );
    }
    const rows: Raw[] = await query;
    return rows.map(toIncident);
  }

  async members(db: Knex, incidentIds: readonly string[]): Promise<MemberRow[]> {
    const rows: Raw[] = await db('incident_members')
      .whereIn('incident_id', [...incidentIds])
      .orderBy(['incident_id', 'depth', 'opened_at', 'slo_id']);
    return rows.map(toMember);
  }

  async openMembers(db: Knex): Promise<MemberRow[]> {
    const rows: Raw[] = await db('incident_members')
      .whereNull('resolved_at')
      .orderBy(['incident_id', 'depth', 'slo_id']);
    return rows.map(toMember);
  }

  /** Adds, or opens again within the same incident. */
  async addMember(db: Knex, member: MemberRow): Promise<void> {
    await db('incident_members')
      .insert({
        incident_id: member.incidentId,
        slo_id: member.sloId,
        parent_slo_id: member.parentSloId,
        depth: member.depth,
        partition: member.partition,
        opened_at: toDate(member.openedMs),
      })
      .onConflict(['incident_id', 'slo_id'])
      .merge({ partition: member.partition, resolved_at: null });
  }

  async resolveMember(db: Knex, incidentId: string, sloId: string, resolvedMs: number): Promise<void> {
    await db('incident_members')
      .where({ incident_id: incidentId, slo_id: sloId })
      .whereNull('resolved_at')
      .update({ resolved_at: toDate(resolvedMs) });
  }

  /** Closes the incident when all its members are resolved. True when it did so now. */
  async closeIfMet(db: Knex, incidentId: string, resolvedMs: number): Promise<boolean> {
    const changed = await db('incidents')
      .where('id', incidentId)
      .whereNull('resolved_at')
      .whereNotExists(db('incident_members').where('incident_id', incidentId).whereNull('resolved_at'))
      .update({ resolved_at: toDate(resolvedMs) });
    return changed > 0;
  }

  async acknowledge(db: Knex, incidentId: string, actor: string, nowMs: number): Promise<boolean> {
    const changed = await db('incidents')
      .where('id', incidentId)
      .whereNull('acknowledged_at')
      .whereNull('resolved_at')
      .update({ acknowledged_at: toDate(nowMs), acknowledged_by: actor });
    return changed > 0;
  }

  async addEvent(
    db: Knex,
    incidentId: string,
    event: { kind: IncidentEvent['kind']; text: string; atMs: number; actor?: string; runId?: string | null },
  ): Promise<void> {
    await db('incident_events').insert({
      incident_id: incidentId,
      at: toDate(event.atMs),
      kind: event.kind,
      text: event.text,
      actor: event.actor ?? null,
      run_id: event.runId ?? null,
    });
  }

  async events(db: Knex, incidentId: string): Promise<IncidentEvent[]> {
    const rows: Raw[] = await db('incident_events').where('incident_id', incidentId).orderBy(['at', 'id']);
    return rows.map(row => ({
      at: toInstant(toMs(row.at))!,
      kind: row.kind as IncidentEvent['kind'],
      text: String(row.text),
      actor: row.actor as string | null,
      runId: row.run_id as string | null,
    }));
  }
}

function toIncident(row: Raw): IncidentRow {
  return {
    id: String(row.id),
    number: Number(row.number),
    title: String(row.title),
    severity: row.severity as SloSeverity,
    rootSloId: String(row.root_slo_id),
    openedMs: toMs(row.opened_at)!,
    resolvedMs: toMs(row.resolved_at),
    acknowledgedMs: toMs(row.acknowledged_at),
    acknowledgedBy: row.acknowledged_by as string | null,
    moneyBehind: row.money_behind as MoneyJson[],
  };
}

function toMember(row: Raw): MemberRow {
  return {
    incidentId: String(row.incident_id),
    sloId: String(row.slo_id),
    parentSloId: row.parent_slo_id as string | null,
    depth: Number(row.depth),
    partition: row.partition as string | null,
    openedMs: toMs(row.opened_at)!,
    resolvedMs: toMs(row.resolved_at),
  };
}
