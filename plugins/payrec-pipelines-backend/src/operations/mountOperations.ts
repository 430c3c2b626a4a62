import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseIsoDate } from '@internal/plugin-payrec-common';
import { Mount } from '@internal/plugin-payrec-node';
import { operationsEndpoints } from '@internal/plugin-payrec-pipelines-common';
import { SlaParts } from '../sla/createSlaModule';
import { operationsSight } from './OperationsSight';
import { getBatchDurations } from './panels/batchDurations';
import { forecastHeld, listDeadlines } from './panels/deadlines';
import { listFreshness } from './panels/freshness';
import { listIngestErrors } from './panels/ingestErrors';
import { getOperations } from './panels/overview';
import { listStreamLag } from './panels/streamLag';
import { listStrip } from './panels/strip';

/** One endpoint per panel: a failed one leaves the others standing. */
export function mountOperations(mount: Mount['mount'], parts: SlaParts): void {
  const sightOf = (credentials: BackstageCredentials, owner: string | undefined) =>
    operationsSight(parts, credentials, owner);

  mount(operationsEndpoints.getOperations, async ({ query }, { credentials }) =>
    getOperations(parts, await sightOf(credentials, query.owner)),
  );
  mount(operationsEndpoints.listDeadlines, async ({ query }, { credentials }) => {
    const sight = await sightOf(credentials, query.owner);
    return {
      items: await listDeadlines(parts, sight, query.hours, query.limit),
      forecast: await forecastHeld(parts, sight),
      visibility: sight.visibility,
    };
  });
  mount(operationsEndpoints.listStrip, async ({ query }, { credentials }) =>
    listStrip(parts, credentials, await sightOf(credentials, query.owner), query.limit),
  );
  mount(operationsEndpoints.listFreshness, async ({ query }, { credentials }) =>
    listFreshness(
      parts,
      await sightOf(credentials, query.owner),
      query.days,
      query.to === undefined ? undefined : parseIsoDate(query.to),
    ),
  );
  mount(operationsEndpoints.getBatchDurations, async ({ query }, { credentials }) =>
    getBatchDurations(parts, credentials, query),
  );
  mount(operationsEndpoints.listStreamLag, async ({ query }, { credentials }) => {
    const sight = await sightOf(credentials, query.owner);
    return { items: await listStreamLag(parts, sight, query.minutes), visibility: sight.visibility };
  });
  mount(operationsEndpoints.listIngestErrors, async ({ query }, { credentials }) =>
    listIngestErrors(parts, credentials, query.hours, query.limit),
  );
}
