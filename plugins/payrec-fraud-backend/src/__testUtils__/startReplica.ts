import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { LoggerService, PermissionsService } from '@backstage/backend-plugin-api';
import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { AlertFilter } from '@internal/plugin-payrec-fraud-common';
import { Scope } from '@internal/plugin-payrec-node';
import express from 'express';
import { Knex } from 'knex';
import { AlertSight } from '../access/AlertAccess';
import { readFraudConfig } from '../config';
import { createFraud } from '../fraud';
import { SuppressionPort } from '../intake/IntakeService';

/** Sight of a person as the access would find it; nothing here goes through the permission gate. */
export function sightOf(parts: Partial<AlertSight> = {}): AlertSight {
  const actor = parts.actor ?? 'user:default/ana';
  const merchants = parts.merchants ?? 'all';
  const maskLevel = parts.maskLevel ?? 'M1';
  const ownUserIds = parts.ownUserIds ?? new Set<string>();
  const visible = merchants === 'all' ? 'all' : [...merchants].sort().join(',');
  return {
    actor,
    merchants,
    maskLevel,
    ownUserIds,
    visibility: merchants === 'all' ? 'all' : 'partial',
    // Only queries of the index look into a scope, and there are none here.
    scope: { visibility: 'all', hash: visible } as Scope,
    key: `${visible}|${maskLevel}|${ownUserIds.size > 0 ? actor : ''}`,
  };
}

export type ReplicaOptions = {
  readonly config?: JsonObject;
  readonly nowMs?: () => number;
  /** Who connects, by the header `x-person`; asked again at each re-authorisation. */
  readonly sights?: (person: string) => AlertSight;
  readonly expiresAtMs?: number;
  readonly suppressions?: SuppressionPort;
  /** False: intake only, no sequencer and no streams. */
  readonly withFeed?: boolean;
  /** A free one without it. */
  readonly port?: number;
};

/**
 * One replica on a migrated database: the real parts, and an HTTP server with the stream only. Authentication is the
 * plugin's; here the header `x-person` names who it is. No jest: the bench and child processes start it too.
 */
export async function startReplica(db: Knex, options: ReplicaOptions = {}) {
  const denied = (): never => {
    throw new Error('The replica of the tests asks nobody for permissions');
  };
  const logger = quietLogger();
  const fraud = await createFraud({
    db,
    config: readFraudConfig(new ConfigReader({ payrec: { fraud: { tokenKey: 'test', ...options.config } } })),
    permissions: { authorize: denied, authorizeConditional: denied } as PermissionsService,
    finalIndex: { scopeFor: denied },
    logger,
    newId: randomUUID,
    nowMs: options.nowMs,
    suppressions: options.suppressions,
  });
  if (options.withFeed !== false) await fraud.feed.start();
  const app = express();
  app.get('/stream', (req, res, next) => {
    const filter: AlertFilter = req.query.filter ? JSON.parse(String(req.query.filter)) : {};
    const sight = () => options.sights?.(req.header('x-person') ?? '') ?? sightOf();
    Promise.resolve()
      .then(() =>
        fraud.feed.stream(res, {
          filter,
          sight: sight(),
          cursor: req.header('last-event-id'),
          reauthorise: async () => sight(),
          expiresAtMs: options.expiresAtMs,
        }),
      )
      .catch(next);
  });
  const server = createServer(app);
  await new Promise<void>(resolve => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    ...fraud,
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      await fraud.feed.stop();
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
export type Replica = Awaited<ReturnType<typeof startReplica>>;

/** Says nothing; set PAYREC_TEST_LOG to hear what went wrong. */
function quietLogger(): LoggerService {
  const silent = () => {};
  // eslint-disable-next-line no-console
  const error = process.env.PAYREC_TEST_LOG ? (...said: unknown[]) => console.error(...said) : silent;
  const logger: LoggerService = { error, warn: error, info: silent, debug: silent, child: () => logger };
  return logger;
}
