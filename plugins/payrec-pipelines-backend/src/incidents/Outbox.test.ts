import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { Instant } from '@internal/plugin-payrec-common';
import { LANDED_BY_0630, SlaBench } from '../sla/__testUtils__/slaBench';

describe('messages of an incident', () => {
  let bench: SlaBench;
  let server: Server;
  let status = 200;
  const received: any[] = [];
  const tokens: (string | undefined)[] = [];
  beforeAll(async () => {
    bench = await SlaBench.start();
    server = createServer(async (request, response) => {
      let body = '';
      for await (const part of request) body += part;
      tokens.push(request.headers.authorization);
      if (status === 200) received.push(JSON.parse(body));
      response.statusCode = status;
      response.end();
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  }, 60_000);
  afterAll(async () => {
    await bench.stop();
    await new Promise(resolve => server.close(resolve));
  });

  it('reach an Alertmanager receiver in order, also when it was down, and are told once', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`;
    let notificationsFail = true;
    const module = bench.replica({
      config: {
        timezone: 'Europe/Berlin',
        calendars: new Map(),
        maintenance: [],
        webhook: { url, token: 's3cret' },
        queries: new Map(),
        staleAfterSeconds: 900,
        evaluateAfterSeconds: 0,
        volumeMaxChange: 0.5,
      },
      notifications: {
        send: async message => {
          if (notificationsFail) throw new Error('notifications are down');
          bench.sent.push(message);
        },
      },
      appBaseUrl: 'https://portal.example.com',
    });
    bench.have('resource:default/final-index', [
      { ...LANDED_BY_0630, severity: 'page', runbook: 'https://example.com/runbook' },
    ]);
    bench.landDay('2026-03-03', '2026-03-04T05:10:00Z');
    status = 503;
    bench.now = '2026-03-05T05:31:00Z' as Instant;
    await module.evaluate();
    bench.landDay('2026-03-04', '2026-03-05T05:40:00Z');
    bench.now = '2026-03-05T05:41:00Z' as Instant;
    await module.evaluate();
    expect(received).toEqual([]);
    expect(bench.sent).toEqual([]);

    status = 200;
    notificationsFail = false;
    bench.now = '2026-03-05T06:00:00Z' as Instant;
    await module.dispatch();
    await module.dispatch();
    await module.stop();
    expect(received.map(one => one.status)).toEqual(['firing', 'resolved']);
    expect(tokens.every(token => token === 'Bearer s3cret')).toBe(true);
    expect(received[0]).toMatchObject({
      version: '4',
      truncatedAlerts: 0,
      receiver: 'payrec',
      externalURL: 'https://portal.example.com',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'PayrecSlaBreached', severity: 'page', entity: 'resource:default/final-index' },
          annotations: { runbook_url: 'https://example.com/runbook' },
          startsAt: '2026-03-05T05:31:00.000Z',
          endsAt: '0001-01-01T00:00:00Z',
        },
      ],
    });
    expect(received[1].alerts[0]).toMatchObject({
      endsAt: '2026-03-05T05:41:00.000Z',
      fingerprint: received[0].alerts[0].fingerprint,
    });
    expect(received[1].groupKey).toBe(received[0].groupKey);
    expect(bench.sent.map(one => [one.payload.severity, one.payload.scope])).toEqual([
      ['critical', expect.stringMatching(/^sla:/)],
      ['low', bench.sent[0].payload.scope],
    ]);
  });
});
