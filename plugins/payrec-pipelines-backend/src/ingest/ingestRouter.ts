import { LoggerService } from '@backstage/backend-plugin-api';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { toPublicError } from '@internal/plugin-payrec-node';
import { Request, Response, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { EventIntake } from './EventIntake';
import { IngestAudit, IngestCounts } from './IngestAudit';
import { readBody } from './readBody';
import { ServiceCallers } from './ServiceCallers';

/** Both forms real clients build: Java and Trino take an endpoint as it is, Python appends `api/v1/lineage`. */
export const INGEST_PATHS = ['/lineage', '/api/v1/lineage'];

/**
 * Where pipelines post. Services only (a static external token, or another plugin): a person's token is refused, and no
 * data leaves by this door. A batch is a bare array; each event stands for itself.
 */
export function createIngestRouter(options: {
  readonly audit: IngestAudit;
  readonly callers: ServiceCallers;
  readonly logger: LoggerService;
  readonly intake: Pick<EventIntake, 'accept'>;
  readonly bodyBytesMax: number;
  readonly batchEventsMax: number;
}): ExpressRouter {
  const { audit, callers, logger, intake } = options;
  const router = Router();

  const guarded =
    (work: (req: Request, res: Response) => Promise<IngestCounts>) => async (req: Request, res: Response) => {
      try {
        const { principal } = await callers.credentials(req);
        audit.stored(principal.subject, req, await work(req, res));
      } catch (error) {
        const answer = toPublicError(error, { logger, where: 'payrec-pipelines ingest' });
        await audit.refused(req, answer);
        if (answer instanceof ServiceUnavailableError) res.setHeader('Retry-After', '2');
        throw answer;
      }
    };

  router.post(
    INGEST_PATHS,
    guarded(async (req, res) => {
      await intake.accept(await readBody(req, options.bodyBytesMax));
      res.status(201).end();
      return { events: 1, stored: 1, failed: 0 };
    }),
  );

  router.post(
    INGEST_PATHS.map(path => `${path}/batch`),
    guarded(async (req, res) => {
      const events = await readBody(req, options.bodyBytesMax);
      if (!Array.isArray(events)) throw new InputError('The body of a batch is a JSON array of events');
      if (events.length > options.batchEventsMax) {
        throw new InputError(`The batch has ${events.length} events; send at most ${options.batchEventsMax}`);
      }
      const results = await Promise.allSettled(events.map(event => intake.accept(event)));
      const failed = results.flatMap((result, index) =>
        result.status === 'rejected' ? [toFailure(result.reason, index, logger)] : [],
      );
      if (failed.length === 0) {
        res.status(204).end();
        return { events: events.length, stored: events.length, failed: 0 };
      }
      const retriable = failed.filter(one => one.retriable).length;
      // Nothing was stored and all of it may be: say so in the way clients repeat.
      if (retriable === events.length)
        throw new ServiceUnavailableError('The batch could not be stored; send it again');
      res.status(200).json({
        status: 'partial_success',
        summary: {
          received: events.length,
          successful: events.length - failed.length,
          failed: failed.length,
          retriable,
          non_retriable: failed.length - retriable,
        },
        failed_events: failed,
      });
      return { events: events.length, stored: events.length - failed.length, failed: failed.length };
    }),
  );
  return router;
}

function toFailure(reason: unknown, index: number, logger: LoggerService) {
  const error = toPublicError(reason, { logger, where: 'payrec-pipelines ingest' });
  return { index, reason: error.message, retriable: !(error instanceof InputError) };
}
