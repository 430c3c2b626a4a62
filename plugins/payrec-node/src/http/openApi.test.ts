import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  defineContract,
  defineEndpoint,
  isoDateSchema,
  moneySchema,
  pageOf,
  pageQueryShape,
  portalViewPermission,
  rawBody,
} from '@internal/plugin-payrec-common';
import { parse } from 'yaml';
import { z } from 'zod';
import { emitOpenApi, openApiDrift } from './openApi';

const contract = defineContract({
  pluginId: 'payrec-test',
  title: 'Test',
  version: '1.2.3',
  endpoints: {
    listSums: defineEndpoint({
      method: 'GET',
      path: '/v1/units/:unitId/sums',
      permission: portalViewPermission,
      audit: 'sum-list',
      summary: 'Sums',
      params: z.object({ unitId: z.string() }),
      query: z.object({ ...pageQueryShape, from: isoDateSchema, tag: z.array(z.enum(['a', 'b'])).optional() }),
      response: pageOf(z.object({ sum: moneySchema, before: moneySchema.nullable() })),
    }),
    upload: defineEndpoint({
      method: 'POST',
      path: '/v1/files',
      permission: portalViewPermission,
      audit: 'file-upload',
      summary: 'Upload',
      body: rawBody,
      response: z.object({ id: z.string() }),
    }),
  },
});

describe('emitOpenApi', () => {
  const document = parse(emitOpenApi(contract));

  it('describes each endpoint', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.servers).toEqual([{ url: '/api/payrec-test' }]);
    const operation = document.paths['/v1/units/{unitId}/sums'].get;
    expect(operation.operationId).toBe('listSums');
    expect(operation.description).toContain('payrec.portal.view');
    expect(
      operation.parameters.map((one: { name: string; in: string; required?: boolean }) => [
        one.name,
        one.in,
        one.required,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['unitId', 'path', true],
        ['from', 'query', true],
        ['limit', 'query', false],
        ['tag', 'query', false],
      ]),
    );
    expect(document.paths['/v1/files'].post.requestBody.content).toHaveProperty(['application/octet-stream']);
  });

  it('names the shared schemas once', () => {
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['AsOf', 'Currency', 'Error', 'IsoDate', 'Money']),
    );
    expect(document.components.schemas.Money.properties.currency).toEqual({ $ref: '#/components/schemas/Currency' });
  });

  it('is the same text every time', () => {
    expect(emitOpenApi(contract)).toBe(emitOpenApi(contract));
  });
});

describe('openApiDrift', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'payrec-openapi-'));
  });
  afterEach(async () => {
    delete process.env.UPDATE_OPENAPI;
    await rm(folder, { recursive: true });
  });

  it('says what to do, and does it when told', async () => {
    const file = join(folder, 'openapi.yaml');
    expect(await openApiDrift(contract, file)).toContain(
      'openapi.yaml is missing; run the test again with UPDATE_OPENAPI=1',
    );
    process.env.UPDATE_OPENAPI = '1';
    expect(await openApiDrift(contract, file)).toBeUndefined();
    expect(await readFile(file, 'utf8')).toBe(emitOpenApi(contract));
    delete process.env.UPDATE_OPENAPI;
    expect(await openApiDrift(contract, file)).toBeUndefined();
    await writeFile(file, 'openapi: 3.1.0\n');
    expect(await openApiDrift(contract, file)).toContain('is not what the contract emits');
  });
});
