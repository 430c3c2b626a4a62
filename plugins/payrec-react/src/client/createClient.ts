import { ResponseError } from '@backstage/errors';
import { ApiRef, FetchApi, fetchApiRef } from '@backstage/frontend-plugin-api';
import { Contract, Endpoint, EndpointInput, EndpointResponse, rawBody } from '@internal/plugin-payrec-common';
import { UploadProgress, withUploadProgress } from './uploadBody';

export type CallOptions = {
  /** Cancels the request, and with it the query in the engine. */
  signal?: AbortSignal;
  /** Called while a raw body is sent. */
  onUploadProgress?: (progress: UploadProgress) => void;
};

type ClientMethod<E extends Endpoint> = {} extends EndpointInput<E>
  ? (input?: EndpointInput<E>, options?: CallOptions) => Promise<EndpointResponse<E>>
  : (input: EndpointInput<E>, options?: CallOptions) => Promise<EndpointResponse<E>>;

/** One typed method per endpoint of a contract. */
export type Client<TEndpoints extends Record<string, Endpoint>> = {
  [K in keyof TEndpoints]: ClientMethod<TEndpoints[K]>;
};

/** What every call may carry at run time; the static types are in {@link ClientMethod}. */
type AnyInput = { params?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown };

/** The answer does not fit the contract: server and browser are of different versions, or a bug. */
export class UnexpectedAnswerError extends Error {
  readonly name = 'UnexpectedAnswerError';
  constructor(readonly operation: string, readonly issues: string) {
    super(`The answer of ${operation} does not fit its contract: ${issues}. Reload the page; if it stays, report it.`);
  }
}

function pathOf(endpoint: Endpoint, params: Record<string, unknown>): string {
  return endpoint.path.replace(/:([a-zA-Z0-9]+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === '') throw new TypeError(`${endpoint.path} needs the parameter "${name}"`);
    return encodeURIComponent(String(value));
  });
}

/** Arrays as repeated parameters; undefined, null and empty arrays are left out. */
export function toSearch(query: Record<string, unknown>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) search.append(name, String(item));
    }
  }
  const text = search.toString();
  return text && `?${text}`;
}

async function call(
  fetchApi: FetchApi,
  pluginId: string,
  operation: string,
  endpoint: Endpoint,
  input: AnyInput,
  { signal, onUploadProgress }: CallOptions,
): Promise<unknown> {
  const url = `plugin://${pluginId}${pathOf(endpoint, input.params ?? {})}${toSearch(input.query ?? {})}`;
  let response: Response;
  if (endpoint.body === rawBody) {
    const send = (init: RequestInit) =>
      fetchApi.fetch(url, {
        method: endpoint.method,
        signal,
        ...init,
        headers: { 'content-type': 'application/octet-stream' },
      });
    response = await withUploadProgress(input.body as Blob | ArrayBuffer | Uint8Array, send, onUploadProgress);
  } else {
    const json = endpoint.body !== undefined;
    response = await fetchApi.fetch(url, {
      method: endpoint.method,
      signal,
      ...(json && { body: JSON.stringify(input.body), headers: { 'content-type': 'application/json' } }),
    });
  }
  if (!response.ok) throw await ResponseError.fromResponse(response);
  const parsed = endpoint.response.safeParse(await response.json());
  if (!parsed.success) {
    const issues = parsed.error.issues.slice(0, 3).map(issue => `${issue.path.join('.') || 'body'} ${issue.message}`);
    throw new UnexpectedAnswerError(`${pluginId}.${operation}`, issues.join('; '));
  }
  return parsed.data;
}

/**
 * A typed client for a module's contract.
 * Each method rejects with `ResponseError` on an error answer, with {@link UnexpectedAnswerError} when the answer does
 * not fit the contract, and with the signal's reason when cancelled.
 */
export function createClient<TEndpoints extends Record<string, Endpoint>>(
  contract: Contract<TEndpoints>,
  { fetchApi }: { fetchApi: FetchApi },
): Client<TEndpoints> {
  const methods = Object.entries(contract.endpoints).map(([operation, endpoint]) => [
    operation,
    (input: AnyInput = {}, options: CallOptions = {}) =>
      call(fetchApi, contract.pluginId, operation, endpoint, input, options),
  ]);
  return Object.fromEntries(methods) as Client<TEndpoints>;
}

/**
 * Params for `ApiBlueprint.make({ params: define => define(clientApi(ref, contract)) })`: the typed client of a contract
 * as a utility API.
 */
export function clientApi<TEndpoints extends Record<string, Endpoint>>(
  api: ApiRef<Client<TEndpoints>>,
  contract: Contract<TEndpoints>,
) {
  return {
    api,
    deps: { fetchApi: fetchApiRef },
    factory: ({ fetchApi }: { fetchApi: FetchApi }) => createClient(contract, { fetchApi }),
  };
}
