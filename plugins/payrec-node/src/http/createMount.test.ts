import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { AddressInfo } from 'node:net';
import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices, startTestBackend, TestBackend } from '@backstage/backend-test-utils';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult, createPermission } from '@backstage/plugin-permission-common';
import { defineContract, defineEndpoint, rawBody, transactionReadPermission } from '@internal/plugin-payrec-common';
import request from 'supertest';
import { z } from 'zod';
import { mintScope } from '../finalIndex/scope/scope';
import { createMount, MountOptions } from './createMount';

const viewPermission = createPermission({ name: 'payrec.test.view', attributes: { action: 'read' } });
const { endpoints, ...about } = defineContract({
  pluginId: 'payrec-test',
  title: 'Test',
  version: '1.0.0',
  endpoints: {
    echo: defineEndpoint({
      method: 'POST',
      path: '/v1/echo/:id',
      permission: viewPermission,
      audit: 'echo-write',
      summary: 'Answers with what it understood',
      params: z.object({ id: z.string().max(5) }),
      query: z.object({
        tag: z.array(z.string().max(3)).max(30).optional(),
        limit: z.coerce.number().int().max(200).default(50),
        all: z.coerce.boolean().default(false),
        from: z
          .string()
          .regex(/^\d{4}$/)
          .optional(),
      }),
      body: z.object({ text: z.string() }),
      response: z.object({ got: z.unknown(), actor: z.string() }),
    }),
    list: defineEndpoint({
      method: 'GET',
      path: '/v1/rows',
      permission: transactionReadPermission,
      audit: 'row-list',
      summary: 'Rows',
      response: z.object({ items: z.array(z.object({ id: z.string() })), visibility: z.string() }),
    }),
    upload: defineEndpoint({
      method: 'POST',
      path: '/v1/files',
      permission: viewPermission,
      audit: 'file-upload',
      summary: 'Hash of the bytes',
      body: rawBody,
      response: z.object({ sha256: z.string() }),
    }),
    wait: defineEndpoint({
      method: 'GET',
      path: '/v1/wait',
      permission: viewPermission,
      audit: 'wait-read',
      summary: 'Answers when it is told to stop',
      response: z.object({}),
    }),
  },
});
const contract = { ...about, endpoints };

/** What the fake service for the Final Index answers. */
const scopeFor = jest.fn(async () => mintScope({ kind: 'merchantIn', merchantIds: ['mer-a'] }));
const waiting: AbortSignal[] = [];
let abortSeen = deferred();

function deferred() {
  let resolve: (value: unknown) => void = () => {};
  const promise = new Promise<unknown>(done => {
    resolve = done;
  });
  return { promise, resolve };
}

const plugin = createBackendPlugin({
  pluginId: 'payrec-test',
  register(env) {
    env.registerInit({
      deps: {
        httpRouter: coreServices.httpRouter,
        httpAuth: coreServices.httpAuth,
        permissions: coreServices.permissions,
        auditor: coreServices.auditor,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
      },
      async init({ httpRouter, ...services }) {
        const { router, mount, assertAllMounted } = createMount({
          contract,
          ...services,
          finalIndex: { scopeFor },
          bodyBytesMax: 1_000,
        });
        mount(endpoints.echo, async (got, { actor }) => ({ got, actor }));
        mount(endpoints.list, async (_, { scope, visibility }) => ({
          items: [{ id: scope.hash.slice(0, 1).replace(/./, 'x'), secret: 'column too many' }],
          visibility,
        }));
        mount(endpoints.upload, async (_, context) => {
          const hash = createHash('sha256');
          for await (const chunk of context.rawBody) hash.update(chunk);
          return { sha256: hash.digest('hex') };
        });
        mount(endpoints.wait, async (_, { signal }) => {
          waiting.push(signal);
          await new Promise(resolve => signal.addEventListener('abort', resolve));
          abortSeen.resolve(signal.reason);
          throw new Error('SELECT cancelled');
        });
        assertAllMounted();
        httpRouter.use(router);
      },
    });
  },
});

describe('createMount', () => {
  let backend: TestBackend;
  const auditor = mockServices.auditor.mock();
  const permissions = mockServices.permissions.mock();
  const success = jest.fn(async () => {});
  const fail = jest.fn(async (_: { error: Error }) => {});

  beforeAll(async () => {
    backend = await startTestBackend({ features: [plugin, auditor.factory, permissions.factory] });
  });
  afterAll(() => backend.stop());
  beforeEach(() => {
    jest.clearAllMocks();
    auditor.createEvent.mockResolvedValue({ success, fail });
    permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.ALLOW }]);
  });

  const echo = (path: string, body: object | string = { text: 'hi' }) =>
    request(backend.server).post(`/api/payrec-test/v1/echo/${path}`).set('Content-Type', 'application/json').send(body);

  it('hands the handler parsed parts and the person', async () => {
    const answer = await echo('b1?tag=a&limit=7&all=false');
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        got: { params: { id: 'b1' }, query: { tag: ['a'], limit: 7, all: false }, body: { text: 'hi' } },
        actor: 'user:default/mock',
      },
    ]);
    expect(auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'echo-write',
        severityLevel: 'medium',
        meta: { operation: 'echo', permission: 'payrec.test.view' },
      }),
    );
    expect([success.mock.calls.length, fail.mock.calls.length]).toEqual([1, 0]);
  });

  test.each<[string, string, unknown]>([
    ['one value', 'tag=a', ['a']],
    ['repeated', 'tag=a&tag=b', ['a', 'b']],
    ['more often than the query parser of express likes', 'tag=x&'.repeat(25), Array(25).fill('x')],
    ['none', '', undefined],
  ])('takes a list from the query: %s', async (_, query, tag) => {
    expect((await echo(`b1?${query}`)).body.got.query.tag).toEqual(tag);
  });

  test.each<[string, string, object | string, string[]]>([
    ['path', 'toolong', { text: 'x' }, ['path.id: Too big', '(got "toolong")']],
    ['query', 'b1?from=now&limit=900', { text: 'x' }, ['query.from: ', '(got "now")', 'query.limit: ', '(got "900")']],
    ['twice', 'b1?from=2025&from=2026', { text: 'x' }, ['query.from: ', '(got ["2025","2026"])']],
    ['element', 'b1?tag=a&tag=abcd', { text: 'x' }, ['query.tag.1: ', '(got "abcd")']],
    ['unknown key', 'b1?form=2025', { text: 'x' }, ['query: Unrecognized key: "form"']],
    ['nested key', 'b1?tag[x]=1', { text: 'x' }, ['Unrecognized key: "tag[x]"']],
    ['prototype', 'b1?__proto__=1', { text: 'x' }, ['Unrecognized key']],
    ['boolean', 'b1?all=yes', { text: 'x' }, ['query.all is "yes", expected true or false']],
    ['body', 'b1', { text: 5 }, ['body.text: ', '(got 5)']],
    ['no body', 'b1', '', ['body.text: ', '(got missing)']],
    ['no JSON', 'b1', '{"text": ', ['The body is not JSON']],
  ])('refuses a bad %s, naming path and value', async (_, path, body, parts) => {
    const { status, body: answer } = await echo(path, body);
    expect([status, answer.error.name]).toEqual([400, 'InputError']);
    for (const part of parts) expect(answer.error.message).toContain(part);
    expect(fail).toHaveBeenCalledTimes(1);
  });

  it('refuses a body past the limit', async () => {
    const { status, body } = await echo('b1', { text: 'x'.repeat(1_001) });
    expect([status, body.error.message]).toEqual([413, 'The body is larger than 1000 bytes; split the request']);
  });

  it('refuses a service token, and says so in the audit log', async () => {
    const answer = await echo('b1').set('Authorization', mockCredentials.service.header());
    expect([answer.status, answer.body.error.name]).toEqual([403, 'NotAllowedError']);
    expect(permissions.authorize).not.toHaveBeenCalled();
    expect(fail).toHaveBeenCalledTimes(1);
  });

  it('refuses nobody at the barrier', async () => {
    expect((await echo('b1').set('Authorization', mockCredentials.none.header())).status).toBe(401);
  });

  it('answers 403 on DENY and names the permission', async () => {
    permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.DENY }]);
    const answer = await echo('b1');
    expect([answer.status, answer.body.error.message]).toEqual([
      403,
      'You lack the permission payrec.test.view; ask the owner of the portal for it',
    ]);
    expect(fail).toHaveBeenCalledWith({ error: expect.objectContaining({ name: 'NotAllowedError' }) });
  });

  it('gives a transaction endpoint its scope, drops what the contract does not know, counts rows for the audit', async () => {
    const answer = await request(backend.server).get('/api/payrec-test/v1/rows');
    expect([answer.status, answer.body]).toEqual([200, { items: [{ id: 'x' }], visibility: 'partial' }]);
    expect(success).toHaveBeenCalledWith({ meta: { rowCount: 1, visibility: 'partial' } });
    expect(permissions.authorize).not.toHaveBeenCalled();
  });

  it('answers 403 when there is no scope', async () => {
    scopeFor.mockRejectedValueOnce(new NotAllowedError('You lack the permission payrec.transaction.read'));
    const stranger = mockCredentials.user.header('user:default/stranger');
    const answer = await request(backend.server).get('/api/payrec-test/v1/rows').set('Authorization', stranger);
    expect(answer.status).toBe(403);
  });

  it('keeps the answer back when the audit event cannot be closed', async () => {
    success.mockRejectedValueOnce(new Error('disk full'));
    expect((await request(backend.server).get('/api/payrec-test/v1/rows')).status).toBe(500);
  });

  it('hands on raw bytes', async () => {
    const bytes = Buffer.from([0, 1, 2, 255]);
    const answer = await request(backend.server)
      .post('/api/payrec-test/v1/files')
      .set('Content-Type', 'application/octet-stream')
      .send(bytes);
    expect(answer.body).toEqual({ sha256: createHash('sha256').update(bytes).digest('hex') });
  });

  it('aborts when the client hangs up', async () => {
    abortSeen = deferred();
    const { port } = backend.server.address() as AddressInfo;
    const call = httpRequest({
      port,
      path: '/api/payrec-test/v1/wait',
      headers: { Authorization: mockCredentials.user.header() },
    });
    call.on('error', () => {});
    call.end();
    while (waiting.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
    call.destroy();
    expect(String(await abortSeen.promise)).toContain('The client hung up');
  });

  it('aborts on shutdown and says so', async () => {
    waiting.length = 0;
    const own = await startTestBackend({ features: [plugin, auditor.factory, permissions.factory] });
    const answer = request(own.server)
      .get('/api/payrec-test/v1/wait')
      .then(result => result);
    while (waiting.length === 0) await new Promise(resolve => setTimeout(resolve, 5));
    await own.stop();
    const { status, body } = await answer;
    expect([status, body.error.message]).toEqual([503, 'The portal is shutting down; try again in a minute']);
  });
});

describe('createMount at construction', () => {
  const options = (): MountOptions => ({
    contract,
    httpAuth: mockServices.httpAuth.mock(),
    permissions: mockServices.permissions.mock(),
    auditor: mockServices.auditor.mock(),
    logger: mockServices.logger.mock(),
    finalIndex: { scopeFor },
  });
  const foreign = defineEndpoint({ ...endpoints.wait, path: '/v1/foreign' });
  const owned = defineEndpoint({
    ...endpoints.wait,
    path: '/v1/owned',
    permission: createPermission({ name: 'payrec.x.read', attributes: {}, resourceType: 'payrec-x' }),
  });

  test.each<[string, () => void, string]>([
    [
      'an endpoint mounted twice',
      () => {
        const { mount } = createMount(options());
        mount(endpoints.wait, async () => ({}));
        mount(endpoints.wait, async () => ({}));
      },
      'Endpoint wait (GET /v1/wait) is mounted twice',
    ],
    [
      'an endpoint of another contract',
      () => createMount(options()).mount(foreign, async () => ({})),
      'GET /v1/foreign is not an endpoint of the contract payrec-test',
    ],
    [
      'endpoints nobody mounted',
      () => {
        const { mount, assertAllMounted } = createMount(options());
        mount(endpoints.wait, async () => ({}));
        assertAllMounted();
      },
      'Contract payrec-test has endpoints nobody mounted: echo, list, upload',
    ],
    [
      'a transaction permission without the Final Index',
      () =>
        createMount({ ...options(), finalIndex: undefined }).mount(endpoints.list, async () => ({
          items: [],
          visibility: 'all',
        })),
      'createMount needs the Final Index service',
    ],
    [
      'a resource type it cannot authorise',
      () =>
        createMount({ ...options(), contract: { ...contract, endpoints: { owned } } }).mount(owned, async () => ({})),
      'mount can only authorise basic permissions and payrec-transaction',
    ],
  ])('refuses %s', (_, act, message) => {
    expect(act).toThrow(message);
  });

  it('has a scope in the context of transaction endpoints only', () => {
    const { mount, assertAllMounted } = createMount(options());
    // @ts-expect-error a basic permission yields no scope
    mount(endpoints.wait, async (_, { scope }) => ({ scope }));
    // @ts-expect-error a JSON endpoint has no raw body
    mount(endpoints.echo, async (_, { rawBody: bytes, actor }) => ({ got: bytes, actor }));
    mount(endpoints.upload, async (_, { rawBody: bytes }) => ({ sha256: String(bytes) }));
    mount(endpoints.list, async (_, { scope }) => ({ items: [], visibility: scope.visibility }));
    expect(assertAllMounted).not.toThrow();
  });
});
