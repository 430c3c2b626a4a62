import { mockCredentials } from '@backstage/backend-test-utils';
import { Endpoint } from '@internal/plugin-payrec-common';
import { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { startTestPlugin, TestPlugin } from '@internal/plugin-payrec-testkit';
import request from 'supertest';
import { alertEvent } from './__testUtils__/alertEvents';
import plugin from './index';

jest.setTimeout(120_000);

/** What a failing PostgreSQL or engine would give away: statements, names of tables, addresses, folders, drivers. */
const INSIDES =
  /select |insert |update |relation|alert_|knex|\bpg\b|postgres|duckdb|parquet|ECONN|127\.0\.0\.1:|\/tmp\/|\.sock/i;
/** Its body does not say what is in it, so any event will do. */
const BODIES: Readonly<Record<string, object>> = {
  ingestAlert: alertEvent({ alertId: 'A-1' }),
  ingestAlerts: { items: [alertEvent({ alertId: 'A-2' })] },
};
const common = { expectedRowVersion: 1, fence: 1, reason: 'because of a test', idempotencyKey: 'key-000001' };
const body = {
  ...common,
  pinnedRowVersion: 1,
  until: '2099-01-01T00:00:00Z',
  expiresAt: '2099-01-01T00:00:00Z',
  scoreCeiling: '0.8',
  merchantId: 'M1',
  text: 'some words',
  name: 'View',
  query: '',
  assignee: 'user:default/frank.analyst',
  purpose: 'audit',
  subject: 'U-1',
  ticket: 'T-1',
  verdict: 'justified',
};

let backend: TestPlugin;

beforeAll(async () => {
  backend = await startTestPlugin(plugin);
  // No statement reaches PostgreSQL from now on. What tables that are gone give away is asked of every module in the
  // isolation matrix of the backend, where the connection stays.
  await backend.knex.destroy();
});
afterAll(() => backend.stop());

const bodyOf = (name: string) => {
  if (name === 'bulkAlerts') return { ...common, action: 'claim', items: [{ id: 'A-1', version: 1 }] };
  return name === 'resolveQuarantine' ? { action: 'retry' } : body;
};

const ask = (name: string, endpoint: Endpoint) => {
  const at = endpoint.path.replace(/:\w+/g, 'A-1');
  const asked = name === 'listPresence' ? `${at}?alertId=A-1` : at;
  const header =
    endpoint.caller === 'service' ? mockCredentials.service.header() : mockCredentials.user.header('user:default/ana');
  const verb = endpoint.method.toLowerCase() as 'get' | 'post' | 'delete';
  const call = request(backend.server)[verb](`/api/payrec-fraud${asked}`).set('Authorization', header);
  return endpoint.method === 'POST' ? call.send(BODIES[name] ?? bodyOf(name)) : call;
};

/** What an error answer says; it repeats the request, which holds what the caller sent. Empty for an answer that is none. */
const refusalOf = ({ status, body: answered }: { status: number; body: Record<string, unknown> }) => {
  const { request: _, ...said } = answered ?? {};
  return status >= 400 ? JSON.stringify(said) : '';
};

const failed = new Set<string>();

test.each(Object.entries(fraudContract.endpoints) as Array<[string, Endpoint]>)(
  '%s says nothing of the inside when PostgreSQL is gone',
  async (name, endpoint) => {
    const answer = await ask(name, endpoint);
    if (answer.status >= 500) failed.add(name);
    expect([name, answer.status]).not.toEqual([name, 400]);
    expect(refusalOf(answer)).not.toMatch(INSIDES);
  },
);

test('it was gone indeed', () => {
  expect(failed.size).toBeGreaterThan(20);
});
