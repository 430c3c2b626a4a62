import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { Instant, instantFromEpochMs, parseInstant } from '@internal/plugin-payrec-common';
import { FinalIndexService, Scope } from '@internal/plugin-payrec-node';
import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import { Knex } from 'knex';
import { AlertSight } from '../../access/AlertAccess';
import { openDatabase } from '../../database/openDatabase';
import { AlertRow } from '../../store/alertRow';
import { AlertStore } from '../../store/AlertStore';
import { AnalystDirectory } from '../assignees/AnalystDirectory';
import { readWorkConfig } from '../config';
import { WorkDeps } from '../deps';
import { createWork } from '../work';

export const ANA = 'user:default/ana';
export const LEE = 'user:default/lee';
export const FLORA = 'user:default/flora.supervisor';
export const ZOE = 'user:default/zoe';
export const START = parseInstant('2026-01-05T10:00:00.000Z');

/** Ana, Lee and Flora work on alerts; Zoe exists and does not. */
const TEAM: AnalystDirectory = {
  analysts: async () => [ANA, FLORA, LEE].map(ref => ({ ref, name: ref })),
  knows: async ref => ref === ZOE,
};

const NO_INDEX: Pick<FinalIndexService, 'query'> = {
  query: async () => {
    throw new Error('There is no Final Index in this test');
  },
};

type TestOptions = {
  config?: JsonObject;
  finalIndex?: Pick<FinalIndexService, 'query'>;
  analysts?: AnalystDirectory;
};

/** The work part on a real database, with a clock that the test moves. */
export async function startWork(options: TestOptions = {}) {
  const database = await createTestDatabase();
  await openDatabase(mockServices.database({ knex: database.knex, migrations: { skip: false } }));
  return { ...createTestWork(database.knex, options), drop: database.drop };
}

export function createTestWork(knex: Knex, options: TestOptions = {}) {
  let nowMs = Date.parse(START);
  const now = () => instantFromEpochMs(nowMs);
  const alerts = new AlertStore(knex, now);
  const told: Array<{ to: readonly string[]; title: string }> = [];
  let ids = 0;
  const deps: WorkDeps = {
    db: knex,
    alerts,
    access: { of: async () => sightOf(ANA) },
    permissions: mockServices.permissions(),
    finalIndex: options.finalIndex ?? NO_INDEX,
    config: readWorkConfig(new ConfigReader({ payrec: { fraud: { work: options.config ?? {} } } })),
    analysts: options.analysts ?? TEAM,
    employeeCustomers: new Map([[ANA, new Set(['U55'])]]),
    now,
    newId: () => {
      ids += 1;
      return String(ids).padStart(4, '0');
    },
    logger: mockServices.logger.mock(),
    wake: () => {},
    notify: async message => {
      told.push(message);
    },
  };
  return {
    ...createWork(deps),
    deps,
    knex,
    alerts,
    told,
    now,
    /** Moves the clock, in seconds. */
    pass: (seconds: number) => {
      nowMs += seconds * 1000;
    },
    setNow: (instant: string) => {
      nowMs = Date.parse(parseInstant(instant));
    },
    /** Puts alerts in as the intake would. */
    seed: (...rows: Array<Partial<AlertRow>>) =>
      alerts.transaction(trx =>
        alerts.put(
          trx,
          rows.map(row => ({ before: null, after: alertRow(row), kind: 'created', actor: null })),
        ),
      ),
    log: () => knex('work_log').orderBy('seq') as Promise<Array<Record<string, any>>>,
    events: (alertId: string) =>
      knex('alert_events').where({ alert_id: alertId }).orderBy('id') as Promise<Array<Record<string, any>>>,
  };
}

export type TestWork = Awaited<ReturnType<typeof startWork>>;

/** Sight of a person over all merchants. */
export function sightOf(actor: string, given: Partial<AlertSight> = {}): AlertSight {
  return {
    actor,
    // Only the Final Index looks at it, and the tests that use one mint their own.
    scope: { visibility: 'all', hash: 'test' } as Scope,
    merchants: 'all',
    maskLevel: 'M1',
    ownUserIds: new Set(actor === ANA ? ['U55'] : []),
    visibility: 'all',
    key: 'test',
    ...given,
  };
}

export function alertRow(given: Partial<AlertRow> = {}): AlertRow {
  const id = given.alert_id ?? 'A-1';
  return {
    alert_id: id,
    dedupe_key: id,
    row_version: 1,
    score_version: 1,
    state: 'NEW',
    disposition: null,
    score: '0.91000',
    previous_score: null,
    score_changed_at: null,
    threshold: '0.80000',
    model_version: '4.2',
    priority: 'HIGH',
    hit_count: 1,
    boost: null,
    amount_minor: '10000',
    currency: 'EUR',
    txn_id: `T-${id}`,
    business_date: '2026-01-05',
    merchant_id: 'M1',
    merchant_name: 'Lumen Optik',
    country: 'DE',
    counter_country: 'BR',
    reasons: [],
    rule_hits: [{ ruleId: 'R-114', name: 'Device with 3 cards in 24 h' }],
    user_id: 'U1',
    user_token: 'tok_u1',
    person_name: 'Žofia Kováčová',
    email: 'jose.nunez@example.com',
    phone: '+49 30 1234567',
    pan: '4111111111111111',
    card_token: 'tok_c1',
    iban: 'DE89370400440532013000',
    device_id: 'D1',
    device_token: 'tok_d1',
    ip: '203.0.113.77',
    ip_token: 'tok_i1',
    event_at: parseInstant('2026-01-05T09:59:00.000Z') as Instant,
    received_at: parseInstant('2026-01-05T10:00:00.000Z'),
    sla_due_at: parseInstant('2026-01-05T14:00:00.000Z'),
    recoverable_until: null,
    claimed_by: null,
    lease_until: null,
    fence: 0,
    snoozed_until: null,
    previous_alert_id: null,
    late: false,
    skew_ms: 0,
    suppression_id: null,
    closed_at: null,
    updated_at: START,
    ...given,
  };
}
