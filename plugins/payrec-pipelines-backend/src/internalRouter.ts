import { HttpAuthService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { Promotion } from './registry/promotion';

/**
 * For other plugins of this backend, with their own service credentials. The catalog module asks here for what to emit;
 * people are refused, since the answer knows no permissions, and so are the tokens of pipelines: they write lineage and read
 * nothing.
 */
export function createInternalRouter(options: {
  readonly httpAuth: HttpAuthService;
  readonly listPromoted: () => Promise<Promotion>;
}): ExpressRouter {
  const router = Router();
  router.get('/internal/promoted', async (req, res) => {
    const { principal } = await options.httpAuth.credentials(req, { allow: ['service'] });
    if (!principal.subject.startsWith('plugin:')) {
      throw new NotAllowedError('Only plugins of this backend may ask what becomes an entity');
    }
    res.json(await options.listPromoted());
  });
  return router;
}
