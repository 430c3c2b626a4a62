import { mockCredentials } from '@backstage/backend-test-utils';
import { EndpointResponse, Instant, Transaction, instantFromEpochMs } from '@internal/plugin-payrec-common';
import fraudPlugin from '@internal/plugin-payrec-fraud-backend';
import type { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { startTestPlugin, TestPlugin } from '@internal/plugin-payrec-testkit';
import { PolicyGroup, policyEffect } from '@internal/plugin-permission-backend-module-payrec';
import { PortalError } from '../start/portalClient';
import { Colleague, Habits, INES, LEFT_FOR_VISITORS, Portal, SVEN, chooseStep, takeTurn } from './fraudDesk';
import { alertFor } from './fraudEvents';
import { runFirstShift } from './fraudFirstShift';
import { seededRandom } from './random';

jest.setTimeout(180_000);

type Endpoints = typeof fraudContract.endpoints;
type Answer<K extends keyof Endpoints> = EndpointResponse<Endpoints[K]>;

const TEAM: Readonly<Record<string, PolicyGroup>> = {
  'user:default/ines.analyst': 'fraud',
  'user:default/frank.analyst': 'fraud',
  'user:default/sven.supervisor': 'fraud-supervisors',
  'user:default/flora.supervisor': 'fraud-supervisors',
};

describe('chooseStep', () => {
  const NOW = Date.parse('2026-03-30T12:00:00Z');
  const DUE = '2026-03-30T12:30:00.000Z' as Instant;
  const alert: Parameters<typeof chooseStep>[0] = {
    boost: null,
    needsSecondPerson: false,
    ruleHits: [{ ruleId: 'R-022', name: 'Card testing', precision: null }],
    score: '0.80000',
    slaDueAt: DUE,
    state: 'IN_REVIEW',
  };
  const only = (share: 'snoozes' | 'escalates' | 'releases'): Habits => ({
    ...INES,
    ...{ notes: 0, escalates: 0, snoozes: 0, releases: 0, [share]: 1 },
  });
  const kinds = (given: Partial<typeof alert>, habits: Habits) => {
    const random = seededRandom(3);
    const steps = Array.from({ length: 200 }, () => chooseStep({ ...alert, ...given }, habits, random, NOW));
    return [...new Set(steps.map(step => step.kind))].sort();
  };
  const decided = ['confirm-fraud', 'false-positive'];

  test.each<[string, Parameters<typeof kinds>[0], Habits, string[]]>([
    // case                               alert                          habits             steps
    ['escalates by habit', {}, only('escalates'), ['escalate']],
    ['gives back by habit', {}, only('releases'), ['release']],
    ['decides what was handed over', { boost: 'reassigned' }, only('escalates'), decided],
    ['decides what a signature was refused for', { boost: 'rejected' }, only('releases'), decided],
    ['hands large ones over to be the second', { needsSecondPerson: true }, SVEN, ['reassign']],
    ['proposes large ones', { needsSecondPerson: true, boost: 'reassigned' }, INES, decided],
  ])('%s', (_, given, habits, expected) => {
    expect(kinds(given, habits)).toEqual(expected);
  });

  it('puts nothing away beyond its deadline', () => {
    const random = seededRandom(4);
    const steps = Array.from({ length: 200 }, () => chooseStep(alert, only('snoozes'), random, NOW));
    const untils = steps.flatMap(step => (step.kind === 'snooze' ? [step.until] : []));
    expect(untils.length).toBeGreaterThan(20);
    expect(untils.length).toBeLessThan(200);
    expect(untils.filter(until => until >= DUE)).toEqual([]);
  });

  it('finds more fraud where the rule is worth more', () => {
    const frauds = (ruleId: string) => {
      const random = seededRandom(5);
      const given = { ...alert, boost: 'reassigned', ruleHits: [{ ruleId, name: ruleId, precision: null }] };
      const steps = Array.from({ length: 400 }, () => chooseStep(given, INES, random, NOW));
      return steps.filter(step => step.kind === 'confirm-fraud').length / 400;
    };
    expect(frauds('R-022')).toBeGreaterThan(0.6);
    expect(frauds('R-007')).toBeLessThan(0.25);
  });
});

describe('the desk, in the console', () => {
  let backend: TestPlugin;

  const portalOf = (ref: string): Portal => ({
    call: async <T>(method: string, path: string, body?: unknown, pluginId?: string) => {
      const response = await fetch(`http://127.0.0.1:${backend.server.port()}/api/${pluginId}${path}`, {
        method,
        headers: { authorization: mockCredentials.user.header(ref), 'content-type': 'application/json' },
        body: body ? JSON.stringify((body as { json: unknown }).json) : undefined,
      });
      const text = await response.text();
      if (!response.ok)
        throw new PortalError(`${method} ${path} answered ${response.status}: ${text}`, response.status);
      return JSON.parse(text) as T;
    },
  });
  const frank = portalOf('user:default/frank.analyst');
  const flora = portalOf('user:default/flora.supervisor');
  const ines: Colleague = { portal: portalOf('user:default/ines.analyst'), habits: INES };
  const sven: Colleague = { portal: portalOf('user:default/sven.supervisor'), habits: SVEN };
  const ask = <K extends keyof Endpoints>(who: Portal, path: string) =>
    who.call<Answer<K>>('GET', path, undefined, 'payrec-fraud');
  const totalOf = async (query: string) => (await ask<'listAlerts'>(frank, `/v1/alerts?${query}&limit=1`)).totalCount;

  beforeAll(async () => {
    backend = await startTestPlugin(fraudPlugin, {
      // The service that hands alerts in is let in by its token, which the policy does not know.
      allows: (permission, person) =>
        person === undefined || (person in TEAM && policyEffect(permission, [TEAM[person]]) === 'ALLOW'),
      entities: Object.entries(TEAM).map(([ref, group]) => ({
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'User',
        metadata: { name: ref.split('/')[1], namespace: 'default' },
        spec: { memberOf: [group] },
        relations: [{ type: 'memberOf', targetRef: `group:default/${group}` }],
      })),
    });
    await handIn('T', 120);
  });
  afterAll(() => backend.stop());

  /** Alerts as the feed makes them; every sixth payment is large. */
  async function handIn(prefix: string, count: number) {
    const random = seededRandom(11);
    const items = Array.from({ length: count }, (_, place) => {
      const payment = {
        txnId: `${prefix}-${place}`,
        merchantId: 'M0001',
        businessDate: '2026-03-29',
        country: 'DE',
        gross: { minor: place % 6 === 0 ? '90000' : '12999', currency: 'EUR' },
      } as unknown as Transaction;
      return alertFor(payment, 'Kaffeehaus Nord', instantFromEpochMs(Date.now()), random);
    });
    const response = await fetch(`http://127.0.0.1:${backend.server.port()}/api/payrec-fraud/v1/intake/alerts`, {
      method: 'POST',
      headers: { authorization: mockCredentials.service.header(), 'content-type': 'application/json' },
      body: JSON.stringify({ items }),
    });
    expect(response.status).toBe(200);
  }

  it('has worked a shift, by two people, and leaves work and signatures to visitors', async () => {
    const [mine] = (await ask<'listAlerts'>(frank, '/v1/alerts?state=NEW&limit=1')).items;
    const { fence } = await frank.call<Answer<'claimAlert'>>(
      'POST',
      `/v1/alerts/${mine.alertId}/claim`,
      { json: { expectedRowVersion: mine.rowVersion } },
      'payrec-fraud',
    );
    await runFirstShift({ analyst: ines, supervisor: sven }, AbortSignal.timeout(120_000));

    expect(await ask<'getAlert'>(frank, `/v1/alerts/${mine.alertId}`)).toMatchObject({
      state: 'IN_REVIEW',
      claimedBy: 'user:default/frank.analyst',
      fence,
    });
    const { byState } = await ask<'listAlerts'>(
      frank,
      '/v1/alerts?state=NEW&state=IN_REVIEW&state=ESCALATED&state=APPROVAL&state=SNOOZED&state=CLOSED&limit=1',
    );
    expect(Object.keys(byState).filter(state => byState[state] > 0)).toEqual(
      expect.arrayContaining(['NEW', 'IN_REVIEW', 'ESCALATED', 'APPROVAL', 'SNOOZED', 'CLOSED']),
    );
    const { byAnalyst, precision } = await ask<'getAnalystMetrics'>(frank, '/v1/metrics/analysts?days=1');
    expect(byAnalyst.map(one => one.analyst).sort()).toEqual([
      'user:default/ines.analyst',
      'user:default/sven.supervisor',
    ]);
    expect(Math.min(...byAnalyst.map(one => one.decided))).toBeGreaterThan(5);
    expect(precision!.n).toBeGreaterThan(20);

    const waiting = (await ask<'listApprovals'>(flora, '/v1/approvals')).items;
    expect(waiting.length).toBeGreaterThanOrEqual(LEFT_FOR_VISITORS.approvals);
    expect(waiting.filter(one => one.blockedReason !== null)).toEqual([]);
    const { items: suppressions } = await ask<'listSuppressions'>(flora, '/v1/suppressions');
    expect(suppressions.map(one => one.state).sort()).toEqual(['active', 'active', 'proposed']);
  });

  it('takes nothing more when few are free, and ends with empty hands', async () => {
    const random = seededRandom(12);
    let fewest = Infinity;
    for (let turn = 0; turn < 120; turn++) {
      await takeTurn(turn % 2 === 0 ? ines : sven, random);
      fewest = Math.min(fewest, await totalOf('state=NEW&assignee=none'));
    }
    expect(fewest).toBeGreaterThanOrEqual(LEFT_FOR_VISITORS.free);
    const held = await ask<'listAlerts'>(frank, '/v1/alerts?state=IN_REVIEW&limit=50');
    expect(held.items.map(one => one.claimedBy)).toEqual(['user:default/frank.analyst']);
  });

  it('leaves an alert alone while somebody looks at it', async () => {
    await handIn('V', 60);
    const look = (leaving: boolean) =>
      frank.call('POST', '/v1/alerts/ALR-V-0/presence', { json: { leaving } }, 'payrec-fraud');
    const holder = async () => (await ask<'getAlert'>(flora, '/v1/alerts/ALR-V-0')).claimedBy;
    const habits = { ...INES, looksFor: [{ query: 'state=NEW&q=ALR-V-0', leaves: 0 }] };
    await look(false);
    await takeTurn({ portal: ines.portal, habits }, () => 0.99);
    expect(await holder()).toBeNull();
    await look(true);
    await takeTurn({ portal: ines.portal, habits }, () => 0.99);
    expect(await holder()).toBe('user:default/ines.analyst');
  });
});
