import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { ServiceUnavailableError } from '@backstage/errors';
import { RequestHandler, Router } from 'express';
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

const RETRY_AFTER_SECONDS = 5;

/** Answers 503 with when to come again. */
const notYet: RequestHandler = (_, res, next) => {
  res.setHeader('Retry-After', String(RETRY_AFTER_SECONDS));
  next(new ServiceUnavailableError('The portal is starting; try again in a few seconds'));
};

/**
 * The HTTP server of Backstage for a backend with the portal's plugins: it ends within seconds when it is told to; an API of
 * a plugin that is not up yet is busy (503) and not missing (404), for which no client of a pipeline tries again; and what
 * machines post passes without what is for browsers (security headers, CORS, compression) and without a line of access log
 * for each event, which together cost as much as storing it. The limits of rate, authentication and errors stay.
 * @param options - machineDoors: paths from the root, such as `/api/orders/v1/intake`, to which machines post, thousands in a
 * second, and read nothing but a status. Of other methods nothing is spared.
 */
export function portalHttpServer(options: { readonly machineDoors: readonly string[] }) {
  return rootHttpRouterServiceFactory({
    configure({ app, server, lifecycle, middleware, routes, applyDefaults }) {
      app.post([...options.machineDoors], middleware.rateLimit(), routes);
      let isStarting = true;
      lifecycle.addStartupHook(() => {
        isStarting = false;
      });
      const starting = Router();
      starting.use(middleware.helmet(), middleware.cors(), middleware.rateLimit(), routes, notYet);
      app.use((req, res, next) => (isStarting && req.path.startsWith('/api/') ? starting(req, res, next) : next()));
      applyDefaults();
      lifecycle.addShutdownHook(() => endOpenConnections(server));
    },
  });
}
