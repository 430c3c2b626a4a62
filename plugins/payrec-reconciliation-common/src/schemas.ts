import { asOfSchema, currencySchema, instantSchema, isoDateSchema, moneySchema } from '@internal/plugin-payrec-common';
import { z } from 'zod';

/** Break classes in the order of precedence in which a run assigns them. */
export const breakClassSchema = z.enum([
  'REJECTED',
  'BATCH_AMOUNT',
  'ZERO_AMOUNT',
  'DUPLICATE',
  'FX',
  'DATE_WINDOW',
  'SIGN',
  'FEE',
  'AMOUNT',
  'TIMING',
  'MISSING_RIGHT',
  'MISSING_LEFT',
  /** A matched group that left a residual; explained by fees, so nobody's fault, but shown. */
  'EXPLAINED',
]);
export type BreakClass = z.infer<typeof breakClassSchema>;

/**
 * open: nobody has decided · proposed: one person proposed to accept the difference · approved: a second one agreed ·
 * disputed: claimed from the bank, PSP or merchant · resolved: a later run matched it, or it ended otherwise.
 */
export const breakStateSchema = z.enum(['open', 'proposed', 'approved', 'disputed', 'resolved']);
export type BreakState = z.infer<typeof breakStateSchema>;

export const unitSchema = z
  .object({
    /** `<accountId>|<currency>` */
    unit: z.string(),
    accountId: z.string(),
    accountName: z.string(),
    bank: z.string(),
    accountNumberMasked: z.string(),
    currency: currencySchema,
    calendar: z.enum(['TARGET', 'FED', 'UK']),
    /** Catalog entity of the account. */
    entityRef: z.string().nullable(),
  })
  .meta({ id: 'ReconUnit' });

/** One side of a break as the table shows it. */
export const breakSideSchema = z.object({
  /** Rows on this side: 1, or all members of a batch. */
  count: z.number().int(),
  amount: moneySchema,
  valueDate: isoDateSchema.nullable(),
  reference: z.string().nullable(),
  /** Merchant of our record (null for several), or counterparty of the bank line. */
  party: z.string().nullable(),
  /** Text on the statement; null on our side. */
  text: z.string().nullable(),
});

export const breakSchema = z
  .object({
    id: z.string(),
    unit: z.string(),
    accountName: z.string(),
    currency: currencySchema,
    breakClass: breakClassSchema,
    state: breakStateSchema,
    /** Grows by one with every change; send it back with a decision. */
    version: z.number().int(),
    expected: breakSideSchema.nullable(),
    received: breakSideSchema.nullable(),
    /** received − expected; negative means money is missing. */
    difference: moneySchema,
    /** Part of the difference that expected fees explain. */
    explained: moneySchema,
    businessDate: isoDateSchema,
    ageDays: z.number().int(),
    assignee: z.string().nullable(),
    proposedBy: z.string().nullable(),
    /** Why the caller may not approve this one now; null when they may. */
    approvalBlockedReason: z.string().nullable(),
    updatedAt: instantSchema,
  })
  .meta({ id: 'Break' });
export type BreakJson = z.infer<typeof breakSchema>;

export const breakMemberSchema = z.object({
  side: z.enum(['L', 'R']),
  rowId: z.string(),
  amount: moneySchema,
  expectedNet: moneySchema.nullable(),
  /** Day of the business it belongs to, by which its partition and its pipeline run are found. */
  businessDate: isoDateSchema,
  valueDate: isoDateSchema.nullable(),
  bookingDate: isoDateSchema.nullable(),
  reference: z.string().nullable(),
  type: z.string().nullable(),
  party: z.string().nullable(),
  text: z.string().nullable(),
  batch: z.string().nullable(),
  file: z.string().nullable(),
  fileLine: z.number().int().nullable(),
  rawLine: z.string().nullable(),
  pipelineRunId: z.string().nullable(),
});

export const breakEventSchema = z.object({
  at: instantSchema,
  actor: z.string(),
  action: z.string(),
  reason: z.string().nullable(),
  fromState: breakStateSchema.nullable(),
  toState: breakStateSchema.nullable(),
  /** Position and hash in the decision log, when the event is a decision. */
  decisionSeq: z.number().int().nullable(),
});

export const breakDetailSchema = z
  .object({
    break: breakSchema,
    /** One sentence a person would say: what happened to the money. */
    headline: z.string(),
    /** Lines that add up: label and amount, the last one is the unexplained rest. */
    amountChain: z.array(z.object({ label: z.string(), amount: moneySchema, emphasis: z.boolean() })),
    /** Pass, key, and why nothing better was found; one sentence each. */
    why: z.array(z.string()),
    members: z.array(breakMemberSchema),
    /** Members beyond the first 200. */
    membersOmitted: z.number().int(),
    /** Rows of the other side that came close, best first, at most 5. */
    rivals: z.array(breakMemberSchema.extend({ reason: z.string() })),
    timeline: z.array(breakEventSchema),
    runId: z.string(),
    asOf: asOfSchema,
  })
  .meta({ id: 'BreakDetail' });
export type BreakDetail = z.infer<typeof breakDetailSchema>;

/**
 * Where one transaction stands, and nothing else of it. matched: in a group, or written off by two people · open: a row of a
 * break · disputed: its break is claimed from somebody · on-its-way: open, and not due in the bank yet · unknown: neither the
 * run that counts nor an earlier one that is still kept has settled it. What left the window of the run that counts is as
 * the last run that had it says.
 */
export const transactionStateSchema = z
  .object({
    state: z.enum(['matched', 'open', 'disputed', 'on-its-way', 'unknown']),
    /** The break it is in while it is open, disputed or on its way. */
    breakId: z.string().nullable(),
    /** The run the answer is from, which may be older than the one that counts; null before the first one of the unit. */
    runId: z.string().nullable(),
    /** When that run was published. */
    asOf: instantSchema.nullable(),
  })
  .meta({ id: 'TransactionState' });
export type TransactionState = z.infer<typeof transactionStateSchema>;

export const runStateSchema = z.enum(['queued', 'running', 'published', 'failed', 'cancelled', 'superseded']);

export const runUnitSchema = z.object({
  unit: z.string(),
  state: z.enum(['pending', 'published', 'refused', 'failed', 'cancelled']),
  /** Why it published nothing. */
  reason: z.string().nullable(),
  currency: currencySchema,
  leftCount: z.number().int(),
  rightCount: z.number().int(),
  matchedLeft: z.number().int(),
  matchedRight: z.number().int(),
  groups: z.number().int(),
  openLeft: z.number().int(),
  openRight: z.number().int(),
  expected: moneySchema,
  received: moneySchema,
  /** P9: right total − left total − residuals − open right + open left. Anything but zero publishes nothing. */
  proof: moneySchema,
  passes: z.array(
    z.object({ pass: z.string(), groups: z.number().int(), left: z.number().int(), right: z.number().int() }),
  ),
});

export const runSchema = z
  .object({
    id: z.string(),
    state: runStateSchema,
    trigger: z.enum(['schedule', 'manual', 'statement', 'recheck']),
    requestedBy: z.string().nullable(),
    asOfDate: isoDateSchema,
    createdAt: instantSchema,
    startedAt: instantSchema.nullable(),
    finishedAt: instantSchema.nullable(),
    /** 0 to 100 while running. */
    progressPercent: z.number().int(),
    step: z.string().nullable(),
    units: z.array(runUnitSchema),
    dataVersion: z.string().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Run' });
export type RunJson = z.infer<typeof runSchema>;

export const statementWarningSchema = z.object({
  code: z.string(),
  line: z.number().int().nullable(),
  message: z.string(),
});

export const statementFileSchema = z
  .object({
    id: z.string(),
    fileName: z.string(),
    sha256: z.string(),
    sizeBytes: z.number().int(),
    format: z.string().nullable(),
    /** received: kept, not read yet · reading · ingested: its lines count · rejected: unreadable, nothing counts. */
    state: z.enum(['received', 'reading', 'ingested', 'rejected']),
    rejectedReason: z.string().nullable(),
    uploadedBy: z.string(),
    uploadedAt: instantSchema,
    ingestedAt: instantSchema.nullable(),
    statementCount: z.number().int(),
    lineCount: z.number().int(),
    /** Lines that were already in the index by another file. */
    duplicateLineCount: z.number().int(),
    warnings: z.array(statementWarningSchema),
    statements: z.array(
      z.object({
        statementId: z.string(),
        unit: z.string().nullable(),
        account: z.string(),
        currency: currencySchema.nullable(),
        statementNo: z.string().nullable(),
        businessDate: isoDateSchema.nullable(),
        opening: moneySchema.nullable(),
        closing: moneySchema.nullable(),
        lineCount: z.number().int(),
        foots: z.boolean().nullable(),
        chainOk: z.boolean().nullable(),
        interim: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'StatementFile' });
export type StatementFileJson = z.infer<typeof statementFileSchema>;

export const statementLineSchema = z
  .object({
    lineId: z.string(),
    ordinal: z.number().int(),
    amount: moneySchema,
    bookingDate: isoDateSchema.nullable(),
    valueDate: isoDateSchema,
    reference: z.string().nullable(),
    counterparty: z.string().nullable(),
    text: z.string().nullable(),
    fileLine: z.number().int().nullable(),
    /** Group or break the line is in after the latest published run. */
    outcome: z.enum(['matched', 'open', 'interim', 'not-run']),
  })
  .meta({ id: 'StatementLine' });

/** Totals of one currency; the identity expected = received + onItsWay + explained + unexplained holds to the minor unit. */
export const overviewTotalSchema = z.object({
  currency: currencySchema,
  expected: moneySchema,
  received: moneySchema,
  matched: moneySchema,
  onItsWay: moneySchema,
  explained: moneySchema,
  unexplained: moneySchema,
  proof: moneySchema,
  transactionCount: z.number().int(),
  matchedCount: z.number().int(),
  openBreaks: z.number().int(),
});

/** open: breaks · ok: all matched · closed: the rail was closed · no-file: statement missing · not-run · running */
export const dayCellSchema = z.object({
  businessDate: isoDateSchema,
  state: z.enum(['ok', 'open', 'closed', 'no-file', 'not-run', 'running']),
  openBreaks: z.number().int(),
  expected: moneySchema,
  received: moneySchema,
  matchedLeft: z.number().int(),
  leftCount: z.number().int(),
  unexplained: moneySchema,
});

/** Days since the business date. */
export const ageBucketSchema = z.enum(['0-2', '3-5', '6-10', '11-30', '31+']);
export type AgeBucket = z.infer<typeof ageBucketSchema>;

export const overviewSchema = z
  .object({
    date: isoDateSchema,
    /** Last business date for which a published run exists, per portal. */
    latestDate: isoDateSchema.nullable(),
    totals: z.array(overviewTotalSchema),
    accounts: z.array(
      z.object({
        unit: unitSchema,
        days: z.array(dayCellSchema),
        open: moneySchema,
        proof: moneySchema,
        runId: z.string().nullable(),
      }),
    ),
    ageing: z.array(
      z.object({
        bucket: ageBucketSchema,
        currency: currencySchema,
        count: z.number().int(),
        amount: moneySchema,
      }),
    ),
    classes: z.array(
      z.object({
        breakClass: breakClassSchema,
        currency: currencySchema,
        count: z.number().int(),
        amount: moneySchema,
      }),
    ),
    needsYou: z.array(
      z.object({
        kind: z.enum(['proposals', 'overdue', 'missing-statements', 'file-warnings', 'disputes', 'refused-runs']),
        count: z.number().int(),
        text: z.string(),
        detail: z.string(),
        /** Since when the oldest of the proposals waits. */
        oldestAt: instantSchema.optional(),
        /** The first of the statements that are missing, at most 3. */
        missing: z.array(z.object({ accountName: z.string(), businessDate: isoDateSchema })).optional(),
      }),
    ),
    asOf: asOfSchema,
    visibility: z.enum(['all', 'partial']),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof overviewSchema>;

export const decisionActionSchema = z.enum([
  'propose',
  'approve',
  'reject',
  'dispute',
  'withdraw',
  'resolve',
  'reopen',
]);
export type DecisionAction = z.infer<typeof decisionActionSchema>;

export const decisionSchema = z
  .object({
    seq: z.number().int(),
    hash: z.string(),
    prevHash: z.string(),
    at: instantSchema,
    actor: z.string(),
    action: z.string(),
    target: z.string(),
    targetVersion: z.number().int(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'Decision' });
