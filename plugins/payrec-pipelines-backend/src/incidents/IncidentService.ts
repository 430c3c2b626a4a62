import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { Incident, IncidentDetail } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { SloView, currentAt } from '../sla/SloView';
import { toInstant } from '../sla/store/rows';
import { ActiveSlo, SloState, SloStore } from '../sla/store/SloStore';
import { IncidentRow, IncidentStore, MemberRow } from './IncidentStore';
import { Outbox } from './Outbox';

type Member = Incident['root'];

/** Incidents as people see them: members of hidden entities are left out, and an incident whose root is hidden is not there. */
export class IncidentService {
  constructor(
    private readonly options: {
      readonly db: Knex;
      readonly incidents: IncidentStore;
      readonly slos: SloStore;
      readonly view: SloView;
      readonly outbox: Outbox;
    },
  ) {}

  async list(
    credentials: BackstageCredentials,
    filter: { states?: readonly string[]; sloIds?: readonly string[] },
    nowMs: number,
  ): Promise<{ items: Incident[]; visibility: 'all' | 'partial' }> {
    const { db, incidents } = this.options;
    const rows = await incidents.list(db, filter);
    const { slos, hidden } = await this.options.view.visible(credentials);
    const items = await this.toJson(rows, slos, nowMs);
    return { items: items.map(one => one.incident), visibility: hidden > 0 ? 'partial' : 'all' };
  }

  /** @throws NotFoundError also when the root is hidden from the person. */
  async get(credentials: BackstageCredentials, id: string, nowMs: number): Promise<IncidentDetail> {
    const { db, incidents } = this.options;
    const row = await incidents.find(db, id);
    const { slos, hidden } = await this.options.view.visible(credentials);
    const [found] = row ? await this.toJson([row], slos, nowMs) : [];
    if (!found) throw new NotFoundError(`No incident has the id "${id}"`);
    const hiddenMembers = found.total > found.members.length;
    return {
      ...found.incident,
      members: inTreeOrder(found.members),
      // The timeline names members in words, so it is whole only for who sees them all.
      events: hiddenMembers ? [] : await incidents.events(db, id),
      visibility: hiddenMembers || hidden > 0 ? 'partial' : 'all',
    };
  }

  private async toJson(rows: readonly IncidentRow[], slos: readonly ActiveSlo[], nowMs: number) {
    const { db, incidents, outbox } = this.options;
    const ids = rows.map(row => row.id);
    const [members, sent, states] = await Promise.all([
      incidents.members(db, ids),
      outbox.countSent(db, ids),
      this.options.slos.states(db),
    ]);
    const byId = new Map(slos.map(slo => [slo.id, slo]));
    return rows.flatMap(row => {
      const mine = members.filter(member => member.incidentId === row.id);
      const shown = mine.flatMap(member => {
        const slo = byId.get(member.sloId);
        return slo ? [toMember(member, slo, states.get(slo.id), nowMs)] : [];
      });
      const root = shown.find(member => member.sloId === row.rootSloId);
      if (!root) return [];
      return [
        {
          incident: toIncident(row, root, shown.length - 1, sent.get(row.id) ?? 0),
          members: shown,
          total: mine.length,
        },
      ];
    });
  }
}

function toIncident(row: IncidentRow, root: Member, affectedCount: number, notificationCount: number): Incident {
  const acknowledged = row.acknowledgedMs === null ? ('open' as const) : ('acknowledged' as const);
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    state: row.resolvedMs === null ? acknowledged : 'resolved',
    severity: row.severity,
    openedAt: toInstant(row.openedMs)!,
    resolvedAt: toInstant(row.resolvedMs),
    acknowledgedAt: toInstant(row.acknowledgedMs),
    acknowledgedBy: row.acknowledgedBy,
    root,
    affectedCount,
    notificationCount,
    moneyBehind: row.moneyBehind,
  };
}

function toMember(member: MemberRow, slo: ActiveSlo, state: SloState | undefined, nowMs: number): Member {
  const current = currentAt(state, nowMs);
  return {
    sloId: slo.id,
    sloName: slo.name,
    entityRef: slo.entityRef,
    entityTitle: slo.entityTitle,
    owner: slo.owner,
    parentSloId: member.parentSloId,
    depth: member.depth,
    partition: member.partition,
    state: current.state,
    deadlineAt: current.deadlineAt,
    openedAt: toInstant(member.openedMs)!,
    resolvedAt: toInstant(member.resolvedMs),
  };
}

/** Root first, each member followed by what hangs under it; a member whose parent is hidden stands at the end. */
function inTreeOrder(members: readonly Member[]): Member[] {
  const ordered: Member[] = [];
  const visit = (parent: string | null) => {
    for (const member of members.filter(one => one.parentSloId === parent)) {
      if (ordered.includes(member)) continue;
      ordered.push(member);
      visit(member.sloId);
    }
  };
  visit(null);
  return [...ordered, ...members.filter(one => !ordered.includes(one))];
}
