import { Readable } from 'node:stream';
import {
  AuditorService,
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
  LifecycleService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { ResourcePermission } from '@backstage/plugin-permission-common';
import {
  Contract,
  Endpoint,
  EndpointRequest,
  RESOURCE_TYPE_TRANSACTION,
  Visibility,
  rawBody,
} from '@internal/plugin-payrec-common';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { Request, Response, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { FinalIndexUnavailableError, TooManyQueriesError } from '../errors/errors';
import { toPublicError } from '../errors/publicError';
import { FinalIndexService, Scope } from '../finalIndex/types';
import { getOrCreateHistogram } from '../metrics/registry';
import { actorOf, Authoriser, Caller, createAuthorisers } from './authorise';
import { parseRequest } from './parseRequest';

type TransactionPermission = ResourcePermission<typeof RESOURCE_TYPE_TRANSACTION>;

/** What a handler gets besides the parsed request. */
export type HandlerContext<E extends Endpoint = Endpoint> = {
  /** A user, or a service where the endpoint says `caller: 'service'`; the other kind is refused. */
  readonly credentials: E['caller'] extends 'service'
    ? BackstageCredentials<BackstageServicePrincipal>
    : BackstageCredentials<BackstageUserPrincipal>;
  /** Entity ref of the person, such as `user:default/finn.operator`; of a service its subject. */
  readonly actor: string;
  /** Aborts when the client hangs up and when the process shuts down; pass it to queries. */
  readonly signal: AbortSignal;
  readonly req: Request;
} & (E['permission'] extends TransactionPermission
  ? {
      /** What the caller may see; the ticket for `finalIndex.query`. */
      readonly scope: Scope;
      readonly visibility: Visibility;
    }
  : E['sight'] extends 'all'
  ? { readonly scope: Scope }
  : {}) &
  (E['body'] extends typeof rawBody
    ? {
        /** The bytes of the body, unread. The handler bounds them and reads them to the end or destroys the stream. */
        readonly rawBody: Readable;
      }
    : {});

export type EndpointHandler<E extends Endpoint> = (
  request: EndpointRequest<E>,
  context: HandlerContext<E>,
) => Promise<z.input<E['response']>>;

/** Writes the answer itself; called once the request is authorised and on record. Resolves when the stream has ended. */
export type StreamHandler<E extends Endpoint> = (
  request: EndpointRequest<E>,
  context: HandlerContext<E>,
  res: Response,
) => Promise<void>;

export type MountOptions = {
  readonly contract: Contract;
  readonly httpAuth: HttpAuthService;
  readonly permissions: PermissionsService;
  readonly auditor: AuditorService;
  readonly logger: LoggerService;
  /** Aborts running requests on shutdown. */
  readonly lifecycle?: LifecycleService;
  /** Needed as soon as one endpoint asks for a `payrec-transaction` permission, or for the sight of all. */
  readonly finalIndex?: Pick<FinalIndexService, 'scopeFor'> & Partial<Pick<FinalIndexService, 'fullScopeFor'>>;
  /** Largest JSON body, in bytes. 1 MiB unless told. */
  readonly bodyBytesMax?: number;
};

export type Mount = {
  /** To be given to `httpRouter.use`. */
  readonly router: ExpressRouter;
  /** Binds the handler of one endpoint of the contract. @throws Error for one mounted twice or of another contract. */
  mount<E extends Endpoint>(endpoint: E, handler: EndpointHandler<E>): void;
  /** Binds an endpoint whose answer is an event stream. @throws Error as {@link Mount.mount}. */
  mountStream<E extends Endpoint>(endpoint: E, handler: StreamHandler<E>): void;
  /** @throws Error naming the endpoints of the contract that nobody mounted. Call it at the end of the router. */
  assertAllMounted(): void;
};

const tracer = trace.getTracer('@internal/plugin-payrec-node');

/**
 * The one way an endpoint of a contract becomes a route. Each request: open the audit event, authenticate a user, parse,
 * authorise, run the handler, check the answer against the contract, close the audit event, send. Whatever is thrown
 * reaches the caller through {@link toPublicError}, so no body carries SQL, a path or engine text.
 */
export function createMount(options: MountOptions): Mount {
  const { contract, logger } = options;
  const router = Router();
  const names = new Map<Endpoint, string>(Object.entries(contract.endpoints).map(([name, one]) => [one, name]));
  const mounted = new Set<Endpoint>();
  const running = new Set<AbortController>();
  const authorisers = createAuthorisers(options);
  const duration = getOrCreateHistogram({
    name: 'payrec_http_request_duration_seconds',
    help: 'Time from the first byte of a request to its answer, by endpoint and outcome.',
    labelNames: ['plugin', 'operation', 'outcome'],
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  });
  options.lifecycle?.addShutdownHook(() => {
    for (const controller of running) {
      controller.abort(new ServiceUnavailableError('The portal is shutting down; try again in a minute'));
    }
  });

  function bind<E extends Endpoint>(endpoint: E, handler: Handler<E>) {
    const name = names.get(endpoint);
    if (!name) {
      throw new Error(`${endpoint.method} ${endpoint.path} is not an endpoint of the contract ${contract.pluginId}`);
    }
    if (mounted.has(endpoint)) {
      throw new Error(`Endpoint ${name} (${endpoint.method} ${endpoint.path}) is mounted twice`);
    }
    const authorise = authorisers.of(endpoint, name);
    mounted.add(endpoint);

    const verb = endpoint.method.toLocaleLowerCase('en-US') as 'get' | 'post' | 'put' | 'delete';
    router[verb](endpoint.path, (req, res) =>
      tracer.startActiveSpan(`${contract.pluginId}.${name}`, async span => {
        const controller = new AbortController();
        running.add(controller);
        const stop = duration.startTimer({ plugin: contract.pluginId, operation: name });
        let outcome = 'ok';
        // 'close' of the response and not of the request: the latter fires once the body has been read.
        res.once('close', () => {
          if (!res.writableEnded) controller.abort(new Error('The client hung up'));
        });
        try {
          await serve({ endpoint, name, handler, authorise, options, req, res, signal: controller.signal });
        } catch (error) {
          // A request cut by the shutdown says so, rather than how its query noticed.
          const { aborted, reason } = controller.signal;
          const shown = aborted && reason instanceof ServiceUnavailableError ? reason : error;
          const answer = toPublicError(shown, { logger, where: `${contract.pluginId} ${name}` });
          outcome = aborted ? 'Aborted' : answer.name;
          span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
          if (answer instanceof TooManyQueriesError || answer instanceof FinalIndexUnavailableError) {
            res.setHeader('Retry-After', String(answer.retryAfterSeconds));
          }
          throw answer;
        } finally {
          running.delete(controller);
          stop({ outcome });
          span.end();
        }
      }),
    );
  }

  return {
    router,

    mount<E extends Endpoint>(endpoint: E, handler: EndpointHandler<E>) {
      bind(endpoint, { kind: 'json', handle: handler });
    },

    mountStream<E extends Endpoint>(endpoint: E, handler: StreamHandler<E>) {
      bind(endpoint, { kind: 'stream', handle: handler });
    },

    assertAllMounted() {
      const missing = [...names].filter(([endpoint]) => !mounted.has(endpoint)).map(([, name]) => name);
      if (missing.length > 0) {
        throw new Error(`Contract ${contract.pluginId} has endpoints nobody mounted: ${missing.join(', ')}`);
      }
    },
  };
}

type Handler<E extends Endpoint> =
  | { readonly kind: 'json'; readonly handle: EndpointHandler<E> }
  | { readonly kind: 'stream'; readonly handle: StreamHandler<E> };

/** One request from audit event to answer. */
async function serve<E extends Endpoint>(call: {
  endpoint: E;
  name: string;
  handler: Handler<E>;
  authorise: Authoriser;
  options: MountOptions;
  req: Request;
  res: Response;
  signal: AbortSignal;
}): Promise<void> {
  const { endpoint, name, handler, authorise, options, req, res, signal } = call;
  const event = await options.auditor.createEvent({
    eventId: endpoint.audit,
    severityLevel: endpoint.method === 'GET' ? 'low' : 'medium',
    request: req,
    meta: { operation: name, permission: endpoint.permission.name },
  });
  try {
    const credentials = await callerOf(endpoint, options.httpAuth, req);
    const request = await parseRequest(endpoint, req, { bodyBytesMax: options.bodyBytesMax ?? 1024 * 1024 });
    const sight = await authorise(credentials);
    const context = {
      credentials,
      actor: actorOf(credentials),
      signal,
      req,
      ...sight,
      ...(endpoint.body === rawBody && { rawBody: req }),
    };
    signal.throwIfAborted();
    // The context has exactly what HandlerContext<E> derives from the endpoint; TypeScript cannot see through the branch.
    const handlerContext = context as unknown as HandlerContext<E>;
    if (handler.kind === 'stream') {
      // Before the first byte: what is on record is that the stream was opened, not how long somebody looked at it.
      await event.success({ meta: { ...('visibility' in sight && { visibility: sight.visibility }) } });
      await handler.handle(request, handlerContext, res);
      return;
    }
    const answer = await handler.handle(request, handlerContext);
    const body = checkAnswer(endpoint, name, answer);
    // Evidence first: an answer nobody recorded must not leave.
    await event.success({
      meta: { ...rowCount(body), ...('visibility' in sight && { visibility: sight.visibility }) },
    });
    res.status(endpoint.successStatus ?? 200).json(body);
  } catch (error) {
    const shown = error instanceof Error ? error : new Error(String(error));
    await event.fail({ error: shown }).catch(failure => {
      options.logger.error(`The audit event ${endpoint.audit} could not be closed`, failure);
    });
    throw error;
  }
}

async function callerOf(endpoint: Endpoint, httpAuth: HttpAuthService, req: Request): Promise<Caller> {
  return endpoint.caller === 'service'
    ? httpAuth.credentials(req, { allow: ['service'] })
    : httpAuth.credentials(req, { allow: ['user'] });
}

/**
 * The answer as the contract has it: unknown properties are dropped, so a column too many does not leave the house.
 * @throws Error with paths and no values; {@link toPublicError} logs it and shows the reference only.
 */
function checkAnswer(endpoint: Endpoint, name: string, answer: unknown): unknown {
  const checked = endpoint.response.safeParse(answer);
  if (checked.success) return checked.data;
  const faults = checked.error.issues.slice(0, 10).map(issue => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The answer of ${name} does not keep its contract: ${faults.join('; ')}`);
}

/** How many rows left, and how many of each result where each row has one, as in a batch. */
function rowCount(body: unknown): { rowCount?: number; results?: Record<string, number> } {
  const items: unknown = typeof body === 'object' && body !== null && 'items' in body ? body.items : undefined;
  if (!Array.isArray(items)) return {};
  const results: Record<string, number> = {};
  for (const item of items) {
    const result: unknown = typeof item === 'object' && item !== null && 'result' in item ? item.result : undefined;
    if (typeof result === 'string') results[result] = (results[result] ?? 0) + 1;
  }
  return { rowCount: items.length, ...(Object.keys(results).length > 0 && { results }) };
}
