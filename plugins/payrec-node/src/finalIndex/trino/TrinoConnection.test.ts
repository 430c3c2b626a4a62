import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { EngineOutageError } from '../engine/Engine';
import { TrinoConnection, TrinoQueryError } from './TrinoConnection';
import { TrinoOptions } from './TrinoOptions';

type Seen = {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
};

/** Speaks as much of the protocol as a query of two pages needs, and answers with the statuses in `trouble` first. */
async function startFakeTrino() {
  const seen: Seen[] = [];
  const trouble: number[] = [];
  let failure: object | undefined;
  const server: Server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    seen.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    const status = trouble.shift();
    if (status !== undefined) {
      response.writeHead(status).end('upstream is away: SELECT secret');
      return;
    }
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const columns = [{ name: 'n', type: 'bigint', typeSignature: { rawType: 'bigint', arguments: [] } }];
    const stats = { state: 'RUNNING' };
    const running = { id: 'q1', infoUri: base, stats };
    const pages: Record<string, object> = {
      '/v1/statement': { ...running, nextUri: `${base}/v1/statement/executing/q1/1` },
      '/v1/statement/executing/q1/1': {
        ...running,
        nextUri: `${base}/v1/statement/executing/q1/2`,
        columns,
        data: [[1]],
      },
      '/v1/statement/executing/q1/2': { ...running, columns, data: [[2]], ...failure },
    };
    const page = pages[url];
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    trouble,
    fail: (error: object) => {
      failure = { error };
    },
    close: () => new Promise<void>(resolve => server.close(() => resolve())),
  };
}

describe('TrinoConnection', () => {
  let trino: Awaited<ReturnType<typeof startFakeTrino>>;
  let connection: TrinoConnection | undefined;

  const connect = (options: Partial<TrinoOptions> = {}) => {
    connection = new TrinoConnection({
      server: trino.url,
      catalog: 'lake',
      schema: 'final_index',
      source: 'portal',
      user: 'payrec',
      impersonate: false,
      ...options,
    });
    return connection;
  };
  beforeEach(async () => {
    trino = await startFakeTrino();
  });
  afterEach(async () => {
    connection?.close();
    await trino.close();
  });
  const query = { name: 'test.count', sql: 'SELECT n FROM t' };
  const ROWS = [{ n: '1' }, { n: '2' }];

  test.each([429, 502, 503, 504])('asks again after a %i, for the statement and for a page', async status => {
    trino.trouble.push(status, status);
    await expect(connect().execute(query)).resolves.toEqual(ROWS);
    // Two refusals, the statement, two pages.
    expect(trino.seen.map(each => each.method)).toEqual(['POST', 'POST', 'POST', 'GET', 'GET']);
  });

  test('asks for the same page again, so that no row is lost or doubled', async () => {
    const rows = connect().execute(query);
    // The statement has been taken when its first trouble comes.
    while (trino.seen.length === 0) await new Promise(resolve => setTimeout(resolve, 1));
    trino.trouble.push(503, 502);
    await expect(rows).resolves.toEqual(ROWS);
    const pages = trino.seen.filter(each => each.method === 'GET').map(each => each.url.slice(-1));
    expect([...new Set(pages)]).toEqual(['1', '2']);
    expect(pages.length).toBeGreaterThanOrEqual(3);
  });

  test('gives up in the end, and says neither address nor text', async () => {
    trino.trouble.push(503, 503, 503, 503, 503, 503);
    const failed = await connect()
      .execute(query)
      .catch(error => error);
    expect(failed).toBeInstanceOf(EngineOutageError);
    expect(failed.message).toBe('Trino answered 503');
    expect(JSON.stringify(failed)).not.toMatch(/127\.0\.0\.1|SELECT/);
  });

  test('does not ask again where asking cannot help', async () => {
    trino.trouble.push(401);
    await expect(connect().execute(query)).rejects.toThrow('Trino refused our credentials (401)');
    expect(trino.seen).toHaveLength(1);
  });

  test('a page that is no JSON is an outage, not its text', async () => {
    trino.trouble.push(200);
    await expect(connect().execute(query)).rejects.toThrow('Trino answered 200 with something that is no JSON');
  });

  test('a server that has not started yet is away; the query is not wrong', async () => {
    trino.fail({ message: 'still initializing', errorName: 'SERVER_STARTING_UP', errorCode: 1, errorType: 'X' });
    await expect(connect().execute(query)).rejects.toThrow(EngineOutageError);
  });

  test('a query that fails on its last page is an error with its name, and no rows', async () => {
    trino.fail({ message: 'line 1:8: division', errorName: 'DIVISION_BY_ZERO', errorCode: 8, errorType: 'USER_ERROR' });
    await expect(connect().execute(query)).rejects.toMatchObject({
      name: TrinoQueryError.name,
      errorName: 'DIVISION_BY_ZERO',
      queryId: 'q1',
    });
  });

  test.each<[string, Partial<TrinoOptions>, string | undefined, Record<string, string | undefined>]>([
    // what                      options                                        person      headers of every request
    ['nobody to prove', {}, undefined, { 'x-trino-user': 'payrec', authorization: undefined }],
    [
      'a password',
      { auth: { kind: 'basic', username: 'portal', password: 'p:w' } },
      undefined,
      { 'x-trino-user': 'payrec', authorization: `Basic ${Buffer.from('portal:p:w').toString('base64')}` },
    ],
    [
      'a JWT',
      { auth: { kind: 'jwt', token: 'eyJ.x.y' } },
      undefined,
      { 'x-trino-user': 'payrec', authorization: 'Bearer eyJ.x.y' },
    ],
    [
      'a person, without impersonation',
      {},
      'user:default/fay',
      { 'x-trino-user': 'payrec', 'x-trino-client-info': '{"user":"user:default/fay"}' },
    ],
    [
      'a person, impersonated by an account with a password',
      { impersonate: true, auth: { kind: 'basic', username: 'portal', password: 'secret' } },
      'user:default/fay',
      {
        'x-trino-user': 'user:default/fay',
        authorization: `Basic ${Buffer.from('portal:secret').toString('base64')}`,
      },
    ],
    ['a job, with impersonation on', { impersonate: true }, undefined, { 'x-trino-user': 'payrec' }],
  ])('%s', async (_, options, user, expected) => {
    await connect(options).execute({ ...query, user });
    for (const { headers } of trino.seen) {
      for (const [name, value] of Object.entries(expected)) expect([name, headers[name]]).toEqual([name, value]);
      expect(headers['x-trino-source']).toBe('portal/test.count');
    }
  });
});
