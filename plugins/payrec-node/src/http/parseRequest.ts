import { InputError } from '@backstage/errors';
import { decodeCursor, Endpoint, EndpointRequest, rawBody } from '@internal/plugin-payrec-common';
import express, { Request, Response } from 'express';
import { z } from 'zod';
import { BodyTooLargeError } from '../errors/errors';

/**
 * Path parameters, query and body of a request by the schemas of its endpoint.
 * @throws InputError listing every path that is wrong with the value that came; BodyTooLargeError past the limit.
 */
export async function parseRequest<E extends Endpoint>(
  endpoint: E,
  req: Request,
  options: { bodyBytesMax: number },
): Promise<EndpointRequest<E>> {
  const faults: string[] = [];
  const part = (place: string, schema: z.ZodType | undefined, value: unknown) => {
    if (!schema) return undefined;
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    faults.push(...parsed.error.issues.map(issue => describe(place, issue, value)));
    return undefined;
  };
  const params = part('path', endpoint.params, req.params);
  // Strict: a mistyped filter that is ignored would show more rows than the person asked for.
  const query = part('query', (endpoint.query ?? z.object({})).strict(), queryValues(endpoint.query, req));
  const body = isSchema(endpoint.body)
    ? part('body', endpoint.body, await readJson(req, options.bodyBytesMax))
    : undefined;
  if (faults.length > 0) {
    throw new InputError(`The request is not valid: ${faults.slice(0, 20).join('; ')}`);
  }
  // Each part was parsed by the schema its type is inferred from.
  return { params, query: endpoint.query && query, body } as EndpointRequest<E>;
}

/**
 * Sort key of a cursor a client sent back.
 * @throws InputError when it is not one for a key of that length.
 */
export function readCursor(cursor: string, length: number): Array<string | null> {
  try {
    return decodeCursor(cursor, length);
  } catch (error) {
    throw new InputError(error instanceof Error ? error.message : 'The cursor cannot be read; start again without it');
  }
}

function isSchema(body: Endpoint['body']): body is z.ZodType {
  return body !== undefined && body !== rawBody;
}

/**
 * The query as the schema's keys expect it: lists for list keys, whether given once or repeated, text for the others.
 * Read from the URL and not from `req.query`, where `a[b]=1` makes objects and more than 20 repeats stop being a list.
 */
function queryValues(schema: z.ZodObject | undefined, req: Request): Record<string, unknown> {
  const start = req.originalUrl.indexOf('?');
  const search = new URLSearchParams(start < 0 ? '' : req.originalUrl.slice(start + 1));
  const values = new Map<string, unknown>();
  for (const key of new Set(search.keys())) {
    const all = search.getAll(key);
    const kind = schema?.shape[key] && innermost(schema.shape[key]);
    if (kind instanceof z.ZodArray || all.length > 1) {
      values.set(key, all);
    } else {
      values.set(key, kind instanceof z.ZodBoolean ? booleanOf(key, all[0]) : all[0]);
    }
  }
  return Object.fromEntries(values);
}

/** `z.coerce.boolean()` alone takes the text "false" for true. */
function booleanOf(key: string, text: string): boolean {
  if (text === 'true') return true;
  if (text === 'false') return false;
  throw new InputError(`The request is not valid: query.${key} is "${text.slice(0, 100)}", expected true or false`);
}

function innermost(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodDefault || inner instanceof z.ZodNullable) {
    inner = inner.unwrap();
  }
  return inner;
}

/** One line per fault: where, what, and the value, shortened. */
function describe(place: string, issue: z.core.$ZodIssue, input: unknown): string {
  const where = [place, ...issue.path.map(String)].join('.');
  const value = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    input,
  );
  const text = value === undefined ? 'missing' : JSON.stringify(value) ?? String(value);
  return `${where}: ${issue.message} (got ${text.length > 100 ? `${text.slice(0, 100)}…` : text})`;
}

/** Reads the body here and not in a middleware of the router, so that nobody's bytes are read before they are known. */
async function readJson(req: Request, bodyBytesMax: number): Promise<unknown> {
  const parser = express.json({ limit: bodyBytesMax, strict: true });
  // The parser takes a response but never touches it.
  const failure = await new Promise<unknown>(resolve => parser(req, req.res as Response, resolve));
  if (failure === undefined) return req.body;
  const type = typeof failure === 'object' && failure !== null && 'type' in failure ? failure.type : undefined;
  if (type === 'entity.too.large') {
    throw new BodyTooLargeError(`The body is larger than ${bodyBytesMax} bytes; split the request`);
  }
  if (type === 'request.aborted') {
    throw new InputError('The body ended early');
  }
  throw new InputError('The body is not JSON; send application/json');
}
