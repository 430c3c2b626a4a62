import { createHash, timingSafeEqual } from 'node:crypto';
import { RootConfigService, RootHttpRouterService } from '@backstage/backend-plugin-api';
import { Request, Response } from 'express';
import { collectDefaultMetrics } from 'prom-client';
import { metricsRegistry } from './registry';

/**
 * Serves the process's metrics at `/metrics` in the Prometheus text format. `payrec.metrics.enabled: false` turns it off;
 * with `payrec.metrics.token` a scraper must send it as bearer token, else 401.
 */
export function mountMetrics(options: { rootHttpRouter: RootHttpRouterService; config: RootConfigService }): void {
  const { rootHttpRouter, config } = options;
  if (!(config.getOptionalBoolean('payrec.metrics.enabled') ?? true)) return;
  const token = config.getOptionalString('payrec.metrics.token');
  if (!metricsRegistry.getSingleMetric('process_cpu_seconds_total')) {
    collectDefaultMetrics({ register: metricsRegistry });
  }
  rootHttpRouter.use('/metrics', (req: Request, res: Response) => {
    if (token !== undefined && !sameText(req.headers.authorization ?? '', `Bearer ${token}`)) {
      res.status(401).set('WWW-Authenticate', 'Bearer').end();
      return;
    }
    metricsRegistry.metrics().then(
      text => res.set('Content-Type', metricsRegistry.contentType).send(text),
      () => res.status(500).end(),
    );
  });
}

/** Compares without telling by its time how much of the text was right. */
function sameText(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
