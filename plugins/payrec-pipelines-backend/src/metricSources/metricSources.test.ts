import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { Instant } from '@internal/plugin-payrec-common';
import { CloudWatchSource } from './CloudWatchSource';
import { DatadogSource } from './DatadogSource';
import { PrometheusSource } from './PrometheusSource';

const AT = '2026-03-02T00:10:00Z' as Instant;
const FROM = '2026-03-02T00:00:00Z' as Instant;
type Seen = { request: IncomingMessage; body: string };

describe('metric sources on fake servers', () => {
  let server: Server;
  let url: string;
  let answer: { status: number; body: string };
  let seen: Seen[];
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      seen.push({ request, body });
      response.statusCode = answer.status;
      response.end(answer.body);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => new Promise(resolve => server.close(resolve)));
  beforeEach(() => {
    seen = [];
  });
  const say = (body: unknown, status = 200) => {
    answer = { status, body: typeof body === 'string' ? body : JSON.stringify(body) };
  };
  const data = (resultType: string, result: unknown) => ({ status: 'success', data: { resultType, result } });

  test.each<[string, unknown, number, object]>([
    ['a vector', data('vector', [{ metric: {}, value: [1772400000, '12.5'] }]), 200, { kind: 'value', value: 12.5 }],
    ['a scalar', data('scalar', [1772400000, '3']), 200, { kind: 'value', value: 3 }],
    ['zero', data('vector', [{ metric: {}, value: [1772400000, '0'] }]), 200, { kind: 'value', value: 0 }],
    ['nothing', data('vector', []), 200, { kind: 'none', reason: 'no series' }],
    ['NaN', data('vector', [{ metric: {}, value: [1772400000, 'NaN'] }]), 200, { kind: 'none', reason: 'NaN' }],
    ['+Inf', data('vector', [{ metric: {}, value: [1772400000, '+Inf'] }]), 200, { kind: 'none', reason: 'NaN' }],
    [
      'two series',
      data('vector', [{ value: [1, '1'] }, { value: [1, '2'] }]),
      200,
      { kind: 'none', reason: 'source unavailable' },
    ],
    ['an error', { status: 'error', errorType: 'bad_data' }, 400, { kind: 'none', reason: 'source unavailable' }],
    ['503', '', 503, { kind: 'none', reason: 'source unavailable' }],
    ['no JSON', '<html>', 200, { kind: 'none', reason: 'source unavailable' }],
  ])('Prometheus: %s', async (_, body, status, expected) => {
    say(body, status);
    expect(await new PrometheusSource({ url, token: 't' }).instant('max(lag)', AT)).toEqual(expected);
    expect(seen[0].request.method).toBe('POST');
    expect(seen[0].request.headers.authorization).toBe('Bearer t');
    expect(new URLSearchParams(seen[0].body).get('query')).toBe('max(lag)');
  });

  it('Prometheus: a range has a step it can answer', async () => {
    say(
      data('matrix', [
        {
          metric: {},
          values: [
            [1772400000, '1'],
            [1772400060, 'NaN'],
          ],
        },
      ]),
    );
    const source = new PrometheusSource({ url });
    expect(await source.range('lag', FROM, AT, 1)).toEqual([
      { at: '2026-03-01T21:20:00.000Z', value: 1 },
      { at: '2026-03-01T21:21:00.000Z', value: null },
    ]);
    expect(new URLSearchParams(seen[0].body).get('step')).toBe('15');
    await source.range('lag', '2026-02-01T00:00:00Z' as Instant, FROM, 15);
    expect(Number(new URLSearchParams(seen[1].body).get('step'))).toBeGreaterThan(2000);
    say('', 503);
    await expect(source.range('lag', FROM, AT, 60)).rejects.toThrow('Prometheus answered 503');
  });

  it('a server that is not there is unavailable', async () => {
    const source = new PrometheusSource({ url: 'http://127.0.0.1:1' });
    expect(await source.instant('lag', AT)).toEqual({ kind: 'none', reason: 'source unavailable' });
  });

  it('Datadog: the last point is the value', async () => {
    say({
      status: 'ok',
      series: [
        {
          pointlist: [
            [1772400000000, 3],
            [1772400060000, 4],
          ],
        },
      ],
    });
    const source = new DatadogSource({ url, apiKey: 'a', applicationKey: 'b' });
    expect(await source.instant('max:lag{*}', AT)).toEqual({ kind: 'value', value: 4 });
    expect(seen[0].request.headers).toMatchObject({ 'dd-api-key': 'a', 'dd-application-key': 'b' });
    say({ status: 'ok', series: [] });
    expect(await source.instant('max:lag{*}', AT)).toEqual({ kind: 'none', reason: 'no series' });
    say('', 403);
    expect(await source.instant('max:lag{*}', AT)).toEqual({ kind: 'none', reason: 'source unavailable' });
  });

  it('CloudWatch: GetMetricData, signed', async () => {
    say({ MetricDataResults: [{ Id: 'q1', Timestamps: [1772400000, 1772400060], Values: [1, 2.5] }] });
    const source = new CloudWatchSource({ url, region: 'eu-central-1', accessKeyId: 'AK', secretAccessKey: 'secret' });
    expect(await source.instant('SELECT MAX(lag) FROM "x"', AT)).toEqual({ kind: 'value', value: 2.5 });
    const { request, body } = seen[0];
    expect(request.headers['x-amz-target']).toBe('GraniteServiceVersion20100801.GetMetricData');
    expect(request.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AK\/20260302\/eu-central-1\/monitoring\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
    expect(JSON.parse(body).MetricDataQueries[0].Expression).toBe('SELECT MAX(lag) FROM "x"');
    say({ MetricDataResults: [{ Id: 'q1', Timestamps: [], Values: [] }] });
    expect(await source.instant('x', AT)).toEqual({ kind: 'none', reason: 'no series' });
  });
});
