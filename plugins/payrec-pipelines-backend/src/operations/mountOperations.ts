import { parseIsoDate } from '@internal/plugin-payrec-common';
import { Mount } from '@internal/plugin-payrec-node';
import { operationsEndpoints } from '@internal/plugin-payrec-pipelines-common';
import { SlaParts } from '../sla/createSlaModule';
import { OperationsService } from './OperationsService';
import { OperationsPanels } from './panels';

/** One endpoint per panel: a failed one leaves the others standing. */
export function mountOperations(mount: Mount['mount'], parts: SlaParts): void {
  const operations = new OperationsService(parts);
  const panels = new OperationsPanels(parts);

  mount(operationsEndpoints.getOperations, async ({ query }, { credentials }) =>
    operations.overview(await operations.sight(credentials, query.owner)),
  );
  mount(operationsEndpoints.listDeadlines, async ({ query }, { credentials }) => {
    const sight = await operations.sight(credentials, query.owner);
    return {
      items: await operations.deadlines(sight, query.hours, query.limit),
      forecast: await operations.forecastHeld(sight),
      visibility: sight.visibility,
    };
  });
  mount(operationsEndpoints.listStrip, async ({ query }, { credentials }) =>
    panels.strip(credentials, await operations.sight(credentials, query.owner), query.limit),
  );
  mount(operationsEndpoints.listFreshness, async ({ query }, { credentials }) =>
    panels.freshness(
      await operations.sight(credentials, query.owner),
      query.days,
      query.to === undefined ? undefined : parseIsoDate(query.to),
    ),
  );
  mount(operationsEndpoints.getBatchDurations, async ({ query }, { credentials }) =>
    panels.durations(credentials, query),
  );
  mount(operationsEndpoints.listStreamLag, async ({ query }, { credentials }) => {
    const sight = await operations.sight(credentials, query.owner);
    return { items: await panels.lag(sight, query.minutes), visibility: sight.visibility };
  });
  mount(operationsEndpoints.listIngestErrors, async ({ query }, { credentials }) =>
    panels.errors(credentials, query.hours, query.limit),
  );
}
