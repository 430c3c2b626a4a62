import { InputError } from '@backstage/errors';
import { PermissionsService } from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { IsoDate, addDays, encodeCursor, parseIsoDate } from '@internal/plugin-payrec-common';
import { FinalIndexService, MountOptions, createMount, readCursor } from '@internal/plugin-payrec-node';
import { breakApprovePermission, reconciliationContract } from '@internal/plugin-payrec-reconciliation-common';
import { Router } from 'express';
import { BreakFilter, BreakStore } from './database/BreakStore';
import { DecisionLog } from './database/DecisionLog';
import { AccountDirectory } from './service/AccountDirectory';
import { AsOfReader } from './service/AsOfReader';
import { BreakBulk } from './service/BreakBulk';
import { BreakDetailService } from './service/BreakDetailService';
import { BreakService } from './service/BreakService';
import { BreakView } from './service/BreakView';
import { OverviewService } from './service/OverviewService';
import { unitToJson } from './service/overviewRows';
import { RunService } from './service/RunService';
import { StatementService, fileToJson } from './service/StatementService';
import { TransactionStateService } from './service/TransactionStateService';
import { BreakAction } from './service/decideBreak';
import { runToJson } from './service/runToJson';

export type RouterOptions = Omit<MountOptions, 'contract' | 'finalIndex'> & {
  readonly finalIndex: FinalIndexService;
  readonly permissions: PermissionsService;
  readonly accounts: AccountDirectory;
  readonly asOf: AsOfReader;
  readonly breaks: BreakStore;
  readonly breakBulk: BreakBulk;
  readonly breakService: BreakService;
  readonly breakDetail: BreakDetailService;
  readonly breakView: BreakView;
  readonly decisions: DecisionLog;
  readonly overview: OverviewService;
  readonly runs: RunService;
  readonly statements: StatementService;
  readonly transactionState: TransactionStateService;
};

/** Table of contents of the module: one `mount` per endpoint of the contract. */
export function createRouter(options: RouterOptions): Router {
  const {
    finalIndex,
    accounts,
    asOf,
    breaks,
    breakBulk,
    breakService,
    breakDetail,
    breakView,
    decisions,
    overview,
    runs,
    statements,
    transactionState,
  } = options;
  const { router, mount, assertAllMounted } = createMount({ ...options, contract: reconciliationContract });
  const { endpoints } = reconciliationContract;

  mount(endpoints.getOverview, async ({ query }, { scope, actor, signal }) =>
    overview.get({
      date: query.date === undefined ? undefined : parseIsoDate(query.date),
      days: query.days,
      actor,
      signal,
      scope,
    }),
  );

  mount(endpoints.listUnits, async () => {
    return { items: (await accounts.list()).map(unitToJson), asOf: await asOf.asOf() };
  });

  mount(endpoints.listBreaks, async ({ query }, { actor }) => {
    const context = await breakView.context();
    const filter = toBreakFilter(query, context.asOf);
    const after = query.cursor === undefined ? undefined : readBreakCursor(query.cursor, query.sort);
    const [found, totals] = await Promise.all([
      breaks.list(filter, { sort: query.sort, limit: query.limit + 1, after }),
      breaks.totals(filter),
    ]);
    const shown = found.slice(0, query.limit);
    const last = shown[shown.length - 1];
    return {
      items: shown.map(one => breakView.toJson(one, actor, context)),
      ...(found.length > query.limit && {
        nextCursor: encodeCursor([query.sort, ...breaks.cursorKey(last, query.sort)]),
      }),
      totalCount: totals.count,
      totals: totals.totals,
      asOf: await asOf.asOf(),
      visibility: 'all' as const,
    };
  });

  mount(endpoints.getBreak, async ({ params }, { scope, actor, signal }) =>
    breakDetail.get(params.breakId, { actor, signal, scope }),
  );

  const mountDecision = (
    endpoint:
      | typeof endpoints.proposeBreak
      | typeof endpoints.approveBreak
      | typeof endpoints.rejectBreak
      | typeof endpoints.withdrawBreak,
    action: BreakAction,
  ) =>
    mount(endpoint, async ({ params, body }, { scope, actor }) =>
      breakService.decide(action, params.breakId, { ...body, actor, scope }),
    );
  mountDecision(endpoints.proposeBreak, 'propose');
  mountDecision(endpoints.approveBreak, 'approve');
  mountDecision(endpoints.rejectBreak, 'reject');
  mountDecision(endpoints.withdrawBreak, 'withdraw');
  mount(endpoints.disputeBreak, async ({ params, body }, { scope, actor }) =>
    breakService.decide('dispute', params.breakId, { ...body, actor, scope }),
  );

  mount(endpoints.recheckBreak, async ({ params, body }, { actor }) => {
    return breakService.recheck(params.breakId, { ...body, actor });
  });

  mount(endpoints.commentBreak, async ({ params, body }, { scope, actor, signal }) => {
    await breakService.comment(params.breakId, { ...body, actor });
    return breakDetail.get(params.breakId, { actor, signal, scope });
  });

  mount(endpoints.assignBreak, async ({ params, body }, { actor }) => {
    return breakService.assign(params.breakId, { ...body, actor });
  });

  mount(endpoints.decideBreaks, async ({ body }, { credentials, scope, actor }) => {
    const [decision] = await options.permissions.authorize([{ permission: breakApprovePermission }], { credentials });
    return {
      results: await breakBulk.decide({
        ...body,
        actor,
        scope,
        mayApprove: decision.result === AuthorizeResult.ALLOW,
      }),
    };
  });

  mount(endpoints.listRuns, async ({ query }) => {
    const found = await runs.list({ limit: query.limit + 1, before: readSeqCursor(query.cursor) });
    return { ...(await pageBySeq(found, query.limit)), items: found.slice(0, query.limit).map(runToJson) };
  });
  mount(endpoints.getRun, async ({ params }) => {
    return runToJson(await runs.get(params.runId));
  });
  mount(endpoints.startRun, async ({ body }, { actor }) => {
    const { units, asOfDate, idempotencyKey } = body;
    return runToJson(
      await runs.start({
        actor,
        units,
        idempotencyKey,
        asOfDate: asOfDate === undefined ? undefined : parseIsoDate(asOfDate),
      }),
    );
  });
  mount(endpoints.cancelRun, async ({ params, body }, { actor }) => {
    return runToJson(await runs.cancel(params.runId, { actor, reason: body.reason }));
  });

  mount(endpoints.listStatementFiles, async ({ query }) => {
    const { unit, state, warningsOnly } = query;
    const found = await statements.list({
      unit,
      state,
      warningsOnly,
      limit: query.limit + 1,
      before: readSeqCursor(query.cursor),
    });
    return { ...(await pageBySeq(found, query.limit)), items: found.slice(0, query.limit).map(fileToJson) };
  });
  mount(endpoints.getStatementFile, async ({ params }) => {
    return fileToJson(await statements.get(params.fileId));
  });
  mount(endpoints.listStatementLines, async ({ params, query }, { scope, signal }) => {
    const [fileLine, lineId] = query.cursor === undefined ? [] : readCursor(query.cursor, 2);
    const after = fileLine === undefined ? null : readLineKey(fileLine, lineId);
    const found = await statements.lines(params.fileId, { limit: query.limit + 1, after }, { scope, signal });
    const shown = found.rows.slice(0, query.limit);
    const last = shown[shown.length - 1];
    return {
      items: shown.map(row => ({
        lineId: row.line_id,
        ordinal: row.ordinal,
        amount: { minor: row.amount_minor, currency: row.currency },
        bookingDate: row.booking_date,
        valueDate: row.value_date,
        reference: row.reference,
        counterparty: row.counterparty,
        text: row.remittance,
        fileLine: row.source_line_no,
        outcome: row.outcome,
      })),
      ...(found.rows.length > query.limit && {
        nextCursor: encodeCursor([String(last.source_line_no ?? 0), last.line_id]),
      }),
      asOf: found.asOf ?? (await asOf.asOf()),
      visibility: 'all' as const,
    };
  });
  mount(endpoints.uploadStatementFile, async ({ query }, { actor, rawBody }) => {
    return fileToJson(await statements.upload(rawBody, { ...query, actor }));
  });

  mount(endpoints.listDecisions, async ({ query }) => {
    const [found, chainIntact] = await Promise.all([
      decisions.list({ limit: query.limit + 1, before: readSeqCursor(query.cursor) }),
      decisions.isChainIntact(),
    ]);
    return { ...(await pageBySeq(found, query.limit)), items: found.slice(0, query.limit), chainIntact };
  });

  mount(endpoints.getTransactionState, async ({ params, query }, { signal }) =>
    transactionState.get({ txnId: params.txnId, unit: query.unit }, { signal }),
  );

  mount(endpoints.getStatus, async () => {
    const status = await finalIndex.status();
    return { engine: status.engine, available: status.available, reason: status.reason ?? null, asOf: status.asOf };
  });

  assertAllMounted();
  return router;

  async function pageBySeq(found: ReadonlyArray<{ seq: string | number }>, limit: number) {
    const last = found[limit - 1];
    return {
      ...(found.length > limit && last && { nextCursor: encodeCursor([String(last.seq)]) }),
      asOf: await asOf.asOf(),
      visibility: 'all' as const,
    };
  }
}

function readSeqCursor(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const [seq] = readCursor(cursor, 1);
  if (seq === null || !/^\d{1,18}$/.test(seq)) {
    throw new InputError('The cursor belongs to another list; start again without it');
  }
  return seq;
}

function readLineKey(fileLine: string | null, lineId: string | null): readonly [string, string] {
  if (fileLine === null || lineId === null || !/^\d{1,9}$/.test(fileLine)) {
    throw new InputError('The cursor belongs to another list; start again without it');
  }
  return [fileLine, lineId];
}

function readBreakCursor(cursor: string, sort: string): readonly [string, string] {
  const [of, value, id] = readCursor(cursor, 3);
  const form = { age: /^\d{4}-\d{2}-\d{2}$/, amount: /^\d{1,38}$/, updated: /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/ }[sort];
  if (of !== sort || value === null || id === null || !form?.test(value)) {
    throw new InputError('The cursor belongs to another sort order; start again without it');
  }
  return [value, id];
}

/** Ages become bounds of the business date: the older, the earlier. */
function toBreakFilter(
  query: {
    unit?: string;
    currency?: string;
    breakClass?: string[];
    state?: string[];
    minAgeDays?: number;
    maxAgeDays?: number;
    assignee?: string;
    businessDate?: string;
    q?: string;
  },
  asOf: IsoDate,
): BreakFilter {
  const { minAgeDays, maxAgeDays, businessDate, ...rest } = query;
  return {
    ...rest,
    ...(businessDate !== undefined && { businessDate: parseIsoDate(businessDate) }),
    ...(minAgeDays !== undefined && { businessDateTo: addDays(asOf, -minAgeDays) }),
    // A break dated after the run's day has age 0.
    ...(maxAgeDays !== undefined && { businessDateFrom: addDays(asOf, -maxAgeDays) }),
  };
}
