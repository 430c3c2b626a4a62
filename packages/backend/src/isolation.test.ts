import { readdirSync, writeFileSync } from 'node:fs';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { BackstageUserPrincipal, coreServices, createServiceFactory } from '@backstage/backend-plugin-api';
import { permissionsServiceFactory } from '@backstage/backend-defaults/permissions';
import { mockCredentials, mockServices, startTestBackend, TestBackend } from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import permissionBackend from '@backstage/plugin-permission-backend';
import payrecPlugin from '@internal/plugin-payrec-backend';
import fraudPlugin from '@internal/plugin-payrec-fraud-backend';
import pipelinesPlugin from '@internal/plugin-payrec-pipelines-backend';
import reconciliationPlugin from '@internal/plugin-payrec-reconciliation-backend';
import { Contract, payrecContract } from '@internal/plugin-payrec-common';
import { fraudContract } from '@internal/plugin-payrec-fraud-common';
import { pipelinesContract } from '@internal/plugin-payrec-pipelines-common';
import { reconciliationContract } from '@internal/plugin-payrec-reconciliation-common';
import { createSeededIndex, createTestDatabase, SeededIndex, transactionRow } from '@internal/plugin-payrec-testkit';
import policyModule, {
  policyEffect,
  PolicyEffect,
  policyGroupsOf,
} from '@internal/plugin-permission-backend-module-payrec';
import { ISOLATION_REQUESTS, IsolationRequest } from './__testUtils__/isolationRequests';
import { schedulerWithoutRest } from './scheduler/schedulerWithoutRest';

/** Groups of the twelve personas, as the sign-in hands them to the policy. */
const PERSONAS: Readonly<Record<string, readonly string[]>> = {
  'ada.admin': ['payments-platform'],
  'finn.operator': ['finance-ops'],
  'fay.approver': ['finance-approvers'],
  'frank.analyst': ['fraud'],
  'flora.supervisor': ['fraud-supervisors'],
  'cora.compliance': ['compliance'],
  'aldo.auditor': ['audit'],
  'tess.treasury': ['treasury'],
  'otto.oncall': ['payments-oncall'],
  'mila.merchant-a': ['merchant-a'],
  'marc.merchant-b': ['merchant-b'],
  'nora.nobody': [],
};
const refsOf = (persona: string) => [
  `user:default/${persona}`,
  ...(PERSONAS[persona] ?? []).map(group => `group:default/${group}`),
];

/** What must not be in any body for a merchant: everything that names the other one or nobody. */
const FOREIGN: Readonly<Record<string, RegExp>> = {
  'mila.merchant-a': /mer-b|mer-z|REF-t[bz]|"t[bz]-/,
  'marc.merchant-b': /mer-a|mer-z|REF-t[az]|"t[az]-/,
};

const CONTRACTS: readonly Contract[] = [payrecContract, reconciliationContract, fraudContract, pipelinesContract];
const OPERATIONS = CONTRACTS.flatMap(contract =>
  Object.entries(contract.endpoints).map(([name, endpoint]) => ({
    key: `${contract.pluginId}.${name}`,
    pluginId: contract.pluginId,
    endpoint,
  })),
);

const personWhoMay = (permission: string) =>
  Object.keys(PERSONAS).find(persona => policyEffect(permission, policyGroupsOf(refsOf(persona)).groups) === 'ALLOW');

const merchantGroup = (name: string, id: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name, namespace: 'default', annotations: { 'payrec.io/merchant-id': id } },
  spec: { type: 'merchant', children: [] },
});

/**
 * The mock reads a token on behalf of a person as the person alone. The real service names the calling plugin as actor, and
 * the permission backend answers conditionally to such callers only.
 */
const onBehalfOfAware = createServiceFactory({
  service: coreServices.httpAuth,
  deps: { plugin: coreServices.pluginMetadata },
  factory: ({ plugin }) => {
    const inner = mockServices.httpAuth({ pluginId: plugin.getId(), defaultCredentials: mockCredentials.none() });
    const credentials: typeof inner.credentials = async (req, options) => {
      const given = await inner.credentials(req, options);
      const principal: unknown = given.principal;
      const onBehalfOf = req.headers.authorization?.startsWith('Bearer mock-service-token:');
      if (!onBehalfOf || !isUser(principal)) return given;
      return mockCredentials.user(principal.userEntityRef, { actor: { subject: 'plugin:payrec' } }) as typeof given;
    };
    return { credentials, issueUserCookie: inner.issueUserCookie.bind(inner) };
  },
});

function isUser(principal: unknown): principal is BackstageUserPrincipal {
  return typeof principal === 'object' && principal !== null && 'type' in principal && principal.type === 'user';
}

const seed = () =>
  createSeededIndex({
    transactions: ['a', 'b', 'z'].flatMap(merchant =>
      [1, 2, 3].map(number =>
        transactionRow({
          txn_id: `t${merchant}-${number}`,
          merchant_id: `mer-${merchant}`,
          gross_minor: 1_000 * number,
          currency: merchant === 'b' ? 'JPY' : 'EUR',
        }),
      ),
    ),
  });

describe('the isolation matrix', () => {
  let index: SeededIndex;
  let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
  let backend: TestBackend;
  let base: string;

  beforeAll(async () => {
    index = await seed();
    testDatabase = await createTestDatabase();
    backend = await startTestBackend({
      features: [
        mockServices.rootConfig.factory({
          data: {
            backend: {
              baseUrl: 'http://127.0.0.1:7007',
              database: { client: 'pg', connection: testDatabase.connection, pluginDivisionMode: 'schema' },
            },
            permission: { enabled: true },
            payrec: {
              query: { engine: 'duckdb', duckdb: { root: index.root, threads: 2, memoryLimit: '512MB' } },
              reconciliation: { schedule: { enabled: false } },
            },
          },
        }),
        mockServices.rootLogger.factory({ level: 'error' }),
        mockServices.database.factory(),
        permissionsServiceFactory,
        onBehalfOfAware,
        // Groups by person, as the tokens of the sign-in would carry them.
        createServiceFactory({
          service: coreServices.userInfo,
          deps: { auth: coreServices.auth },
          factory: ({ auth }) => ({
            async getUserInfo(credentials) {
              if (!auth.isPrincipal(credentials, 'user')) throw new Error('Only people have groups');
              const { userEntityRef } = credentials.principal;
              return { userEntityRef, ownershipEntityRefs: refsOf(userEntityRef.replace('user:default/', '')) };
            },
          }),
        }),
        catalogServiceMock.factory({
          entities: [merchantGroup('merchant-a', 'mer-a'), merchantGroup('merchant-b', 'mer-b')],
        }),
        schedulerWithoutRest,
        permissionBackend,
        policyModule,
        payrecPlugin,
        reconciliationPlugin,
        fraudPlugin,
        pipelinesPlugin,
      ],
    });
    base = `http://127.0.0.1:${(backend.server.address() as AddressInfo).port}`;
  }, 120_000);

  afterAll(async () => {
    await backend?.stop();
    await testDatabase?.drop();
    await index?.remove();
  }, 60_000);

  /** The body; of an open stream its first bytes. */
  const textOf = async (answer: Response, isStream: boolean) => {
    if (!isStream || !answer.ok || !answer.body) return answer.text();
    const reader = answer.body.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    return new TextDecoder().decode(value);
  };

  const send = async (operation: (typeof OPERATIONS)[number], one: IsolationRequest, authorization: string) => {
    const raw = Buffer.isBuffer(one.body);
    const answer = await fetch(`${base}/api/${operation.pluginId}${one.path}`, {
      method: operation.endpoint.method,
      headers: {
        Authorization: authorization,
        ...(one.body && { 'Content-Type': raw ? 'application/octet-stream' : 'application/json' }),
      },
      body: one.body && (raw ? new Uint8Array(one.body as Buffer) : JSON.stringify(one.body)),
    });
    return { status: answer.status, text: await textOf(answer, operation.endpoint.stream === true) };
  };

  const expectedStatus = (effect: PolicyEffect, one: IsolationRequest, persona: string) => {
    if (effect === 'DENY') return 403;
    return effect === 'OWN_MERCHANTS' && one.hiddenFrom?.includes(persona) ? 404 : one.status;
  };

  it('has requests for every endpoint of every contract, and for no other', () => {
    expect(Object.keys(ISOLATION_REQUESTS).sort()).toEqual(OPERATIONS.map(({ key }) => key).sort());
  });

  describe.each(OPERATIONS.map(operation => [operation.key, operation] as const))('%s', (key, operation) => {
    const requests = ISOLATION_REQUESTS[key] ?? [];

    const forServices = operation.endpoint.caller === 'service';

    test.each(Object.keys(PERSONAS))('for %s', async persona => {
      const { groups } = policyGroupsOf(refsOf(persona));
      const effect = forServices ? 'DENY' : policyEffect(operation.endpoint.permission.name, groups);
      for (const one of requests) {
        const { status, text } = await send(operation, one, mockCredentials.user.header(`user:default/${persona}`));
        const expected = expectedStatus(effect, one, persona);
        expect([one.path, status, status === expected ? '' : text]).toEqual([one.path, expected, '']);
        // A refusal repeats the URL that was asked for, foreign ids included; an answer must hold none.
        expect(status < 400 && FOREIGN[persona]?.test(text)).not.toBe(true);
        expect(text).not.toMatch(/SELECT |read_parquet|\/tmp\/|node_modules/);
      }
    });

    test.each<[string, string, number | undefined]>([
      ['no token', mockCredentials.none.header(), 401],
      ['an invalid token', mockCredentials.user.invalidHeader(), 401],
      ['a service', mockCredentials.service.header(), forServices ? undefined : 403],
      [
        'a token for another plugin',
        mockCredentials.service.header({
          onBehalfOf: mockCredentials.user('user:default/finn.operator'),
          targetPluginId: 'catalog',
        }),
        401,
      ],
    ])('for %s', async (_, authorization, expected) => {
      for (const one of requests) {
        const { status } = await send(operation, one, authorization);
        expect([one.path, status]).toEqual([one.path, expected ?? one.status]);
      }
    });
  });

  test.each<[string, number, number, string]>([
    // person           rows  merchants  visibility
    ['finn.operator', 9, 3, 'all'],
    ['mila.merchant-a', 3, 1, 'partial'],
    ['marc.merchant-b', 3, 1, 'partial'],
  ])(
    'shows %s %i rows of %i merchants, in list, pages and sums alike',
    async (persona, rows, merchants, visibility) => {
      const headers = { Authorization: mockCredentials.user.header(`user:default/${persona}`) };
      const get = async (path: string) => (await fetch(`${base}/api/payrec${path}`, { headers })).json();
      const span = 'from=2026-03-30&to=2026-03-30';
      const list = await get(`/v1/transactions?${span}`);
      expect([list.items.length, list.visibility]).toEqual([rows, visibility]);

      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await get(`/v1/transactions?${span}&limit=2${cursor ? `&cursor=${cursor}` : ''}`);
        paged.push(...page.items.map((item: { txnId: string }) => item.txnId));
        cursor = page.nextCursor;
      } while (cursor);
      expect(paged).toEqual(list.items.map((item: { txnId: string }) => item.txnId));

      const summary = await get('/v1/summary?businessDate=2026-03-30');
      expect([summary.count, summary.merchantCount, summary.visibility]).toEqual([rows, merchants, visibility]);
    },
  );

  it('does not let a cursor of one person open rows to another', async () => {
    const page = async (persona: string, query: string) => {
      const headers = { Authorization: mockCredentials.user.header(`user:default/${persona}`) };
      return (
        await fetch(`${base}/api/payrec/v1/transactions?from=2026-03-30&to=2026-03-30${query}`, { headers })
      ).json();
    };
    const { nextCursor } = await page('finn.operator', '&limit=1');
    const foreign = await page('marc.merchant-b', `&cursor=${nextCursor}`);
    expect(foreign.items.every((item: { merchantId: string }) => item.merchantId === 'mer-b')).toBe(true);
  });

  // The last of the file: nothing of this backend works afterwards.
  describe('with every table and every file of the index broken', () => {
    beforeAll(async () => {
      const { rows } = await testDatabase.knex.raw<{ rows: Array<{ name: string }> }>(
        `SELECT nspname AS name FROM pg_namespace WHERE nspname LIKE 'payrec%' ORDER BY nspname`,
      );
      for (const { name } of rows) await testDatabase.knex.raw('ALTER SCHEMA ?? RENAME TO ??', [name, `gone-${name}`]);
      const files = readdirSync(index.root, { recursive: true, encoding: 'utf8' }).filter(one =>
        /\.parquet$/.test(one),
      );
      files.forEach(file => writeFileSync(join(index.root, file), 'no parquet'));
      if (rows.length === 0 || files.length === 0) throw new Error('There was nothing to break');
      // The engine looks at its folder every two seconds.
      await new Promise(resolve => setTimeout(resolve, 2_500));
    });

    const failed = new Set<string>();

    test.each(OPERATIONS.map(operation => [operation.key, operation] as const))(
      '%s gives nothing away',
      async (key, operation) => {
        const person =
          operation.endpoint.caller === 'service' ? undefined : personWhoMay(operation.endpoint.permission.name);
        const authorization = person
          ? mockCredentials.user.header(`user:default/${person}`)
          : mockCredentials.service.header();
        for (const one of ISOLATION_REQUESTS[key] ?? []) {
          const { status, text } = await send(operation, one, authorization);
          if (status < 400) continue;
          if (status >= 500) failed.add(operation.pluginId);
          // A refusal repeats what was asked, which is the caller's own.
          const { request: _, ...said } = JSON.parse(text);
          expect(`${one.path} ${JSON.stringify(said)}`).not.toMatch(
            /select |insert |update |relation|parquet|duckdb|knex|postgres|\bpg\b|alert_|\.sock|127\.0\.0\.1:|ECONN|\/tmp\/|node_modules/i,
          );
        }
      },
    );

    it('was broken indeed, in every plugin', () => {
      expect([...failed].sort()).toEqual(CONTRACTS.map(({ pluginId }) => pluginId).sort());
    });
  });
});
