import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import type { Server } from 'node:http';

/** What a request in flight gets to come to its end when the portal is asked to stop. */
const GRACE_MS = 1_000;

/** Where pipelines post their events, thousands in a second, and read nothing but a status. */
const MACHINE_DOORS = [
  '/api/payrec-pipelines/lineage',
  '/api/payrec-pipelines/lineage/batch',
  '/api/payrec-pipelines/api/v1/lineage',
  '/api/payrec-pipelines/api/v1/lineage/batch',
  '/api/payrec-fraud/v1/intake/alert',
  '/api/payrec-fraud/v1/intake/alerts',
];

/**
 * Backstage waits at shutdown until the last client has hung up. Streams of events and the long polls of the event bus never
 * do: the portal would sit there until it is killed. Clients of both take up again where they were.
 */
export function endOpenConnections(server: Pick<Server, 'closeAllConnections'>, graceMs = GRACE_MS): void {
  setTimeout(() => server.closeAllConnections(), graceMs).unref();
}

/**
 * The HTTP server of Backstage for a backend with the portal's plugins: it ends within seconds when it is told to, and what
 * pipelines post passes without what is for browsers (security headers, CORS, compression) and without a line of access
 * log for each event, which together cost as much as storing it. The limits of rate, authentication and errors stay.
 */
export const portalHttpServer = rootHttpRouterServiceFactory({
  configure({ app, server, lifecycle, middleware, routes, applyDefaults }) {
    app.post(MACHINE_DOORS, middleware.rateLimit(), routes);
    applyDefaults();
    lifecycle.addShutdownHook(() => endOpenConnections(server));
  },
});
