import { createHmac } from 'node:crypto';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { mockServices } from '@backstage/backend-test-utils';
import { TestWork, startWork } from '../__testUtils__/startWork';
import { LabelOutbox } from './LabelOutbox';
import { LabelSender, pauseSeconds, signatureOf } from './LabelSender';

jest.setTimeout(120_000);

const SECRET = 'whsec_test';
let work: TestWork;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
beforeEach(async () => {
  [work, receiver] = await Promise.all([startWork(), startReceiver()]);
});
afterEach(async () => {
  await receiver.close();
  await work.drop();
});

/** A pipeline that checks the signature, drops what it has, and answers what the test tells it to. */
async function startReceiver() {
  const seen = new Map<string, string>();
  const calls: string[] = [];
  const answers: number[] = [];
  const server = http.createServer((req, res) => {
    let body = '';
    req.on('data', chunk => {
      body += chunk;
    });
    req.on('end', () => {
      const [t, v1] = String(req.headers['payrec-signature'])
        .split(',')
        .map(part => part.split('=')[1]);
      const right = createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex') === v1;
      const key = String(req.headers['idempotency-key']);
      calls.push(key);
      let status = answers.shift() ?? 200;
      if (!right) status = 401;
      // 599 stands for a connection that breaks after the label was taken in.
      if (status < 300 || status === 599) seen.set(key, JSON.parse(body).label);
      if (status === 599) req.socket.destroy();
      else res.writeHead(status).end('thanks');
    });
  });
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/labels`,
    seen,
    calls,
    answers,
    close: () => new Promise(resolve => server.close(resolve)),
  };
}

const senderOf = (given: Partial<{ secret: string; attemptsMax: number }> = {}) =>
  new LabelSender({
    outbox: new LabelOutbox(work.knex),
    webhook: { url: receiver.url, secret: SECRET, attemptsMax: 3, ...given },
    now: work.now,
    logger: mockServices.logger.mock(),
  });
const step = (sender = senderOf()) => sender.step(new AbortController().signal);

async function addLabel(disposition: 'CONFIRMED_FRAUD' | null, rowVersion = 2) {
  const row = await work.alerts.get('A-1');
  await work.alerts.transaction(trx =>
    new LabelOutbox(work.knex).add(trx, [
      { row: { ...row, row_version: rowVersion }, disposition, at: work.now(), persons: 1 },
    ]),
  );
}
const outbox = () => work.knex('label_outbox').orderBy('label_id');

beforeEach(async () => {
  await work.seed({ alert_id: 'A-1' });
});

it('delivers a signed label once', async () => {
  await addLabel('CONFIRMED_FRAUD');
  await step();
  await step();
  expect(receiver.calls).toEqual(['A-1:2']);
  expect([...receiver.seen]).toEqual([['A-1:2', 'fraud']]);
  expect((await outbox())[0]).toMatchObject({ attempts: 1, last_error: null });
  expect((await outbox())[0].delivered_at).not.toBeNull();
});

it('comes again with growing pauses under the same key, also when the yes got lost', async () => {
  await addLabel('CONFIRMED_FRAUD');
  receiver.answers.push(503, 599, 409);
  await step();
  await step();
  expect(receiver.calls).toHaveLength(1);
  work.pass(5);
  await step();
  expect((await outbox())[0]).toMatchObject({ attempts: 2, delivered_at: null });
  work.pass(9);
  await step();
  expect(receiver.calls).toHaveLength(2);
  work.pass(1);
  await step();
  // Taken in once; 409 is the receiver's word that it has it.
  expect([receiver.calls, receiver.seen.size]).toEqual([['A-1:2', 'A-1:2', 'A-1:2'], 1]);
  expect((await outbox())[0].delivered_at).not.toBeNull();
});

it('is parked after the last attempt, with the status and nothing of the answer', async () => {
  await addLabel('CONFIRMED_FRAUD');
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await step(senderOf({ secret: 'wrong' }));
    work.pass(3600);
  }
  expect(receiver.calls).toHaveLength(3);
  expect((await outbox())[0]).toMatchObject({ attempts: 3, last_error: 'HTTP 401', delivered_at: null });
  expect((await outbox())[0].parked_at).not.toBeNull();
});

it('sends a retraction only after what it retracts', async () => {
  await addLabel('CONFIRMED_FRAUD', 2);
  work.pass(1);
  await addLabel(null, 3);
  receiver.answers.push(500);
  await step();
  expect(receiver.calls).toEqual(['A-1:2']);
  work.pass(5);
  await step();
  await step();
  expect(receiver.calls).toEqual(['A-1:2', 'A-1:2', 'A-1:3']);
  expect([...receiver.seen.values()]).toEqual(['fraud', 'retracted']);
});

it('two replicas at once send each label once', async () => {
  for (let version = 2; version < 22; version += 1) {
    await work.seed({ alert_id: `B-${version}` });
    const row = await work.alerts.get(`B-${version}`);
    const label = { row, disposition: 'FALSE_POSITIVE' as const, at: work.now(), persons: 1 as const };
    const labels = new LabelOutbox(work.knex);
    await work.alerts.transaction(trx => labels.add(trx, [label]));
  }
  await Promise.all([step(), step()]);
  await step();
  expect([receiver.calls.length, new Set(receiver.calls).size]).toEqual([20, 20]);
});

test.each([
  [1, 5],
  [2, 10],
  [5, 80],
  [30, 3600],
])('after %d attempts it waits %d s', (attempts, seconds) => {
  expect(pauseSeconds(attempts)).toBe(seconds);
});

it('signs time and body together', () => {
  expect(signatureOf('{}', 'a', 1)).not.toBe(signatureOf('{}', 'a', 2));
  expect(signatureOf('{}', 'a', 1)).not.toBe(signatureOf('[]', 'a', 1));
  expect(signatureOf('{}', 'a', 1)).toMatch(/^t=1,v1=[0-9a-f]{64}$/);
});
