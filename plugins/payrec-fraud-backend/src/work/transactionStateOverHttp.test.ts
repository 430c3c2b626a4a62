import { AddressInfo } from 'node:net';
import { createServer, Server } from 'node:http';
import { mockServices } from '@backstage/backend-test-utils';
import { transactionStateOverHttp } from './transactionStateOverHttp';

let server: Server;
let answer: { status: number; body: unknown };
let seen: Array<{ url: string; authorization: string }>;

beforeEach(async () => {
  seen = [];
  server = createServer((req, res) => {
    seen.push({ url: req.url ?? '', authorization: req.headers.authorization ?? '' });
    res.writeHead(answer.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
});
afterEach(() => new Promise(done => server.close(done)));

const ask = () => {
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return transactionStateOverHttp({
    auth: mockServices.auth({ pluginId: 'payrec-fraud' }),
    discovery: mockServices.discovery.mock({ getBaseUrl: async () => base }),
    logger: mockServices.logger.mock(),
  })({ txnId: 'T/1', reconUnit: 'ACC|EUR' }, new AbortController().signal);
};

const found = { state: 'open', breakId: 'BRK-1', runId: 'RUN-1', asOf: '2026-01-08T04:10:00.000Z' };

it('asks in the name of the plugin and keeps only what the contract has', async () => {
  answer = { status: 200, body: { ...found, amount: '99' } };
  expect(await ask()).toEqual(found);
  expect(seen).toEqual([
    { url: '/v1/transactions/T%2F1/state?unit=ACC%7CEUR', authorization: expect.stringContaining('payrec-fraud') },
  ]);
  expect(seen[0].authorization).not.toContain('user');
});

test.each([
  ['an error', 503, {}],
  ['something else', 200, { state: 'fine' }],
])('%s is no answer and no error of the page', async (_, status, body) => {
  answer = { status, body };
  expect(await ask()).toBeNull();
});
