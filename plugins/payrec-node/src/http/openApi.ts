import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { OpenAPIRegistry, OpenApiGeneratorV31, RouteConfig } from '@asteasolutions/zod-to-openapi';
import { Contract, Endpoint, rawBody } from '@internal/plugin-payrec-common';
import { stringify } from 'yaml';
import { z } from 'zod';

/** The body of every refusal, as Backstage's error middleware writes it. */
const errorSchema = z
  .object({
    error: z.object({ name: z.string(), message: z.string() }),
    request: z.object({ method: z.string(), url: z.string() }).optional(),
    response: z.object({ statusCode: z.number().int() }),
  })
  .meta({ id: 'Error' });

const REFUSALS: ReadonlyArray<[number, string]> = [
  [400, 'The request is not valid; the message lists what'],
  [401, 'No or an expired token'],
  [403, 'The permission is missing, or the caller is a service'],
  [429, 'Too many queries; see Retry-After'],
  [503, 'The query engine does not answer'],
  [504, 'The query ran into its time limit'],
];

/** A contract as an OpenAPI 3.1 document in YAML, the same text for the same contract. */
export function emitOpenApi(contract: Contract): string {
  const registry = new OpenAPIRegistry();
  const bearer = registry.registerComponent('securitySchemes', 'backstage', {
    type: 'http',
    scheme: 'bearer',
    description: 'Token of a signed-in user; service tokens are refused',
  });
  for (const [operationId, endpoint] of Object.entries(contract.endpoints)) {
    registry.registerPath({ ...route(operationId, endpoint), security: [{ [bearer.name]: [] }] });
  }
  const document = new OpenApiGeneratorV31(registry.definitions, { sortComponents: 'alphabetically' }).generateDocument(
    {
      openapi: '3.1.0',
      info: {
        title: contract.title,
        version: contract.version,
        description: 'Emitted from the contract by `emitOpenApi`; do not edit.',
      },
      servers: [{ url: `/api/${contract.pluginId}` }],
    },
  );
  return stringify(document, { lineWidth: 120, aliasDuplicateObjects: false });
}

function route(operationId: string, endpoint: Endpoint): RouteConfig {
  const { params, query, body, response } = endpoint;
  return {
    operationId,
    method: endpoint.method.toLocaleLowerCase('en-US') as 'get' | 'post' | 'put' | 'delete',
    path: endpoint.path.replace(/:([A-Za-z0-9]+)/g, '{$1}'),
    summary: endpoint.summary,
    description: `Needs the permission \`${endpoint.permission.name}\`.${
      endpoint.caller === 'service' ? ' For services with a token; people are refused.' : ''
    }`,
    request: {
      ...(params && { params }),
      ...(query && { query }),
      ...(body === rawBody && {
        body: {
          required: true,
          content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
      }),
      ...(body && body !== rawBody && { body: { required: true, content: { 'application/json': { schema: body } } } }),
    },
    responses: {
      [endpoint.successStatus ?? 200]: {
        description: endpoint.summary,
        content: { [endpoint.stream ? 'text/event-stream' : 'application/json']: { schema: response } },
      },
      ...Object.fromEntries(
        REFUSALS.map(([status, description]) => [
          status,
          { description, content: { 'application/json': { schema: errorSchema } } },
        ]),
      ),
    },
  };
}

/**
 * For the test that keeps the committed `openapi.yaml` true: undefined when `file` is what the contract emits, else what
 * to do. With `UPDATE_OPENAPI=1` in the environment it writes the file instead.
 */
export async function openApiDrift(contract: Contract, file: string): Promise<string | undefined> {
  const emitted = emitOpenApi(contract);
  if (process.env.UPDATE_OPENAPI === '1') {
    await writeFile(file, emitted);
    return undefined;
  }
  const committed = await readFile(file, 'utf8').catch(() => undefined);
  if (committed === emitted) return undefined;
  return (
    `${basename(file)} is ${committed === undefined ? 'missing' : 'not what the contract emits'}; ` +
    `run the test again with UPDATE_OPENAPI=1 and commit the file`
  );
}
