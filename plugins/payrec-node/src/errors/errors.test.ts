import { createBackendPlugin, coreServices } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend, TestBackend } from '@backstage/backend-test-utils';
import { InputError, NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import { createPermission } from '@backstage/plugin-permission-common';
import { defineContract, defineEndpoint } from '@internal/plugin-payrec-common';
import request from 'supertest';
import { z } from 'zod';
import { createMount } from '../http/createMount';
import {
  DataContractError,
  FinalIndexUnavailableError,
  QueryLimitError,
  QueryTimeoutError,
  TooManyQueriesError,
} from './errors';

/** What engines, drivers and file systems say; none of it may be in a body. */
const ENGINE_TEXT =
  "Catalog Error: Table t1 does not exist! LINE 1: SELECT pan FROM t1 WHERE m = 'mer-b' /data/final-index/x.parquet s3://bucket-1";
const engineError = () =>
  Object.assign(new Error(ENGINE_TEXT), { status: 418, statusCode: 418, code: '42P01', sql: ENGINE_TEXT });
class DatabaseError extends Error {}

const CASES: ReadonlyArray<[string, () => unknown, number, string, string | undefined]> = [
  // thrown                                                                   status  name                           retry-after
  [
    'data contract',
    () => new DataContractError('Row 3 of settlement.payoutsDue: net_minor'),
    500,
    'DataContractError',
    undefined,
  ],
  ['limit', () => new QueryLimitError('More than 5,000 rows; narrow the dates'), 422, 'QueryLimitError', undefined],
  ['time-out', () => new QueryTimeoutError('No answer within 20 s'), 504, 'QueryTimeoutError', undefined],
  ['too many', () => new TooManyQueriesError('3 queries run already', 7), 429, 'TooManyQueriesError', '7'],
  [
    'engine away',
    () => new FinalIndexUnavailableError('The query engine does not answer (ref 1)'),
    503,
    'FinalIndexUnavailableError',
    '10',
  ],
  ['not found', () => new NotFoundError('No break BRK-1'), 404, 'NotFoundError', undefined],
  ['engine error', engineError, 500, 'Error', undefined],
  ['driver error', () => new DatabaseError(ENGINE_TEXT), 500, 'Error', undefined],
  [
    'as Backstage cause',
    () => new ServiceUnavailableError('Engine away', engineError()),
    503,
    'ServiceUnavailableError',
    undefined,
  ],
  [
    'as deep cause',
    () => new InputError('Bad filter', new InputError('inner', engineError())),
    400,
    'InputError',
    undefined,
  ],
  [
    'as native cause',
    () => Object.assign(new QueryTimeoutError('Slow'), { cause: engineError() }),
    500,
    'Error',
    undefined,
  ],
  ['a text', () => ENGINE_TEXT, 500, 'Error', undefined],
  ['nothing', () => undefined, 500, 'Error', undefined],
];

const permission = createPermission({ name: 'payrec.test.view', attributes: { action: 'read' } });
const contract = defineContract({
  pluginId: 'payrec-test',
  title: 'Test',
  version: '1.0.0',
  endpoints: {
    fail: defineEndpoint({
      method: 'GET',
      path: '/v1/failures/:index',
      permission,
      audit: 'failure-read',
      summary: 'Fails',
      params: z.object({ index: z.coerce.number() }),
      response: z.object({ ok: z.boolean() }),
    }),
    breakContract: defineEndpoint({
      method: 'GET',
      path: '/v1/broken',
      permission,
      audit: 'broken-read',
      summary: 'Answers with what the contract does not know',
      response: z.object({ ok: z.enum(['yes']) }),
    }),
  },
});

const plugin = createBackendPlugin({
  pluginId: 'payrec-test',
  register(env) {
    env.registerInit({
      deps: {
        httpRouter: coreServices.httpRouter,
        httpAuth: coreServices.httpAuth,
        permissions: coreServices.permissions,
        auditor: coreServices.auditor,
        logger: coreServices.logger,
      },
      async init({ httpRouter, ...services }) {
        const { router, mount, assertAllMounted } = createMount({ contract, ...services });
        mount(contract.endpoints.fail, async ({ params }) => {
          throw CASES[params.index][1]();
        });
        mount(contract.endpoints.breakContract, async () => JSON.parse(JSON.stringify({ ok: ENGINE_TEXT })));
        assertAllMounted();
        httpRouter.use(router);
      },
    });
  },
});

describe('an error body', () => {
  let backend: TestBackend;
  const logger = mockServices.rootLogger.mock();
  const logged: string[] = [];
  const record = (message: string, meta?: unknown) => {
    logged.push(`${message} ${meta instanceof Error ? meta.message : ''}`);
  };
  logger.error.mockImplementation(record);
  logger.child.mockReturnValue(logger);
  beforeAll(async () => {
    backend = await startTestBackend({ features: [plugin, logger.factory] });
  });
  afterAll(() => backend.stop());

  const hasNoEngineText = (body: string) => {
    for (const word of [
      'SELECT',
      'Catalog Error',
      '/data',
      's3://',
      'mer-b',
      '42P01',
      'stack',
      'node_modules',
      '.ts:',
    ]) {
      expect(body).not.toContain(word);
    }
  };

  test.each(CASES.map(([name, , ...expected], index) => [name, index, ...expected] as const))(
    '%s: right status and name, no engine text',
    async (_, index, status, name, retryAfter) => {
      const answer = await request(backend.server).get(`/api/payrec-test/v1/failures/${index}`);
      expect([answer.status, answer.body.error.name, answer.headers['retry-after']]).toEqual([
        status,
        name,
        retryAfter,
      ]);
      expect(answer.body.error.cause).toBeUndefined();
      hasNoEngineText(answer.text);
    },
  );

  it('says a reference that is in the log next to the original', async () => {
    const answer = await request(backend.server).get(
      `/api/payrec-test/v1/failures/${CASES.findIndex(([name]) => name === 'engine error')}`,
    );
    const reference = /reference ([0-9a-f]{8})/.exec(answer.body.error.message)?.[1];
    expect(reference).toBeDefined();
    expect(logged.filter(line => line.includes(`ref ${reference}`) && line.includes('Catalog Error'))).toHaveLength(1);
  });

  it('hides an answer that does not keep its contract', async () => {
    const answer = await request(backend.server).get('/api/payrec-test/v1/broken');
    expect(answer.status).toBe(500);
    expect(answer.body.error.message).toMatch(/quote reference [0-9a-f]{8} to support/);
    hasNoEngineText(answer.text);
    expect(logged.some(line => line.includes('The answer of breakContract does not keep its contract: ok:'))).toBe(
      true,
    );
  });
});
