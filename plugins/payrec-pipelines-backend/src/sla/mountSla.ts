import { randomUUID } from 'node:crypto';
import { ConflictError, InputError, NotAllowedError, NotFoundError } from '@backstage/errors';
import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { encodeCursor, instantFromEpochMs, parseInstant, wallClock } from '@internal/plugin-payrec-common';
import { Mount, readCursor } from '@internal/plugin-payrec-node';
import { Slo, VerdictState, slaEndpoints } from '@internal/plugin-payrec-pipelines-common';
import { inLockedTransaction } from '../database';
import { partitionsBetween, reachMs } from './partitions/partitions';
import { SlaParts } from './createSlaModule';
import { deadlineToJson, previewSlo } from './previewSlo';
import { STATE_ORDER, countStates } from './SloView';
import { FINAL_STATES, toInstant } from './store/rows';
import { ActiveSlo } from './store/SloStore';
import { checkVolume } from './volumeCheck';

const DAY_MS = 86_400_000;

/** The endpoints of objectives, verdicts and maintenance. */
export function mountSla(mount: Mount['mount'], parts: SlaParts): void {
  const { deps, view, slos, verdicts, maintenance, incidentService } = parts;
  const { db, config } = deps;
  const nowMs = () => Date.parse(deps.now());

  mount(slaEndpoints.listSlas, async ({ query }, { credentials }) => {
    const { slos: visible, hidden } = await view.visible(credentials);
    const wanted = visible.filter(
      slo =>
        (query.entityRef === undefined || slo.entityRef === query.entityRef) &&
        (query.owner === undefined || slo.owner === query.owner) &&
        (query.q === undefined ||
          `${slo.entityTitle} ${slo.name} ${slo.title}`
            .toLocaleLowerCase('en-US')
            .includes(query.q.toLocaleLowerCase('en-US'))),
    );
    const items = await view.toJson(wanted, nowMs());
    return {
      items: query.state?.length ? items.filter(one => query.state!.includes(one.current.state)) : items,
      faults: await visibleFaults(credentials),
      counts: countStates(items.map(one => one.current.state)),
      evaluatedAt: toInstant(await slos.evaluatedAtMs(db)),
      visibility: hidden > 0 ? ('partial' as const) : ('all' as const),
    };
  });

  mount(slaEndpoints.getSla, async ({ params }, { credentials }) => {
    const slo = await view.find(credentials, params.sloId);
    const [shown] = await view.toJson([slo], nowMs());
    const rows = await verdicts.list(db, slo.id, nowMs() - 62 * DAY_MS);
    return {
      ...shown,
      definition: definitionOf(slo),
      versions: (await slos.versions(db, slo.id)).map(one => ({ ...one, firstSeenAt: parseInstant(one.firstSeenAt) })),
      verdicts: await verdicts.withCorrections(db, rows.slice(0, 60)),
      deadlines: nextDeadlines(slo),
    };
  });

  mount(slaEndpoints.listVerdicts, async ({ params, query }, { credentials }) => {
    const slo = await view.find(credentials, params.sloId);
    const after = query.cursor === undefined ? 0 : offsetOf(query.cursor);
    // One more than the page says whether there is another.
    const rows = await verdicts.list(db, slo.id, 0, {
      partition: query.partition,
      offset: after,
      limit: query.limit + 1,
    });
    return {
      items: await verdicts.withCorrections(db, rows.slice(0, query.limit)),
      ...(rows.length > query.limit && { nextCursor: encodeCursor([String(after + query.limit)]) }),
    };
  });

  mount(slaEndpoints.correctVerdict, async ({ params, body }, { credentials, actor }) => {
    const slo = await view.find(credentials, params.sloId);
    await inLockedTransaction(db, 'sla', async trx => {
      const [row] = await verdicts.list(trx, slo.id, 0, { partition: body.partition });
      if (!row) throw new NotFoundError(`${slo.name} has no verdict of the partition "${body.partition}"`);
      if (!FINAL_STATES.includes(row.state) && row.state !== 'UNKNOWN') {
        throw new ConflictError(`The verdict of ${body.partition} is ${row.state}: it is not passed yet`);
      }
      if (row.state === body.state) throw new ConflictError(`The verdict of ${body.partition} is ${row.state} already`);
      const changed = {
        ...row,
        state: body.state as VerdictState,
        reason: body.reason,
        decidedBy: actor,
        detectedMs: nowMs(),
      };
      await verdicts.put(trx, changed);
      await verdicts.audit(trx, row, { from: row.state, to: changed.state, atMs: nowMs(), actor, reason: body.reason });
    });
    // A miss taken back ends its incident now and not at the next minute.
    await parts.evaluate();
    const rows = await verdicts.list(db, slo.id, 0, { partition: body.partition });
    return (await verdicts.withCorrections(db, rows))[0];
  });

  mount(slaEndpoints.silenceSla, async ({ params, body }, { credentials, actor }) => {
    const slo = await view.find(credentials, params.sloId);
    const untilMs = body.until === null ? null : Date.parse(body.until);
    if (untilMs !== null && untilMs <= nowMs()) throw new InputError(`until is ${body.until}, which is not ahead`);
    await slos.silence(db, slo.id, untilMs, actor, body.reason);
    return { sloId: slo.id, silencedUntil: toInstant(untilMs) };
  });

  mount(slaEndpoints.evaluateSlas, async (_request, { credentials }) => {
    const evaluation = await parts.evaluate();
    return {
      evaluatedAt: toInstant(evaluation.evaluatedMs)!,
      slos: evaluation.slos,
      changed: evaluation.changed,
      faults: await visibleFaults(credentials),
    };
  });

  mount(slaEndpoints.previewSlo, async ({ body }) => previewSlo(body, config));

  mount(slaEndpoints.getEntitySla, async ({ query }, { credentials }) => {
    const mine = (await view.visible(credentials)).slos.filter(slo => slo.entityRef === query.entityRef);
    const items = await view.toJson(mine, nowMs());
    const rows = (await Promise.all(mine.map(slo => verdicts.list(db, slo.id, nowMs() - 62 * DAY_MS)))).flat();
    const latest = rows.sort((a, b) => b.dueMs - a.dueMs || (a.partition < b.partition ? 1 : -1)).slice(0, 60);
    const systems = new Set(mine.flatMap(slo => (slo.system ? [slo.system] : [])));
    const incidents = mine.length
      ? await incidentService.list(credentials, { sloIds: mine.map(slo => slo.id) }, nowMs())
      : { items: [] };
    return {
      card: cardOf(query.entityRef, items),
      slos: items,
      faults: (await visibleFaults(credentials)).filter(fault => fault.entityRef === query.entityRef),
      verdicts: await verdicts.withCorrections(db, latest),
      incidents: incidents.items.slice(0, 20),
      maintenance: (await maintenance.list(db, nowMs())).filter(
        one => one.scope === 'global' || one.scope === query.entityRef || systems.has(one.scope),
      ),
    };
  });

  mount(slaEndpoints.getSlaStatus, async ({ body }, { credentials }) => {
    const refs = new Set(body.entityRefs);
    const mine = (await view.visible(credentials)).slos.filter(slo => refs.has(slo.entityRef));
    const items = await view.toJson(mine, nowMs());
    return {
      items: body.entityRefs.map(ref =>
        cardOf(
          ref,
          items.filter(one => one.entityRef === ref),
        ),
      ),
    };
  });

  mount(slaEndpoints.getVolumeCheck, async ({ query }, { credentials }) => {
    const name = (await deps.registry.resolve('dataset', query)) ?? query;
    const ref = await deps.registry.entityRefOf('dataset', name);
    if (ref && !(await deps.visibility.visibleRefs(credentials, [ref])).has(ref)) {
      throw new NotAllowedError('The catalog does not show you this dataset');
    }
    const owner = (await slos.listActive(db)).find(slo => slo.entityRef === ref && slo.partition !== null);
    return checkVolume(deps.registry, config, name, query.partition, owner, nowMs());
  });

  mount(slaEndpoints.listMaintenance, async () => ({ items: await maintenance.list(db, nowMs()) }));

  mount(slaEndpoints.declareMaintenance, async ({ body }, { credentials, actor }) => {
    const [fromMs, toMs] = [Date.parse(body.from), Date.parse(body.to)];
    if (toMs <= fromMs) throw new InputError(`to is ${body.to}, which is not after from (${body.from})`);
    // A minute of grace: "from now" is a moment ago by the time it arrives.
    if (fromMs < nowMs() - 60_000) {
      if (!deps.assertAllowed) throw new NotAllowedError('Maintenance that has begun cannot be declared here');
      await deps.assertAllowed(credentials, 'payrec.pipelines.maintenance.past');
    }
    const id = `MNT-${randomUUID().slice(0, 12)}`;
    const window = { id, scope: body.scope, fromMs, toMs, reason: body.reason, author: actor, nowMs: nowMs() };
    await maintenance.declare(db, window);
    return (await maintenance.list(db, nowMs())).find(one => one.id === id)!;
  });

  mount(slaEndpoints.endMaintenance, async ({ params }) => {
    if (!(await maintenance.end(db, params.maintenanceId, nowMs()))) {
      throw new NotFoundError(`No window "${params.maintenanceId}" lies ahead or runs; one of config ends in config`);
    }
    return { items: await maintenance.list(db, nowMs()) };
  });

  async function visibleFaults(credentials: BackstageCredentials) {
    const faults = await slos.faults(db);
    const refs = await deps.visibility.visibleRefs(credentials, [...new Set(faults.map(fault => fault.entityRef))]);
    return faults.filter(fault => refs.has(fault.entityRef));
  }

  function nextDeadlines(slo: ActiveSlo) {
    if (!slo.partition || !slo.expectedBy) return [];
    const now = nowMs();
    const day = (ms: number) => wallClock(instantFromEpochMs(ms), slo.timezone).date;
    return partitionsBetween(slo, day(now - reachMs(slo)), day(now + reachMs(slo)), config.calendars)
      .filter(one => one.deadlineMs > now)
      .slice(0, 14)
      .map(deadlineToJson);
  }
}

export function cardOf(entityRef: string, slos: readonly Slo[]) {
  const states = slos.map(one => one.current.state);
  const ahead = slos.flatMap(one =>
    one.current.deadlineAt !== null && one.current.landedAt === null ? [one.current.deadlineAt] : [],
  );
  return {
    entityRef,
    state: STATE_ORDER.find(state => states.includes(state)) ?? null,
    counts: countStates(states),
    nextDeadlineAt: [...ahead].sort()[0] ?? null,
    openIncidentId: slos.find(one => one.incidentId !== null)?.incidentId ?? null,
  };
}

function definitionOf(slo: ActiveSlo): Record<string, unknown> {
  const { entityTitle, owner, system, stage, entityKind, claims, ...definition } = slo;
  return definition;
}

export function offsetOf(cursor: string): number {
  const offset = Number(readCursor(cursor, 1)[0]);
  if (!Number.isSafeInteger(offset) || offset < 0) throw new InputError('The cursor is not one of this list');
  return offset;
}
