import { Permission } from '@backstage/plugin-permission-common';
import { z } from 'zod';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** A body that is not JSON: the raw bytes are handed to the handler as a stream (statement upload). */
export const rawBody = Symbol('payrec.rawBody');

type ObjectSchema = z.ZodObject<z.ZodRawShape>;

/**
 * One operation of a module's HTTP interface: the one truth for the server (`mount`), the client (`createClient`), the
 * isolation matrix and the emitted `openapi.yaml`. Schemas carry no transforms, since JSON Schema has none.
 */
export type Endpoint<
  TParams extends ObjectSchema = ObjectSchema,
  TQuery extends ObjectSchema = ObjectSchema,
  TBody extends z.ZodType = z.ZodType,
  TResponse extends z.ZodType = z.ZodType,
> = {
  readonly method: HttpMethod;
  /** Express path below `/api/<pluginId>`, versioned: `/v1/breaks/:breakId`. */
  readonly path: string;
  /** Checked before the handler runs. A `payrec-transaction` permission yields the scope that queries need. */
  readonly permission: Permission;
  /**
   * The answer is made of figures of all merchants, so besides `permission` the caller must see all transactions. Both are
   * decided in one round trip, and the handler gets the scope.
   */
  readonly sight?: 'all';
  /** Audit event id, kebab-case. */
  readonly audit: string;
  /** Who calls it: people (the default), or services with a token of `backend.auth.externalAccess`. */
  readonly caller?: 'service';
  /** Status of a success, 200 unless told; 207 where each row has its own result. */
  readonly successStatus?: 201 | 207;
  /** The answer is a `text/event-stream` whose events keep `response`; mounted with `mountStream`. */
  readonly stream?: true;
  /** One line for the emitted OpenAPI document. */
  readonly summary: string;
  readonly params?: TParams;
  readonly query?: TQuery;
  readonly body?: TBody | typeof rawBody;
  readonly response: TResponse;
};

type Infer<T> = T extends z.ZodType ? z.infer<T> : undefined;
type InferInput<T> = T extends z.ZodType ? z.input<T> : undefined;

/** Path parameters, query and body as the handler sees them (parsed). */
export type EndpointRequest<E extends Endpoint> = {
  params: Infer<E['params']>;
  query: Infer<E['query']>;
  body: Infer<E['body']>;
};

/** What a client passes: `params`, `query` (defaults may be left out) and `body`, each only where the endpoint has it. */
export type EndpointInput<E extends Endpoint> = (E['params'] extends z.ZodType
  ? { params: InferInput<E['params']> }
  : {}) &
  (E['query'] extends z.ZodType ? { query?: InferInput<E['query']> } : {}) &
  (E['body'] extends z.ZodType
    ? { body: InferInput<E['body']> }
    : E['body'] extends typeof rawBody
    ? { body: Blob | ArrayBuffer | Uint8Array }
    : {});

export type EndpointResponse<E extends Endpoint> = z.infer<E['response']>;

/** Keeps the literal types of an endpoint; validates the path form at module load. */
export function defineEndpoint<const E extends Endpoint>(endpoint: E): E {
  if (!/^\/v\d+(\/[:a-zA-Z0-9-]+)+$/.test(endpoint.path)) {
    throw new TypeError(`Endpoint path "${endpoint.path}" is not of the form /v1/noun or /v1/noun/:nounId`);
  }
  return endpoint;
}

/** All endpoints of one plugin; the key is the operation id and the client's method name. */
export type Contract<TEndpoints extends Record<string, Endpoint> = Record<string, Endpoint>> = {
  readonly pluginId: string;
  readonly title: string;
  readonly version: string;
  readonly endpoints: TEndpoints;
};

export function defineContract<const TEndpoints extends Record<string, Endpoint>>(
  contract: Contract<TEndpoints>,
): Contract<TEndpoints> {
  return contract;
}
