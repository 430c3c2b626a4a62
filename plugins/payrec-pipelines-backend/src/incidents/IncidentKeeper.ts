import { moneyFromJson, moneyToJson } from '@internal/plugin-payrec-common';
import { SloSeverity } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { MoneyBehind } from '../sla/FactReader';
import { CheckNotice } from '../sla/decide/hysteresis';
import { ActiveSlo } from '../sla/store/SloStore';
import { IncidentRow, IncidentStore, MemberRow } from './IncidentStore';
import { IncidentMessage, IncidentStatus, notificationPayload, webhookPayload } from './messages';
import { Outbox } from './Outbox';

/** An objective downstream with its distance in edges. */
export type Downstream = { readonly slo: ActiveSlo; readonly distance: number };

export type SloChange = {
  readonly slo: ActiveSlo;
  readonly notices: readonly CheckNotice[];
  readonly partition: string | null;
  readonly reason: string;
  readonly money: MoneyBehind;
  readonly silenced: boolean;
  readonly corrected: boolean;
  /** Objectives upstream by id with their distance in edges. */
  readonly upstream: ReadonlyMap<string, number>;
  readonly downstream: ReadonlyMap<string, Downstream>;
  /** When the miss began and ended, where both were past before it was seen; null: it begins or ends now. */
  readonly over: { readonly dueMs: number; readonly landedMs: number } | null;
  /** Of a burn alert; null takes what the definition says. */
  readonly severity: SloSeverity | null;
};

/** Turns what alerts say into incidents: one per root cause, everything downstream of it attached and not told again. */
export class IncidentKeeper {
  constructor(
    private readonly incidents: IncidentStore,
    private readonly outbox: Outbox,
    private readonly appBaseUrl: string,
    private readonly hasWebhook: boolean,
  ) {}

  /** Call upstream objectives first. All in the transaction of the evaluation. */
  async apply(db: Knex, change: SloChange, nowMs: number): Promise<void> {
    for (const notice of change.notices) {
      if (notice === 'resolved') await this.resolve(db, change, nowMs);
      else await this.fire(db, change, notice, nowMs);
    }
  }

  private async fire(
    db: Knex,
    change: SloChange,
    notice: 'fired' | 'flapping' | 'noData',
    nowMs: number,
  ): Promise<void> {
    const { slo } = change;
    const severity = change.severity ?? slo.severity.breach;
    const open = await this.incidents.openMembers(db);
    const mine = open.find(member => member.sloId === slo.id);
    const status: IncidentStatus = notice === 'fired' ? 'firing' : notice;
    const openedMs = change.over?.dueMs ?? nowMs;
    if (mine) {
      const incident = (await this.incidents.find(db, mine.incidentId))!;
      await this.event(db, incident.id, notice, change, nowMs);
      if (mine.depth === 0 || severity === 'page') await this.tell(db, incident, change, status, nowMs);
      return;
    }
    const parent = nearest(open, change.upstream);
    if (parent) {
      await this.incidents.addMember(db, {
        incidentId: parent.incidentId,
        sloId: slo.id,
        parentSloId: parent.sloId,
        depth: parent.depth + 1,
        partition: change.partition,
        openedMs,
        resolvedMs: null,
      });
      await this.incidents.addEvent(db, parent.incidentId, {
        kind: 'attached',
        text: `${slo.entityTitle}: ${slo.title} waits for it`,
        atMs: nowMs,
      });
      const incident = (await this.incidents.find(db, parent.incidentId))!;
      // Whoever is paged for this must be, whatever the cause; everyone else is told by the root's incident alone.
      if (severity === 'page') await this.tell(db, incident, change, status, nowMs);
      await this.absorb(db, incident, change, parent.depth + 1, nowMs);
      return;
    }
    const incident = await this.incidents.open(db, {
      title: `${slo.entityTitle}: ${slo.title}`,
      severity: notice === 'noData' ? 'ticket' : severity,
      rootSloId: slo.id,
      partition: change.partition,
      moneyBehind: change.money.amounts.map(moneyToJson),
      openedMs,
    });
    await this.event(db, incident.id, notice, change, openedMs);
    await this.tell(db, incident, change, status, nowMs);
    await this.absorb(db, incident, change, 0, nowMs);
  }

  /**
   * What opened downstream before its cause was known moves under the cause: a deadline downstream may be the earlier one.
   * The incident it had ends, and its owner's message says where it went.
   */
  private async absorb(db: Knex, into: IncidentRow, change: SloChange, depth: number, nowMs: number): Promise<void> {
    const open = await this.incidents.openMembers(db);
    const roots = open
      .flatMap(member => {
        const found = change.downstream.get(member.sloId);
        return found && member.depth === 0 && member.incidentId !== into.id ? [{ member, ...found }] : [];
      })
      .sort((a, b) => a.distance - b.distance || (a.member.sloId < b.member.sloId ? -1 : 1));
    for (const root of roots) {
      const from = root.member.incidentId;
      for (const member of open.filter(one => one.incidentId === from)) {
        // In this order: an objective is in one open incident at a time.
        await this.incidents.resolveMember(db, from, member.sloId, nowMs);
        await this.incidents.addMember(db, {
          ...member,
          incidentId: into.id,
          parentSloId: member.parentSloId ?? change.slo.id,
          depth: member.depth + depth + 1,
        });
      }
      await this.incidents.closeIfMet(db, from, nowMs);
      const old = (await this.incidents.find(db, from))!;
      const text = `${old.title} waits for ${into.title}`;
      await this.incidents.addEvent(db, into.id, {
        kind: 'attached',
        text: `${text}; it was incident ${old.number}`,
        atMs: nowMs,
      });
      await this.incidents.addEvent(db, from, {
        kind: 'resolved',
        text: `${text}: goes on as incident ${into.number}`,
        atMs: nowMs,
      });
      const reason = `${text}: goes on as incident ${into.number}`;
      const moved = { ...change, slo: root.slo, partition: root.member.partition, reason };
      await this.tell(db, old, moved, 'moved', nowMs);
    }
  }

  private async resolve(db: Knex, change: SloChange, nowMs: number): Promise<void> {
    const { slo } = change;
    const mine = (await this.incidents.openMembers(db)).find(member => member.sloId === slo.id);
    if (!mine) return;
    const resolvedMs = change.over?.landedMs ?? nowMs;
    await this.incidents.resolveMember(db, mine.incidentId, slo.id, resolvedMs);
    if (change.corrected) {
      await this.incidents.addEvent(db, mine.incidentId, {
        kind: 'corrected',
        text: `${slo.entityTitle}: the verdict of ${change.partition ?? 'now'} was corrected`,
        atMs: nowMs,
      });
    }
    const closed = await this.incidents.closeIfMet(db, mine.incidentId, resolvedMs);
    const incident = (await this.incidents.find(db, mine.incidentId))!;
    await this.incidents.addEvent(db, incident.id, {
      kind: 'resolved',
      text: `${slo.entityTitle}: ${change.reason || 'met again'}`,
      atMs: resolvedMs,
    });
    if (closed) await this.tell(db, incident, change, 'resolved', nowMs);
  }

  /** One message per happening. The root's owner hears of it; a paged member's own owner hears in their own words. */
  private async tell(
    db: Knex,
    incident: IncidentRow,
    change: SloChange,
    status: IncidentStatus,
    nowMs: number,
  ): Promise<void> {
    if (change.silenced) return;
    const message: IncidentMessage = {
      incidentId: incident.id,
      number: incident.number,
      slo: change.slo,
      status,
      severity: incident.severity,
      partition: change.partition,
      reason: change.reason,
      openedMs: incident.openedMs,
      resolvedMs: incident.resolvedMs,
      moneyBehind: incident.moneyBehind.map(moneyFromJson),
    };
    const key = `${incident.id}:${change.slo.id}:${status}:${nowMs}`;
    const added = await this.outbox.add(
      db,
      {
        dedupeKey: `${key}:notification`,
        channel: 'notification',
        incidentId: incident.id,
        // An entity that is no user or group stands for its owners: Backstage resolves them.
        payload: {
          recipients: { type: 'entity', entityRef: change.slo.owner ?? change.slo.entityRef },
          payload: notificationPayload(message),
        },
      },
      nowMs,
    );
    if (this.hasWebhook) {
      await this.outbox.add(
        db,
        {
          dedupeKey: `${key}:webhook`,
          channel: 'webhook',
          incidentId: incident.id,
          payload: webhookPayload(message, this.appBaseUrl),
        },
        nowMs,
      );
    }
    if (added) {
      await this.incidents.addEvent(db, incident.id, {
        kind: 'notified',
        text: `${change.slo.owner ?? change.slo.entityRef} told`,
        atMs: nowMs,
      });
    }
  }

  private event(db: Knex, incidentId: string, kind: 'fired' | 'flapping' | 'noData', change: SloChange, nowMs: number) {
    const text = `${change.slo.entityTitle}: ${change.reason || change.slo.title}`;
    return this.incidents.addEvent(db, incidentId, { kind, text, atMs: nowMs });
  }
}

/** The open objective nearest upstream; ties by the shallower one, then by id, so that replicas agree. */
function nearest(open: readonly MemberRow[], upstream: ReadonlyMap<string, number>): MemberRow | undefined {
  return open
    .filter(member => upstream.has(member.sloId))
    .sort(
      (a, b) => upstream.get(a.sloId)! - upstream.get(b.sloId)! || a.depth - b.depth || (a.sloId < b.sloId ? -1 : 1),
    )[0];
}
