import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import type { Server } from 'node:http';

/** What a request in flight gets to come to its end when the portal is asked to stop. */
const GRACE_MS = 1_000;

/**
 * Backstage waits at shutdown until the last client has hung up. Streams of events and the long polls of the event bus never
 * do: the portal would sit there until it is killed. Clients of both take up again where they were.
 */
export function endOpenConnections(server: Pick<Server, 'closeAllConnections'>, graceMs = GRACE_MS): void {
  setTimeout(() => server.closeAllConnections(), graceMs).unref();
}

/** The HTTP server of Backstage, which ends within seconds when it is told to. */
export const httpServerThatEnds = rootHttpRouterServiceFactory({
  configure({ server, lifecycle, applyDefaults }) {
    applyDefaults();
    lifecycle.addShutdownHook(() => endOpenConnections(server));
  },
});
