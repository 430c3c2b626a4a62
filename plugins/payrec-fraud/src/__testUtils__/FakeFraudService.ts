import { AlertJson, FeedFrame, fraudContract } from '@internal/plugin-payrec-fraud-common';
import { FetchApi } from '@backstage/frontend-plugin-api';
import { ApprovalJson, QuarantineEntryJson, SavedViewJson, SuppressionJson, UnmaskReviewJson } from '../api';
import { detailOf, EPOCH, FLORA, FRANK, inMinutes } from './fixtures';

type Operation = keyof typeof fraudContract.endpoints;
type Call = {
  operation: Operation;
  params: Record<string, string>;
  query: URLSearchParams;
  body: Record<string, unknown>;
};

/** Path of an endpoint → the names of its parts. */
function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const names: string[] = [];
  const source = pattern.replace(/:([a-zA-Z0-9]+)/g, (_, name: string) => {
    names.push(name);
    return '([^/]+)';
  });
  const match = new RegExp(`^${source}$`).exec(path);
  return match ? Object.fromEntries(names.map((name, i) => [name, decodeURIComponent(match[i + 1])])) : undefined;
}

function operationOf(method: string, path: string): [Operation, Record<string, string>] {
  for (const [operation, endpoint] of Object.entries(fraudContract.endpoints)) {
    const params = endpoint.method === method ? matchPath(endpoint.path, path) : undefined;
    if (params) return [operation as Operation, params];
  }
  throw new Error(`No endpoint ${method} ${path}`);
}

/** jsdom knows neither `Response` nor streams; this is the part of an answer that the clients use. */
function answerOf(status: number, body: unknown): Response {
  const text = JSON.stringify(body);
  return {
    ok: status < 400,
    status,
    statusText: String(status),
    url: '/',
    headers: { get: () => 'application/json' },
    text: async () => text,
    json: async () => JSON.parse(text),
  } as unknown as Response;
}

/**
 * The fraud service behind `fetch`: requests go through the real typed client, the real SSE parser and the real feed
 * client; answers are parsed by the schema of their endpoint, so that a fixture which breaks the contract fails here.
 */
export class FakeFraudService implements FetchApi {
  alerts: AlertJson[];
  views: SavedViewJson[] = [
    { viewId: 'v-all', name: 'All open', query: '', shared: true, owner: 'system', builtIn: true, count: 3 },
    {
      viewId: 'v-due',
      name: 'Past due',
      query: 'pastDue=true',
      shared: true,
      owner: 'system',
      builtIn: true,
      count: 2,
    },
  ];
  approvals: ApprovalJson[] = [];
  suppressions: SuppressionJson[] = [];
  quarantine: QuarantineEntryJson[] = [];
  reviews: UnmaskReviewJson[] = [];
  seq = 100;
  readonly calls: Call[] = [];
  private readonly failures = new Map<Operation, [number, string]>();
  private readonly streams = new Set<(chunk: Uint8Array | null) => void>();

  constructor(alerts: AlertJson[], private readonly me: string = FRANK) {
    this.alerts = [...alerts];
  }

  fail(operation: Operation, status: number, message: string): this {
    this.failures.set(operation, [status, message]);
    return this;
  }
  failAll(status: number, message: string): this {
    for (const operation of Object.keys(fraudContract.endpoints)) this.fail(operation as Operation, status, message);
    return this;
  }
  called(operation: Operation): Call[] {
    return this.calls.filter(call => call.operation === operation);
  }

  /** Sends a frame to every open stream. */
  push(frame: FeedFrame): void {
    if ('seq' in frame) this.seq = frame.seq;
    const chunk = new TextEncoder().encode(`event: ${frame.event}\ndata: ${JSON.stringify(frame)}\n\n`);
    this.streams.forEach(stream => stream(chunk));
  }
  /** Ends every open stream, as a restart of the server does. */
  hangUp(): void {
    this.streams.forEach(stream => stream(null));
    this.streams.clear();
  }

  readonly fetch: FetchApi['fetch'] = async (input, init) => {
    const url = new URL(String(input).replace('plugin://payrec-fraud', 'http://fraud'));
    const [operation, params] = operationOf(init?.method ?? 'GET', url.pathname);
    const body = init?.body ? (JSON.parse(String(init.body)) as Record<string, unknown>) : {};
    this.calls.push({ operation, params, query: url.searchParams, body });
    const failure = this.failures.get(operation);
    if (failure) {
      const [status, message] = failure;
      const error = { name: status === 409 ? 'ConflictError' : 'Error', message };
      return answerOf(status, { error, request: { method: 'GET', url: '/' }, response: { statusCode: status } });
    }
    if (operation === 'streamFeed') return this.stream(init?.signal ?? undefined);
    const made = this.answer({ operation, params, query: url.searchParams, body });
    return answerOf(200, fraudContract.endpoints[operation].response.parse(made));
  };

  private stream(signal?: AbortSignal): Response {
    const chunks: Array<Uint8Array | null> = [];
    let wake: (() => void) | null = null;
    const push = (chunk: Uint8Array | null) => {
      chunks.push(chunk);
      wake?.();
    };
    const pushed = () =>
      new Promise<void>(resolve => {
        wake = resolve;
      });
    this.streams.add(push);
    signal?.addEventListener('abort', () => push(null));
    const reader = {
      read: async () => {
        while (chunks.length === 0) await pushed();
        const value = chunks.shift()!;
        return value ? { done: false, value } : { done: true };
      },
      cancel: async () => {
        this.streams.delete(push);
      },
    };
    return { ok: true, status: 200, body: { getReader: () => reader } } as unknown as Response;
  }

  find(id: string): AlertJson {
    const found = this.alerts.find(alert => alert.alertId === id);
    if (!found) throw new Error(`No alert ${id} in the fixture`);
    return found;
  }
  /** Changes an alert and its version, as the server would. */
  change(id: string, change: Partial<AlertJson>): AlertJson {
    const changed = { ...this.find(id), ...change, rowVersion: this.find(id).rowVersion + 1 };
    this.alerts = this.alerts.map(alert => (alert.alertId === id ? changed : alert));
    return changed;
  }
  private claim(id: string) {
    const leaseUntil = inMinutes(15);
    const { fence } = this.find(id);
    const alert = this.change(id, { state: 'IN_REVIEW', claimedBy: this.me, leaseUntil, fence: fence + 1 });
    return { alert, claimedBy: this.me, fence: alert.fence, leaseUntil, leaseSeconds: 900 };
  }

  private answer({ operation, params, body }: Call): unknown {
    const id = params.alertId;
    switch (operation) {
      case 'getFeedSnapshot':
        return {
          epoch: EPOCH,
          seq: this.seq,
          cursor: `${EPOCH}:${this.seq}`,
          items: this.alerts,
          totalCount: this.alerts.length,
          at: new Date().toISOString(),
          visibility: 'all',
        };
      case 'getAlert':
        return { ...detailOf(this.find(id)), approval: this.approvals.find(one => one.alertId === id) ?? null };
      case 'getAlertLinks':
        return { nodes: [], edges: [], reasonCode: null, truncated: false, totals: [] };
      case 'listViews':
        return { items: this.views };
      case 'listApprovals':
        return { items: this.approvals };
      case 'listSuppressions':
        return { items: this.suppressions };
      case 'listQuarantine':
        return { items: this.quarantine, openCount: this.quarantine.filter(entry => !entry.resolvedAt).length };
      case 'reportPresence':
        return { viewers: [] };
      case 'listPresence':
        return { items: [] };
      case 'listUnmaskReviews': {
        const due = this.reviews.filter(one => one.verdict === null);
        const overdueCount = due.filter(one => one.isOverdue).length;
        return { items: this.reviews, dueCount: due.length, overdueCount };
      }
      case 'reviewUnmask': {
        const reviewed = this.reviews.find(one => one.breakGlassId === params.breakGlassId)!;
        const verdict = body.verdict as 'justified';
        return { ...reviewed, verdict, reviewText: String(body.text), reviewedBy: this.me, reviewedAt: inMinutes(0) };
      }
      case 'listAssignees':
        return {
          items: [
            { ref: FLORA, name: 'Flora Supervisor' },
            { ref: FRANK, name: 'Frank Analyst' },
          ],
        };
      case 'reassignAlert': {
        const claim = this.claim(id);
        const claimedBy = String(body.assignee);
        return { ...claim, claimedBy, alert: this.change(id, { claimedBy, boost: 'reassigned' }) };
      }
      case 'claimAlert':
        return this.claim(id);
      case 'claimNext': {
        const free = this.alerts.find(alert => alert.state === 'NEW');
        return { claim: free ? this.claim(free.alertId) : null };
      }
      case 'releaseAlert':
        return this.change(id, { state: 'NEW', claimedBy: null, leaseUntil: null });
      case 'confirmFraud':
        return this.change(id, { state: 'CLOSED', disposition: 'CONFIRMED_FRAUD', claimedBy: null });
      case 'markFalsePositive':
        return this.change(id, { state: 'CLOSED', disposition: 'FALSE_POSITIVE', claimedBy: null });
      case 'escalateAlert':
        return this.change(id, { state: 'ESCALATED', claimedBy: null });
      case 'snoozeAlert':
        return this.change(id, { state: 'SNOOZED', snoozedUntil: String(body.until), claimedBy: null });
      case 'addNote':
        return {
          seq: null,
          at: new Date().toISOString(),
          kind: 'note',
          actor: this.me,
          text: String(body.text),
          rowVersion: 2,
        };
      case 'bulkAlerts': {
        const items = (body.items as Array<{ id: string; version: number }>).map(item => {
          const ok = this.find(item.id).rowVersion === item.version;
          return { alertId: item.id, result: ok ? 'ok' : 'conflict', code: ok ? null : 'version', rowVersion: null };
        });
        const conflicts = items.filter(item => item.result === 'conflict').map(item => item.alertId);
        return { ok: items.length - conflicts.length, conflict: conflicts.length, conflicts, replayed: false, items };
      }
      case 'getAnalystMetrics':
        return {
          from: inMinutes(-43_200),
          to: inMinutes(0),
          created: 12,
          closed: 10,
          open: 2,
          precision: { hits: 6, n: 10, share: 0.6, low: 0.313, high: 0.832 },
          timeToDecision: { p50: 22, p90: 71, n: 10 },
          slaMissed: { hits: 1, n: 10, share: 0.1, low: 0.018, high: 0.404 },
          perDay: [
            { date: '2026-11-22', created: 5, closed: 4 },
            { date: '2026-11-23', created: 7, closed: 6 },
          ],
          ageing: [{ bucket: '<1h', count: 2 }],
          byAnalyst: [{ analyst: FRANK, decided: 10, precision: null, p50Minutes: 22 }],
          byRule: [{ ruleId: 'R-114', hits: 5, precision: { hits: 3, n: 4, share: 0.75, low: 0.3, high: 0.95 } }],
          byPriority: [{ priority: 'HIGH', open: 2, pastDue: 1 }],
        };
      default:
        throw new Error(`The fake fraud service has no answer for ${operation}`);
    }
  }
}
