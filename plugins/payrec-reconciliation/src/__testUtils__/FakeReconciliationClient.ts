import { ResponseError } from '@backstage/errors';
import {
  BreakJson,
  BreakState,
  DecisionAction,
  reconciliationContract,
  RunJson,
  StatementFileJson,
} from '@internal/plugin-payrec-reconciliation-common';
import { ReconciliationApi } from '../api';
import { detailOf } from './fixtures/details';
import { fixtureBreaks, fixtureDate } from './fixtures/breaks';
import { overviewOf } from './fixtures/overview';
import { fixtureRuns, runOf, runUnit } from './fixtures/runs';
import { fixtureFiles, fixtureLines, statementFileOf } from './fixtures/statements';
import { fixtureAsOf, fixtureUnits } from './fixtures/units';

type Endpoints = typeof reconciliationContract.endpoints;
type Operation = keyof Endpoints;
type BreakQuery = NonNullable<NonNullable<Parameters<ReconciliationApi['listBreaks']>[0]>['query']>;
type Input<K extends Operation> = NonNullable<Parameters<ReconciliationApi[K]>[0]>;

/** The error an answer of this status makes in the real client. */
export async function errorAnswer(status: number, message: string, name = 'Error'): Promise<ResponseError> {
  const body = JSON.stringify({
    error: { name, message },
    request: { method: 'GET', url: '/' },
    response: { statusCode: status },
  });
  return ResponseError.fromResponse({
    ok: false,
    status,
    statusText: name,
    url: '/',
    headers: { get: () => 'application/json' },
    text: async () => body,
  } as unknown as Response);
}

const NEXT: Partial<Record<DecisionAction, BreakState>> = {
  propose: 'proposed',
  approve: 'approved',
  reject: 'open',
  dispute: 'disputed',
  withdraw: 'open',
};

function matches(reconBreak: BreakJson, query: BreakQuery): boolean {
  const words = [reconBreak.expected, reconBreak.received].flatMap(side => [side?.reference, side?.party, side?.text]);
  return (
    (!query.unit || reconBreak.unit === query.unit) &&
    (!query.currency || reconBreak.currency === query.currency) &&
    (!query.breakClass?.length || query.breakClass.includes(reconBreak.breakClass)) &&
    (!query.state?.length || query.state.includes(reconBreak.state)) &&
    (query.minAgeDays === undefined || reconBreak.ageDays >= Number(query.minAgeDays)) &&
    (query.maxAgeDays === undefined || reconBreak.ageDays <= Number(query.maxAgeDays)) &&
    (!query.assignee || reconBreak.assignee === query.assignee) &&
    (!query.businessDate || reconBreak.businessDate === query.businessDate) &&
    (!query.q || words.some(word => word?.toLowerCase().includes(query.q!.toLowerCase())))
  );
}

/**
 * The reconciliation service in memory, with state, for tests and `dev/`. Every answer is parsed by the schema of its
 * endpoint, so that a fixture which breaks the contract fails where it is used.
 */
export class FakeReconciliationClient implements ReconciliationApi {
  breaks: BreakJson[];
  runs: RunJson[];
  files: StatementFileJson[];
  /** Calls in order, for assertions. */
  readonly calls: Array<{ operation: Operation; input: unknown }> = [];
  private readonly failures = new Map<Operation, { status: number; message: string; name?: string }>();
  private readonly overrides = new Map<Operation, (input: unknown) => unknown>();
  private readonly user: string;
  private readonly delayMs: number;

  constructor(
    options: {
      breaks?: BreakJson[];
      runs?: RunJson[];
      files?: StatementFileJson[];
      user?: string;
      delayMs?: number;
    } = {},
  ) {
    this.breaks = [...(options.breaks ?? fixtureBreaks)];
    this.runs = [...(options.runs ?? fixtureRuns)];
    this.files = [...(options.files ?? fixtureFiles)];
    this.user = options.user ?? 'user:default/finn.operator';
    this.delayMs = options.delayMs ?? 0;
  }

  /** Lets an operation fail until {@link heal}. */
  fail(operation: Operation, status: number, message: string, name?: string): this {
    this.failures.set(operation, { status, message, name });
    return this;
  }
  failAll(status: number, message: string, name?: string): this {
    for (const operation of Object.keys(reconciliationContract.endpoints))
      this.fail(operation as Operation, status, message, name);
    return this;
  }
  heal(): void {
    this.failures.clear();
  }
  /** Replaces the answer of an operation; it must still fit the contract. */
  answer<K extends Operation>(operation: K, answer: (input: Input<K>) => unknown): this {
    this.overrides.set(operation, answer as (input: unknown) => unknown);
    return this;
  }

  private async respond<K extends Operation>(
    operation: K,
    input: unknown,
    make: () => unknown,
  ): Promise<Awaited<ReturnType<ReconciliationApi[K]>>> {
    this.calls.push({ operation, input });
    if (this.delayMs) await new Promise(resolve => setTimeout(resolve, this.delayMs));
    const failure = this.failures.get(operation);
    if (failure) throw await errorAnswer(failure.status, failure.message, failure.name);
    const answer = this.overrides.get(operation)?.(input) ?? make();
    if (answer instanceof Promise) return answer as never;
    return reconciliationContract.endpoints[operation].response.parse(answer) as Awaited<
      ReturnType<ReconciliationApi[K]>
    >;
  }

  private find(id: string): BreakJson {
    const found = this.breaks.find(reconBreak => reconBreak.id === id);
    if (!found) throw new Error(`No break ${id} in the fixture`);
    return found;
  }
  /** As if someone else had done it: state and version change under the reader. */
  change(id: string, change: Partial<BreakJson>): BreakJson {
    const changed = { ...this.find(id), ...change, version: this.find(id).version + 1 };
    this.breaks = this.breaks.map(reconBreak => (reconBreak.id === id ? changed : reconBreak));
    return changed;
  }

  private decide(operation: Operation, action: DecisionAction, { params, body }: Input<'proposeBreak'>) {
    return this.respond(operation, { params, body }, () => {
      const found = this.find(params.breakId);
      if (found.version !== body.version) {
        return errorAnswer(409, `${params.breakId} is ${found.state} since a moment ago`, 'ConflictError').then(
          error => {
            throw error;
          },
        );
      }
      if (action === 'approve' && found.approvalBlockedReason) {
        return errorAnswer(403, found.approvalBlockedReason, 'NotAllowedError').then(error => {
          throw error;
        });
      }
      const proposes = action === 'propose';
      return this.change(params.breakId, {
        state: NEXT[action],
        proposedBy: proposes ? this.user : null,
        approvalBlockedReason: proposes ? 'You proposed it; a second person decides' : null,
      });
    }) as Promise<BreakJson>;
  }

  getOverview: ReconciliationApi['getOverview'] = (input = {}) =>
    this.respond('getOverview', input, () =>
      overviewOf(this.breaks, input.query?.date ?? fixtureDate, Number(input.query?.days ?? 12)),
    );
  listUnits: ReconciliationApi['listUnits'] = (input = {}) =>
    this.respond('listUnits', input, () => ({ items: fixtureUnits, asOf: fixtureAsOf }));
  listBreaks: ReconciliationApi['listBreaks'] = (input = {}) =>
    this.respond('listBreaks', input, () => {
      const { query = {} } = input;
      const found = this.breaks.filter(reconBreak => matches(reconBreak, query));
      const from = Number(query.cursor ?? 0);
      const to = from + Number(query.limit ?? 50);
      const totals = [...new Set(found.map(b => b.currency))].sort().map(currency => ({
        minor: found
          .filter(b => b.currency === currency)
          .reduce((sum, b) => sum + BigInt(b.difference.minor), 0n)
          .toString(),
        currency,
      }));
      return {
        items: found.slice(from, to),
        ...(to < found.length && { nextCursor: String(to) }),
        asOf: fixtureAsOf,
        visibility: 'all',
        totalCount: found.length,
        totals,
      };
    });
  getBreak: ReconciliationApi['getBreak'] = input =>
    this.respond('getBreak', input, () => detailOf(this.find(input.params.breakId)));
  proposeBreak: ReconciliationApi['proposeBreak'] = input => this.decide('proposeBreak', 'propose', input);
  approveBreak: ReconciliationApi['approveBreak'] = input => this.decide('approveBreak', 'approve', input);
  rejectBreak: ReconciliationApi['rejectBreak'] = input => this.decide('rejectBreak', 'reject', input);
  disputeBreak: ReconciliationApi['disputeBreak'] = input => this.decide('disputeBreak', 'dispute', input);
  withdrawBreak: ReconciliationApi['withdrawBreak'] = input => this.decide('withdrawBreak', 'withdraw', input);
  recheckBreak: ReconciliationApi['recheckBreak'] = input =>
    this.respond('recheckBreak', input, () =>
      runOf({
        id: 'run-4814',
        state: 'queued',
        trigger: 'recheck',
        finishedAt: null,
        startedAt: null,
        progressPercent: 0,
      }),
    );
  commentBreak: ReconciliationApi['commentBreak'] = input =>
    this.respond('commentBreak', input, () => {
      const detail = detailOf(this.find(input.params.breakId));
      const comment = {
        at: '2026-11-21T09:00:00Z',
        actor: this.user,
        action: 'comment',
        reason: input.body.text,
        fromState: null,
        toState: null,
        decisionSeq: null,
      };
      return { ...detail, timeline: [comment, ...detail.timeline] };
    });
  assignBreak: ReconciliationApi['assignBreak'] = input =>
    this.respond('assignBreak', input, () => this.change(input.params.breakId, { assignee: input.body.assignee }));
  decideBreaks: ReconciliationApi['decideBreaks'] = input =>
    this.respond('decideBreaks', input, () => ({
      results: input.body.breaks.map(({ id, version }) => {
        const found = this.find(id);
        const { action } = input.body;
        const sameActor = action === 'approve' && found.approvalBlockedReason ? 'SAME_ACTOR' : null;
        const refused = found.version === version ? sameActor : 'VERSION';
        if (refused) {
          const message = refused === 'VERSION' ? 'It changed a moment ago' : found.approvalBlockedReason;
          return { id, outcome: 'ineligible' as const, code: refused, message, break: found };
        }
        const change: Partial<BreakJson> = (() => {
          if (action === 'assign') return { assignee: input.body.assignee ?? null };
          if (action === 'recheck') return {};
          return { state: NEXT[action], proposedBy: action === 'propose' ? this.user : null };
        })();
        return { id, outcome: 'success' as const, code: null, message: null, break: this.change(id, change) };
      }),
    }));
  listRuns: ReconciliationApi['listRuns'] = (input = {}) =>
    this.respond('listRuns', input, () => ({ items: this.runs, asOf: fixtureAsOf, visibility: 'all' }));
  getRun: ReconciliationApi['getRun'] = input =>
    this.respond('getRun', input, () => this.runs.find(run => run.id === input.params.runId));
  startRun: ReconciliationApi['startRun'] = input =>
    this.respond('startRun', input, () => {
      const units = fixtureUnits.filter(unit => !input.body.units || input.body.units.includes(unit.unit));
      const run = runOf({
        id: 'run-4820',
        state: 'queued',
        trigger: 'manual',
        requestedBy: this.user,
        createdAt: '2026-11-21T09:00:00Z',
        startedAt: null,
        finishedAt: null,
        progressPercent: 0,
        units: units.map(unit => runUnit(unit, { state: 'pending' })),
      });
      this.runs = [run, ...this.runs];
      return run;
    });
  cancelRun: ReconciliationApi['cancelRun'] = input =>
    this.respond('cancelRun', input, () => {
      this.runs = this.runs.map(run => (run.id === input.params.runId ? { ...run, state: 'cancelled' as const } : run));
      return this.runs.find(run => run.id === input.params.runId);
    });
  listStatementFiles: ReconciliationApi['listStatementFiles'] = (input = {}) =>
    this.respond('listStatementFiles', input, () => ({
      items: this.files.filter(
        file =>
          (!input.query?.state || file.state === input.query.state) &&
          (!input.query?.warningsOnly || file.warnings.length > 0),
      ),
      asOf: fixtureAsOf,
      visibility: 'all',
    }));
  getStatementFile: ReconciliationApi['getStatementFile'] = input =>
    this.respond('getStatementFile', input, () => this.files.find(file => file.id === input.params.fileId));
  listStatementLines: ReconciliationApi['listStatementLines'] = input =>
    this.respond('listStatementLines', input, () => {
      const lines = fixtureLines(this.files.find(file => file.id === input.params.fileId)!);
      const from = Number(input.query?.cursor ?? 0);
      const to = from + Number(input.query?.limit ?? 50);
      return {
        items: lines.slice(from, to),
        ...(to < lines.length && { nextCursor: String(to) }),
        asOf: fixtureAsOf,
        visibility: 'all',
      };
    });
  uploadStatementFile: ReconciliationApi['uploadStatementFile'] = input =>
    this.respond('uploadStatementFile', input, () => {
      const fileName = input.query?.fileName ?? 'unnamed';
      const there = this.files.find(file => file.fileName === fileName);
      if (there) return there;
      const file = statementFileOf({
        id: `file-${this.files.length + 1}`,
        fileName,
        uploadedAt: new Date().toISOString(),
        uploadedBy: this.user,
      });
      this.files = [file, ...this.files];
      return file;
    });
  listDecisions: ReconciliationApi['listDecisions'] = (input = {}) =>
    this.respond('listDecisions', input, () => ({
      items: [],
      asOf: fixtureAsOf,
      visibility: 'all',
      chainIntact: true,
    }));
  // For services; no page calls it.
  getTransactionState: ReconciliationApi['getTransactionState'] = input =>
    this.respond('getTransactionState', input, () => ({ state: 'unknown', breakId: null, runId: null, asOf: null }));
  getStatus: ReconciliationApi['getStatus'] = (input = {}) =>
    this.respond('getStatus', input, () => ({ engine: 'duckdb', available: true, reason: null, asOf: fixtureAsOf }));
}
