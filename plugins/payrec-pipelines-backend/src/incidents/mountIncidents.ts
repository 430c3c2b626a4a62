import { Mount } from '@internal/plugin-payrec-node';
import { slaEndpoints } from '@internal/plugin-payrec-pipelines-common';
import { encodeCursor } from '@internal/plugin-payrec-common';
import { offsetOf } from '../sla/mountSla';
import { SlaParts } from '../sla/createSlaModule';

/** The endpoints of incidents. */
export function mountIncidents(mount: Mount['mount'], parts: SlaParts): void {
  const { deps, incidents, incidentService, view } = parts;
  const { db } = deps;
  const nowMs = () => Date.parse(deps.now());

  mount(slaEndpoints.listIncidents, async ({ query }, { credentials }) => {
    const sloIds =
      query.entityRef === undefined
        ? undefined
        : (await view.visible(credentials)).slos.filter(slo => slo.entityRef === query.entityRef).map(slo => slo.id);
    const { items, visibility } = await incidentService.list(credentials, { states: query.state, sloIds }, nowMs());
    const after = query.cursor === undefined ? 0 : offsetOf(query.cursor);
    const page = items.slice(after, after + query.limit);
    return {
      items: page,
      ...(items.length > after + query.limit && { nextCursor: encodeCursor([String(after + query.limit)]) }),
      visibility,
    };
  });

  mount(slaEndpoints.getIncident, ({ params }, { credentials }) =>
    incidentService.get(credentials, params.incidentId, nowMs()),
  );

  mount(slaEndpoints.acknowledgeIncident, async ({ params, body }, { credentials, actor }) => {
    await incidentService.get(credentials, params.incidentId, nowMs());
    if (await incidents.acknowledge(db, params.incidentId, actor, nowMs())) {
      await incidents.addEvent(db, params.incidentId, {
        kind: 'acknowledged',
        text: body.note ?? 'Acknowledged',
        atMs: nowMs(),
        actor,
      });
    }
    return incidentService.get(credentials, params.incidentId, nowMs());
  });

  mount(slaEndpoints.noteIncident, async ({ params, body }, { credentials, actor }) => {
    await incidentService.get(credentials, params.incidentId, nowMs());
    await incidents.addEvent(db, params.incidentId, { kind: 'note', text: body.text, atMs: nowMs(), actor });
    return incidentService.get(credentials, params.incidentId, nowMs());
  });
}
