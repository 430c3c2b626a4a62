import { coreServices, createBackendPlugin } from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import request from 'supertest';
import { mountMetrics } from './mountMetrics';
import { getOrCreateCounter, getOrCreateGauge, getOrCreateHistogram } from './registry';

const plugin = createBackendPlugin({
  pluginId: 'metrics-test',
  register(env) {
    env.registerInit({
      deps: { rootHttpRouter: coreServices.rootHttpRouter, config: coreServices.rootConfig },
      init: async deps => mountMetrics(deps),
    });
  },
});

async function scrape(payrec: object, headers: Record<string, string> = {}) {
  const backend = await startTestBackend({
    features: [plugin, mockServices.rootConfig.factory({ data: { payrec } })],
  });
  const answer = await request(backend.server).get('/metrics').set(headers);
  await backend.stop();
  return answer;
}

describe('/metrics', () => {
  test.each<[string, object, Record<string, string>, number]>([
    ['open unless told', {}, {}, 200],
    ['switched off', { metrics: { enabled: false } }, {}, 404],
    ['no token', { metrics: { token: 's3cret' } }, {}, 401],
    ['wrong token', { metrics: { token: 's3cret' } }, { Authorization: 'Bearer s3cre' }, 401],
    ['right token', { metrics: { token: 's3cret' } }, { Authorization: 'Bearer s3cret' }, 200],
  ])('%s', async (_, config, headers, status) => {
    expect((await scrape(config, headers)).status).toBe(status);
  });

  it('shows what was counted, and the process itself', async () => {
    getOrCreateCounter({ name: 'payrec_test_total', help: 'Tests.', labelNames: ['kind'] }).inc({ kind: 'a' }, 2);
    const { text } = await scrape({});
    expect(text).toContain('payrec_test_total{kind="a"} 2');
    expect(text).toContain('process_cpu_seconds_total');
  });
});

describe('getOrCreate', () => {
  it('hands out one metric per name', () => {
    const one = getOrCreateHistogram({ name: 'payrec_test_seconds', help: 'Test.', buckets: [1, 2] });
    expect(getOrCreateHistogram({ name: 'payrec_test_seconds', help: 'Test.', buckets: [1, 2] })).toBe(one);
  });

  it('refuses one name for two kinds', () => {
    getOrCreateGauge({ name: 'payrec_test_open', help: 'Test.' });
    expect(() => getOrCreateCounter({ name: 'payrec_test_open', help: 'Test.' })).toThrow(
      'The metric payrec_test_open exists and is no Counter',
    );
  });
});
