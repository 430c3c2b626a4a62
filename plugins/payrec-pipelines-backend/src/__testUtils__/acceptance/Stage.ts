import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Entity } from '@backstage/catalog-model';
import { Instant } from '@internal/plugin-payrec-common';
import { Scenario } from './scenarioFile';
import { SEES_ALL, SEES_LESS, ScenarioBackend } from './startScenarioBackend';

export const INGEST = '/api/payrec-pipelines/lineage';
export const API = '/api/payrec-pipelines/v1';

export type Answer = { status: number; body: any; ms: number };

export const pause = (ms: number) => new Promise(resolve => setTimeout(resolve, ms));

/** One scenario under way: the backend, what was answered, and how to ask it. */
export class Stage {
  readonly answers: Answer[] = [];
  readonly posts: Answer[] = [];
  readonly snapshots: Record<string, unknown>[] = [];
  readonly notes: Record<string, any> = { steps: [], stepDifferences: [] };
  /** The hand-written catalog of the scenario, by ref. */
  readonly written = new Map<string, Entity>();
  /** Landings posted so far by partition and dataset. */
  readonly landings = new Map<string, number>();

  constructor(readonly backend: ScenarioBackend, readonly scenario: Scenario, readonly prometheus: FakePrometheus) {}

  get user(): string {
    return typeof this.scenario.given?.user === 'string' && /cannot read/.test(this.scenario.given.user)
      ? SEES_LESS
      : SEES_ALL;
  }

  async call(
    method: string,
    path: string,
    options: { body?: unknown; user?: string; headers?: Record<string, string>; gzip?: boolean; auth?: string } = {},
  ): Promise<Answer> {
    const started = performance.now();
    // A text is sent as it stands: bodies that are no JSON are scenarios too.
    const { body: given, auth } = options;
    const text =
      given === undefined || typeof given === 'string' ? (given as string | undefined) : JSON.stringify(given);
    const ingest = path.startsWith(INGEST) || path.includes('/api/v1/lineage');
    const response = await fetch(`${this.backend.base}${path}`, {
      method,
      headers: {
        ...(auth !== 'none' && { authorization: this.authorization(ingest, options.user, auth) }),
        ...(text !== undefined && { 'content-type': 'application/json' }),
        ...(options.gzip && { 'content-encoding': 'gzip' }),
        ...options.headers,
      },
      ...(text !== undefined && { body: options.gzip ? new Uint8Array(gzipSync(text)) : text }),
    });
    const raw = await response.text();
    let body: unknown = raw;
    try {
      body = JSON.parse(raw);
    } catch {
      // Not JSON: an empty answer of the ingest.
    }
    return { status: response.status, body, ms: performance.now() - started };
  }

  private authorization(ingest: boolean, user: string | undefined, auth: string | undefined): string {
    if (auth === 'user') return this.backend.userHeader(SEES_ALL);
    if (auth !== undefined && auth !== 'service') return 'Bearer not-a-token';
    return ingest ? this.backend.serviceHeader : this.backend.userHeader(user ?? this.user);
  }

  get(path: string, user?: string) {
    return this.call('GET', `${API}/${path}`, { user });
  }

  async post(body: unknown, path = INGEST, more: { headers?: Record<string, string>; gzip?: boolean } = {}) {
    return this.call('POST', path, { body, ...more });
  }

  setClock(text: string) {
    this.backend.state.now = new Date(text.length === 10 ? `${text}T00:00:00Z` : text)
      .toISOString()
      .replace('.000Z', 'Z') as Instant;
  }

  /** Waits until every stored event is in the registry. */
  async settle() {
    for (let tries = 0; tries < 3000; tries += 1) {
      const { rows } = await this.backend.knex.raw(
        `SELECT count(*)::int AS open FROM "payrec-pipelines".ol_event WHERE NOT projected`,
      );
      if (rows[0].open === 0) return;
      await pause(20);
    }
    throw new Error('Events are still not in the registry after a minute');
  }

  /** Makes the catalog show what the registry promotes, then waits for it. */
  async refreshCatalog() {
    await this.settle();
    await this.backend.trigger('payrec-pipelines-claims');
    await this.backend.trigger('payrec-lineage-entities');
    const promoted = await fetch(`${this.backend.base}/api/payrec-pipelines/internal/promoted`, {
      headers: { authorization: this.backend.catalogHeader },
    }).then(answer => answer.json());
    const refs: string[] = promoted.items.map((one: { entityRef: string }) => one.entityRef);
    for (let tries = 0; tries < 100; tries += 1) {
      const there = await this.entities(refs);
      if (there.every(Boolean)) return;
      await pause(150);
    }
  }

  async entities(entityRefs: readonly string[], user = SEES_ALL): Promise<(Entity | null)[]> {
    if (entityRefs.length === 0) return [];
    const answer = await this.call('POST', '/api/catalog/entities/by-refs', { body: { entityRefs }, user });
    return answer.body.items;
  }

  async waitForEntities(entityRefs: readonly string[]) {
    for (let tries = 0; tries < 150; tries += 1) {
      if ((await this.entities(entityRefs)).every(Boolean)) return;
      await pause(100);
    }
    throw new Error(`The catalog does not show ${entityRefs.join(', ')}`);
  }
}

/** Answers what a scenario says Prometheus answers. */
export type FakePrometheus = { url: string; answer: unknown; stop(): Promise<void> };

export async function startPrometheus(): Promise<FakePrometheus> {
  const fake = { url: '', answer: 503 as unknown, stop: async () => {} };
  const server = createServer((_req, res) => {
    if (typeof fake.answer === 'number') res.writeHead(fake.answer).end('unavailable');
    else res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(fake.answer));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  fake.stop = () => new Promise(resolve => server.close(() => resolve()));
  return fake;
}
