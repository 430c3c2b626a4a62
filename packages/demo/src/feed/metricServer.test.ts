import { MetricServer, startMetricServer } from './metricServer';
import { streamLagSeconds } from './streamLag';

const LAG = 'max(kafka_consumergroup_lag_seconds{group="stream-to-lake"})';
const AT = Date.parse('2026-03-30T10:00:00Z') / 1000;

describe('startMetricServer', () => {
  let server: MetricServer;
  beforeAll(async () => {
    server = await startMetricServer();
  });
  afterAll(() => server.stop());

  const ask = async (path: string, form: Record<string, string>) => {
    const response = await fetch(`${server.url}/api/v1/${path}`, { method: 'POST', body: new URLSearchParams(form) });
    return { status: response.status, ...(await response.json()) };
  };

  it('answers the lag of a stream at a time, and along a range', async () => {
    expect(await ask('query', { query: LAG, time: String(AT) })).toEqual({
      status: 'success',
      data: {
        resultType: 'vector',
        result: [
          { metric: { group: 'stream-to-lake' }, value: [AT, String(streamLagSeconds('stream-to-lake', AT * 1000))] },
        ],
      },
    });
    const range = await ask('query_range', { query: LAG, start: String(AT), end: String(AT + 300), step: '60' });
    expect(range.data.result[0].values.map(([at]: [number]) => at - AT)).toEqual([0, 60, 120, 180, 240, 300]);
  });

  it.each<[string, string, Record<string, string>, object]>([
    ['an unknown group', 'query', { query: LAG.replace('stream-to-lake', 'other') }, { data: { result: [] } }],
    ['another query', 'query', { query: 'up' }, { status: 'error', errorType: 'bad_data' }],
    [
      'no step',
      'query_range',
      { query: LAG, start: '0', end: '60' },
      { error: 'step "null" is not a number of seconds' },
    ],
    ['too many points', 'query_range', { query: LAG, start: '0', end: '99999', step: '1' }, { errorType: 'bad_data' }],
    ['another path', 'labels', { query: LAG }, { error: 'The demo has no /api/v1/labels' }],
  ])('answers %s as Prometheus would', async (_, path, form, expected) => {
    expect(await ask(path, form)).toMatchObject(expected);
  });
});
