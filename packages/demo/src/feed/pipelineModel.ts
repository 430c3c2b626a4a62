/** A dataset by its OpenLineage name. */
export type DemoDataset = {
  readonly namespace: string;
  readonly name: string;
  readonly fields: readonly (readonly [name: string, type: string])[];
  /** Other names the same data has. */
  readonly symlinks?: readonly { readonly namespace: string; readonly name: string }[];
};

export type DemoJob = {
  readonly name: string;
  readonly integration: string;
  /** `streaming` never ends; `daily` writes the partition of a day; `micro` runs every few minutes. */
  readonly kind: 'streaming' | 'daily' | 'micro';
  readonly inputs: readonly DemoDataset[];
  readonly outputs: readonly DemoDataset[];
  /** Daily jobs: minutes after 00:00 UTC at which they start, and minutes they take. */
  readonly startMinute?: number;
  readonly minutes: number;
  /** Rows one run writes, roughly. */
  readonly rows: number;
  /** output column → input columns, `<dataset name>.<column>`. */
  readonly columns?: Readonly<Record<string, readonly string[]>>;
  readonly path: string;
  /** Minor units a row is worth on average, by currency: what the control total promises. */
  readonly controlMinor?: Readonly<Record<string, number>>;
};

export const JOB_NAMESPACE = 'payments-prod';
export const REPOSITORY = 'https://github.com/example/recon-pipelines';
const LAKE = 's3://recon-lake';
const BROKER = 'kafka://broker-1:9092';

const MONEY = [
  ['txn_id', 'varchar'],
  ['merchant_id', 'varchar'],
  ['gross_minor', 'bigint'],
  ['currency', 'varchar'],
] as const;

export const SETTLED: DemoDataset = {
  namespace: BROKER,
  name: 'payments.settled.v2',
  fields: [...MONEY, ['pan_token', 'varchar'], ['event_at', 'timestamp']],
};
export const PSP_FILES: DemoDataset = {
  namespace: LAKE,
  name: 'landing/psp_reports',
  fields: [
    ['psp_ref', 'varchar'],
    ['gross_minor', 'bigint'],
    ['fee_minor', 'bigint'],
    ['currency', 'varchar'],
  ],
};
export const RAW: DemoDataset = { namespace: LAKE, name: 'raw/settled', fields: SETTLED.fields };
export const NORMALISED: DemoDataset = {
  namespace: LAKE,
  name: 'normalised/transactions',
  fields: [...MONEY, ['fee_minor', 'bigint'], ['business_date', 'date']],
};
export const FINAL_INDEX: DemoDataset = {
  namespace: LAKE,
  name: 'final_index',
  fields: [...MONEY, ['expected_fee_minor', 'bigint'], ['business_date', 'date'], ['pipeline_run_id', 'varchar']],
  symlinks: [{ namespace: 'trino://trino.internal:8443', name: 'lake.payments.final_index' }],
};
export const BANK_FILES: DemoDataset = {
  namespace: LAKE,
  name: 'landing/bank_statements',
  fields: [
    ['line_id', 'varchar'],
    ['amount_minor', 'bigint'],
    ['currency', 'varchar'],
    ['value_date', 'date'],
  ],
};
export const STATEMENT_LINES: DemoDataset = {
  namespace: LAKE,
  name: 'statement_lines',
  fields: BANK_FILES.fields,
};
export const MATCHES: DemoDataset = {
  namespace: LAKE,
  name: 'match_groups',
  fields: [
    ['group_id', 'varchar'],
    ['txn_id', 'varchar'],
    ['line_id', 'varchar'],
    ['residual_minor', 'bigint'],
  ],
};
export const DAILY_REPORT: DemoDataset = {
  namespace: LAKE,
  name: 'reports/daily_proof',
  fields: [
    ['business_date', 'date'],
    ['currency', 'varchar'],
    ['open_minor', 'bigint'],
  ],
};
export const ALERTS: DemoDataset = {
  namespace: BROKER,
  name: 'payrec.fraud.alerts',
  fields: [
    ['alert_id', 'varchar'],
    ['txn_id', 'varchar'],
    ['score', 'decimal(6,5)'],
  ],
};

/** The pipelines of the demo company, in the order money goes through them. */
export const DEMO_JOBS: readonly DemoJob[] = [
  {
    name: 'settled.stream_to_lake',
    integration: 'FLINK',
    kind: 'streaming',
    inputs: [SETTLED],
    outputs: [RAW],
    minutes: 0,
    rows: 4_100,
    path: 'jobs/stream_to_lake.py',
  },
  {
    name: 'fraud.score_stream',
    integration: 'FLINK',
    kind: 'streaming',
    inputs: [SETTLED],
    outputs: [ALERTS],
    minutes: 0,
    rows: 60,
    path: 'jobs/score_stream.py',
  },
  {
    name: 'transactions.normalise',
    integration: 'SPARK',
    kind: 'micro',
    inputs: [RAW, PSP_FILES],
    outputs: [NORMALISED],
    minutes: 0.5,
    rows: 4_000,
    columns: {
      txn_id: ['raw/settled.txn_id'],
      merchant_id: ['raw/settled.merchant_id'],
      gross_minor: ['raw/settled.gross_minor'],
      fee_minor: ['landing/psp_reports.fee_minor'],
    },
    path: 'jobs/normalise.py',
  },
  {
    name: 'final_index.load_partition',
    integration: 'SPARK',
    kind: 'daily',
    inputs: [NORMALISED],
    outputs: [FINAL_INDEX],
    startMinute: 4 * 60 + 5,
    minutes: 14,
    rows: 1_204_331,
    columns: {
      txn_id: ['normalised/transactions.txn_id'],
      merchant_id: ['normalised/transactions.merchant_id'],
      gross_minor: ['normalised/transactions.gross_minor'],
      expected_fee_minor: ['normalised/transactions.fee_minor'],
    },
    path: 'jobs/load_partition.py',
    controlMinor: { EUR: 2214, USD: 742, GBP: 391 },
  },
  {
    name: 'statements.intake',
    integration: 'PAYREC',
    kind: 'daily',
    inputs: [BANK_FILES],
    outputs: [STATEMENT_LINES],
    startMinute: 4 * 60 + 20,
    minutes: 3,
    rows: 5_800,
    path: 'jobs/statement_intake.py',
  },
  {
    name: 'reconciliation.match',
    integration: 'PAYREC',
    kind: 'daily',
    inputs: [FINAL_INDEX, STATEMENT_LINES],
    outputs: [MATCHES],
    startMinute: 4 * 60 + 35,
    minutes: 6,
    rows: 1_190_020,
    columns: { txn_id: ['final_index.txn_id'], residual_minor: ['final_index.gross_minor'] },
    path: 'jobs/match.py',
  },
  {
    name: 'reports.daily_proof',
    integration: 'DBT',
    kind: 'daily',
    inputs: [MATCHES],
    outputs: [DAILY_REPORT],
    startMinute: 4 * 60 + 50,
    minutes: 2,
    rows: 35,
    path: 'models/daily_proof.sql',
  },
];
