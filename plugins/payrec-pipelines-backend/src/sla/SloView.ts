import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import { Slo, VerdictState } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { IncidentStore } from '../incidents/IncidentStore';
import { budgetNow } from './budgetNow';
import { boundOf } from './definition/boundOf';
import { unknownCurrent } from './judge/judgement';
import { EntityVisibility } from './deps';
import { toInstant } from './store/rows';
import { ActiveSlo, SloState, SloStore } from './store/SloStore';
import { VerdictStore } from './store/VerdictStore';

const DAY_MS = 86_400_000;
/** Worst first: what people must look at stands on top. */
export const STATE_ORDER: readonly VerdictState[] = [
  'BREACHED',
  'LATE',
  'UNKNOWN',
  'AT_RISK',
  'PENDING',
  'MET',
  'EXCLUDED',
];
/** Objectives as the contract shows them, those of hidden entities left out. */
export class SloView {
  constructor(
    private readonly options: {
      readonly db: Knex;
      readonly slos: SloStore;
      readonly verdicts: VerdictStore;
      readonly incidents: IncidentStore;
      readonly visibility: EntityVisibility;
    },
  ) {}

  /** Definitions in force that the person may see. */
  async visible(credentials: BackstageCredentials): Promise<{ slos: ActiveSlo[]; hidden: number }> {
    const all = await this.options.slos.listActive(this.options.db);
    const refs = await this.options.visibility.visibleRefs(credentials, [...new Set(all.map(slo => slo.entityRef))]);
    const slos = all.filter(slo => refs.has(slo.entityRef));
    return { slos, hidden: all.length - slos.length };
  }

  /** @throws NotFoundError also for one the person may not see: whether it exists is not said. */
  async find(credentials: BackstageCredentials, sloId: string): Promise<ActiveSlo> {
    const slo = (await this.visible(credentials)).slos.find(one => one.id === sloId);
    if (!slo) throw new NotFoundError(`No objective has the id "${sloId}"; the list of SLAs has those in force`);
    return slo;
  }

  async toJson(slos: readonly ActiveSlo[], nowMs: number): Promise<Slo[]> {
    const { db } = this.options;
    const [states, silences, open] = await Promise.all([
      this.options.slos.states(db),
      this.options.slos.silences(db, nowMs),
      this.options.incidents.openMembers(db),
    ]);
    const incidentOf = new Map(open.map(member => [member.sloId, member.incidentId]));
    const shown: Slo[] = [];
    for (const slo of slos) {
      shown.push({
        ...(await this.budget(slo, nowMs)),
        ...plainSlo(slo, states.get(slo.id), nowMs),
        silencedUntil: toInstant(silences.get(slo.id) ?? null),
        incidentId: incidentOf.get(slo.id) ?? null,
      });
    }
    const rank = (slo: Slo) => STATE_ORDER.indexOf(slo.current.state);
    return shown.sort(
      (a, b) => rank(a) - rank(b) || (`${a.entityRef} ${a.name}` < `${b.entityRef} ${b.name}` ? -1 : 1),
    );
  }

  async budget(slo: ActiveSlo, nowMs: number): Promise<Pick<Slo, 'budget' | 'burn' | 'burnAlerts'>> {
    return budgetNow(this.options.db, this.options.verdicts, slo, nowMs);
  }
}

/** Lateness counts on between two evaluations: it is told by the clock of the reader. */
export function currentAt(state: SloState | undefined, nowMs: number): Slo['current'] {
  if (!state) return unknownCurrent('not judged yet');
  const { current } = state;
  if (current.landedAt !== null || current.deadlineAt === null || current.state !== 'BREACHED') return current;
  return { ...current, overdueSeconds: Math.max(0, Math.floor((nowMs - Date.parse(current.deadlineAt)) / 1000)) };
}

function plainSlo(slo: ActiveSlo, state: SloState | undefined, nowMs: number) {
  return {
    id: slo.id,
    name: slo.name,
    title: slo.title,
    type: slo.type,
    version: slo.version,
    entityRef: slo.entityRef,
    entityTitle: slo.entityTitle,
    owner: slo.owner,
    subject: state?.subject ?? null,
    timezone: slo.timezone,
    objective: objectiveToJson(slo),
    bound: boundOf(slo),
    current: currentAt(state, nowMs),
    check: state?.check ?? ('UNKNOWN' as const),
    severity: slo.severity.breach,
    runbook: slo.runbook,
  };
}

export function objectiveToJson({ objective }: Pick<ActiveSlo, 'objective'>): Slo['objective'] {
  return {
    target: objective?.target ?? 0,
    window: `${Math.round(((objective?.windowSeconds ?? 0) * 1000) / DAY_MS)}d`,
    method: objective?.method ?? 'occurrences',
    sliceSeconds: objective?.sliceSeconds ?? null,
  };
}

/** All seven states, so that a count of none is written as 0. */
export function countStates(states: readonly VerdictState[]): Record<VerdictState, number> {
  const counts: Record<VerdictState, number> = {
    PENDING: 0,
    AT_RISK: 0,
    MET: 0,
    LATE: 0,
    BREACHED: 0,
    EXCLUDED: 0,
    UNKNOWN: 0,
  };
  for (const state of states) counts[state] += 1;
  return counts;
}
