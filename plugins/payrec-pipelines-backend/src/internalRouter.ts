import { HttpAuthService } from '@backstage/backend-plugin-api';
import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { PromotedEntity } from './registry/promotion';

/**
 * For other plugins of this backend, with their own service credentials. The catalog module asks here for what to emit;
 * people are refused, since the answer knows no permissions.
 */
export function createInternalRouter(options: {
  readonly httpAuth: HttpAuthService;
  readonly listPromoted: () => Promise<{ items: PromotedEntity[]; notPromoted: number }>;
}): ExpressRouter {
  const router = Router();
  router.get('/internal/promoted', async (req, res) => {
    await options.httpAuth.credentials(req, { allow: ['service'] });
    res.json(await options.listPromoted());
  });
  return router;
}
