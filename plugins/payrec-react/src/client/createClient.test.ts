/** @jest-environment node */
import { ResponseError } from '@backstage/errors';
import { defineContract, defineEndpoint, rawBody } from '@internal/plugin-payrec-common';
import { HttpResponse, http } from 'msw';
import { setupServer } from 'msw/node';
import { z } from 'zod';
import { UnexpectedAnswerError, createClient } from './createClient';

const permission = { type: 'basic', name: 'payrec.test.view', attributes: { action: 'read' } } as const;
const common = { permission, audit: 'test-read', summary: 'test' } as const;
const item = z.object({ id: z.string(), state: z.enum(['open', 'resolved']) });

const contract = defineContract({
  pluginId: 'payrec-test',
  title: 'Test',
  version: '1.0.0',
  endpoints: {
    listThings: defineEndpoint({
      ...common,
      method: 'GET',
      path: '/v1/things',
      query: z.object({
        state: z.array(z.string()).optional(),
        limit: z.coerce.number().default(50),
        q: z.string().optional(),
      }),
      response: z.object({ items: z.array(item) }),
    }),
    getThing: defineEndpoint({
      ...common,
      method: 'GET',
      path: '/v1/things/:thingId',
      params: z.object({ thingId: z.string() }),
      response: item,
    }),
    decide: defineEndpoint({
      ...common,
      method: 'POST',
      path: '/v1/things/:thingId/decide',
      params: z.object({ thingId: z.string() }),
      body: z.object({ reason: z.string() }),
      response: item,
    }),
    upload: defineEndpoint({
      ...common,
      method: 'POST',
      path: '/v1/files',
      query: z.object({ fileName: z.string() }),
      body: rawBody,
      response: z.object({ bytes: z.number(), type: z.string() }),
    }),
  },
});

const BASE = 'http://localhost/api/payrec-test';
const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const client = createClient(contract, {
  fetchApi: { fetch: (input, init) => fetch(String(input).replace('plugin://', 'http://localhost/api/'), init) },
});

describe('createClient', () => {
  it('repeats arrays and leaves out what is not there', async () => {
    let search = '';
    server.use(
      http.get(`${BASE}/v1/things`, ({ request }) => {
        search = new URL(request.url).search;
        return HttpResponse.json({ items: [{ id: 'a', state: 'open' }] });
      }),
    );
    const answer = await client.listThings({ query: { state: ['open', 'a&b'], limit: 20, q: undefined } });
    expect(search).toBe('?state=open&state=a%26b&limit=20');
    expect(answer.items[0].state).toBe('open');
  });

  it('escapes path parameters', async () => {
    let path = '';
    server.use(
      http.get(`${BASE}/v1/things/:id`, ({ request }) => {
        path = new URL(request.url).pathname;
        return HttpResponse.json({ id: 'acc|EUR/1', state: 'open' });
      }),
    );
    await client.getThing({ params: { thingId: 'acc|EUR/1' } });
    expect(path).toBe('/api/payrec-test/v1/things/acc%7CEUR%2F1');
  });

  it('sends JSON bodies', async () => {
    server.use(
      http.post(`${BASE}/v1/things/a/decide`, async ({ request }) => {
        expect(request.headers.get('content-type')).toBe('application/json');
        expect(await request.json()).toEqual({ reason: 'fees' });
        return HttpResponse.json({ id: 'a', state: 'resolved' });
      }),
    );
    const answer = await client.decide({ params: { thingId: 'a' }, body: { reason: 'fees' } });
    expect(answer.state).toBe('resolved');
  });

  it('sends raw bytes and reports begin and end', async () => {
    server.use(
      http.post(`${BASE}/v1/files`, async ({ request }) =>
        HttpResponse.json({
          bytes: (await request.arrayBuffer()).byteLength,
          type: request.headers.get('content-type'),
        }),
      ),
    );
    const progress = jest.fn();
    const body = new Uint8Array([0x3a, 0x36, 0x31, 0x3a]);
    const answer = await client.upload({ query: { fileName: 'a b.sta' }, body }, { onUploadProgress: progress });
    expect(answer).toEqual({ bytes: 4, type: 'application/octet-stream' });
    expect(progress.mock.calls.map(([call]) => call)).toEqual([
      { sentBytes: null, totalBytes: 4 },
      { sentBytes: 4, totalBytes: 4 },
    ]);
  });

  it('rejects with the error of the server', async () => {
    const error = { name: 'ConflictError', message: 'Fay approved it a moment ago' };
    server.use(http.get(`${BASE}/v1/things`, () => HttpResponse.json({ error, response: {} }, { status: 409 })));
    const failed = await client.listThings().catch(cause => cause);
    expect(failed).toBeInstanceOf(ResponseError);
    expect(failed.response.status).toBe(409);
    expect(failed.body.error.message).toBe('Fay approved it a moment ago');
  });

  it('rejects an answer that does not fit the contract, and names where', async () => {
    server.use(http.get(`${BASE}/v1/things`, () => HttpResponse.json({ items: [{ id: 'a', state: 'closed' }] })));
    const failed = await client.listThings().catch(cause => cause);
    expect(failed).toBeInstanceOf(UnexpectedAnswerError);
    expect(failed.message).toMatch(/payrec-test\.listThings .*items\.0\.state/);
  });

  it('stops when cancelled', async () => {
    server.use(http.get(`${BASE}/v1/things`, () => new Promise<Response>(() => {})));
    const controller = new AbortController();
    const call = client.listThings({}, { signal: controller.signal });
    controller.abort();
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
  });
});
