import path from 'node:path';
import { mockServices } from '@backstage/backend-test-utils';
import { NotificationSendOptions } from '@backstage/plugin-notifications-node';
import { Instant } from '@internal/plugin-payrec-common';
import { createTestDatabase } from '@internal/plugin-payrec-testkit';
import { LineageName } from '@internal/plugin-payrec-pipelines-common';
import { Knex } from 'knex';
import { createSlaModule, SlaModule } from '../createSlaModule';
import { SlaEntity, SlaModuleDeps } from '../deps';
import { VerdictStore } from '../store/VerdictStore';
import { SloStore } from '../store/SloStore';
import { InMemoryRegistry } from './InMemoryRegistry';

export const FINAL_INDEX: LineageName = { namespace: 's3://recon-lake', name: 'final_index' };
export const LOADER: LineageName = { namespace: 'payments-prod', name: 'final_index.load_partition' };
export const LANDED_BY_0630 = {
  name: 'final-index-landed',
  type: 'freshness',
  dataset: 's3://recon-lake final_index',
  partition: 'P1D',
  timezone: 'Europe/Berlin',
  expectedBy: '06:30 on D+1',
  grace: 'PT0S',
  warnBefore: 'PT30M',
  target: 0.95,
  window: '28d',
  method: 'occurrences',
  evaluateEvery: 'PT1M',
};

/** The SLA module over a real database, with a registry, a catalog and a clock that the test sets. */
export class SlaBench {
  readonly registry = new InMemoryRegistry();
  readonly sent: NotificationSendOptions[] = [];
  entities: SlaEntity[] = [];
  now = '2026-03-04T00:00:00Z' as Instant;
  module: SlaModule;

  private constructor(readonly db: Knex, private readonly drop: () => Promise<void>, more: Partial<SlaModuleDeps>) {
    this.module = this.replica(more);
    this.registry.graph.push({ job: LOADER, dataset: FINAL_INDEX, direction: 'output' });
  }

  static async start(more: Partial<SlaModuleDeps> = {}): Promise<SlaBench> {
    const database = await createTestDatabase();
    const db = database.knex;
    await db.migrate.latest({ directory: path.resolve(__dirname, '../../../migrations') });
    return new SlaBench(db, () => database.drop(), more);
  }

  /** A further evaluator on the same database. */
  replica(more: Partial<SlaModuleDeps> = {}): SlaModule {
    return createSlaModule({
      db: this.db,
      config: {
        timezone: 'Europe/Berlin',
        calendars: new Map(),
        maintenance: [],
        webhook: null,
        queries: new Map(),
        staleAfterSeconds: 900,
        evaluateAfterSeconds: 0,
        volumeMaxChange: 0.5,
      },
      logger: mockServices.logger.mock(),
      now: () => this.now,
      registry: this.registry,
      catalog: { listSlaEntities: async () => this.entities },
      visibility: {
        visibleRefs: async (_, refs) => new Set(refs),
        look: async () => ({ hidden: new Set(), seen: new Map() }),
      },
      notifications: { send: async message => void this.sent.push(message) },
      metricSources: new Map(),
      ...more,
    });
  }

  /** One entity with these objectives; the ref names it in the expectations. */
  have(entityRef: string, slos: readonly unknown[], more: Partial<SlaEntity> = {}): void {
    this.entities.push({
      entityRef,
      kind: entityRef.split(':')[0],
      title: entityRef.split('/')[1],
      owner: 'group:default/finance-ops',
      system: null,
      stage: null,
      lineageName: null,
      slos,
      openSlo: false,
      ...more,
    });
  }

  async check(at: string) {
    this.now = at as Instant;
    return this.module.evaluate();
  }

  async slo(name: string) {
    const found = (await new SloStore().listActive(this.db)).find(one => one.name === name);
    if (!found) throw new Error(`No objective ${name}`);
    return found;
  }

  async state(name: string) {
    return (await new SloStore().states(this.db)).get((await this.slo(name)).id)!;
  }

  async verdict(name: string, partition: string) {
    const store = new VerdictStore();
    const rows = (await store.list(this.db, (await this.slo(name)).id, 0)).filter(one => one.partition === partition);
    return (await store.withCorrections(this.db, rows))[0];
  }

  /** Lands a day of the final index by nominal time in Europe/Berlin's winter. */
  landDay(day: string, eventTime: string, more: object = {}): void {
    const startMs = Date.parse(`${day}T00:00:00+01:00`);
    this.registry.land(FINAL_INDEX, LOADER, {
      runId: `run-${day}-${eventTime}`,
      eventTime: eventTime as Instant,
      nominalStartAt: new Date(startMs).toISOString() as Instant,
      nominalEndAt: new Date(startMs + 86_400_000).toISOString() as Instant,
      ...more,
    });
  }

  async stop(): Promise<void> {
    await this.module.stop();
    await this.drop();
  }
}
