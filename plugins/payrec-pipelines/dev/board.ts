import type { PipelinesApi } from '../src/api';
import { answers } from '../src/__testUtils__/fixtures';

type Answers = { [K in keyof PipelinesApi]: Awaited<ReturnType<PipelinesApi[K]>> };

const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
const DAY_MS = 86_400_000;
const day = (back: number) => new Date(Date.now() - back * DAY_MS).toISOString().slice(0, 10);

const DEADLINES = [
  ['statement_lines', 'BREACHED', -59, 14, 18],
  ['final_index', 'BREACHED', -34, 38, 47],
  ['match_results', 'AT_RISK', 41, 62, 75],
  ['merchant_daily', 'AT_RISK', 56, 54, 66],
  ['payout_batches', 'AT_RISK', 86, 77, 94],
  ['close_report', 'PENDING', 146, 85, 103],
  ['user_monthly', 'PENDING', 176, 69, 81],
] as const;

const PIPELINES = [
  ['orders_extract', 'Ingest', 'done', 480],
  ['psp_intake', 'Ingest', 'done', 360],
  ['statement_intake', 'Ingest', 'late', 180],
  ['normalise_statements', 'Normalise', 'running', 960],
  ['load_partition', 'Index', 'waiting', 1380],
  ['match_daily', 'Match', 'waiting', 1380],
  ['payout_build', 'Settle', 'waiting', 840],
  ['alert_stream', 'Stream', 'failed', 21],
] as const;

/** The attempt that failed and the one that runs now, by position among the last 20. */
const LAST_STATES: Partial<Record<number, 'FAILED' | 'RUNNING'>> = { 18: 'FAILED', 19: 'RUNNING' };

const DATASETS = [
  'orders',
  'psp_reports',
  'bank_statements',
  'fx_rates',
  'statement_lines',
  'final_index',
  'match_results',
  'merchant_daily',
  'payout_batches',
  'close_report',
];

function freshness(): Answers['listFreshness'] {
  const days = Array.from({ length: 14 }, (_, index) => day(13 - index));
  return {
    from: days[0],
    to: days[13],
    visibility: 'all',
    items: DATASETS.map((entityTitle, row) => ({
      sloId: `fresh-${row}`,
      entityRef: `resource:default/${entityTitle.replace('_', '-')}`,
      entityTitle,
      timezone: 'Europe/Berlin',
      newestPartition: days[12],
      newestEndAt: at(-500),
      freshnessSeconds: 30_000,
      good: 27,
      valid: 28,
      cells: days.flatMap((partition, column) => {
        const weekday = new Date(`${partition}T12:00:00Z`).getUTCDay();
        if ((row === 2 || row === 3 || row === 8) && (weekday === 0 || weekday === 6)) return [];
        const today = column === 13;
        const state = today
          ? (
              [
                'MET',
                'MET',
                'LATE',
                'UNKNOWN',
                'BREACHED',
                'BREACHED',
                'AT_RISK',
                'AT_RISK',
                'AT_RISK',
                'PENDING',
              ] as const
            )[row]
          : ('MET' as const);
        const late = !today && row === 4 && column === 10;
        return [
          {
            partition,
            day: partition,
            state: late ? ('LATE' as const) : state,
            backfilled: row === 7 && column === 4,
            deadlineAt: at(-60),
            landedAt: state === 'MET' ? at(-80) : null,
            overdueSeconds: late
              ? 120
              : { LATE: 47 * 60, BREACHED: row === 4 ? 59 * 60 : 34 * 60 }[state as 'LATE'] ?? 0,
            rowCount: 6000 + row,
            runId: 'run',
            reason: '',
            corrected: false,
          },
        ];
      }),
    })),
  };
}

function durations(): Answers['getBatchDurations'] {
  const bounds = [10, 15, 20, 30, 40, 50, 60, null];
  const columns = Array.from({ length: 24 }, (_, index) => {
    const wave = 1 + 0.5 * Math.sin(index / 3);
    return {
      from: at(-(24 - index) * 60),
      to: at(-(23 - index) * 60),
      counts: [4, 17, 18, Math.round(11 * wave), Math.round(5 * wave), 3, 1, index % 6 === 5 ? 1 : 0],
      p50: 14 + 3 * wave,
      p95: 24 + 9 * wave,
      p99: 34 + 16 * wave,
    };
  });
  return {
    ...answers.getBatchDurations!,
    buckets: bounds.map((upToSeconds, bucket) => ({
      upToSeconds,
      count: columns.reduce((sum, column) => sum + column.counts[bucket], 0),
    })),
    columns,
    total: 1438,
    deploys: [{ at: at(-400), version: '8c1d4e7', runId: 'run' }],
  };
}

const node = (name: string, kind: 'job' | 'dataset', depth: number, more = { up: 0, down: 0 }) => ({
  id: name,
  kind,
  namespace: kind === 'job' ? 'payrec' : 's3://recon-lake',
  name,
  entityRef: `${kind === 'job' ? 'component' : 'resource'}:default/${name.replace('_', '-')}`,
  owner: 'group:default/payments-platform',
  lastRunState: name === 'normalise_statements' ? ('RUNNING' as const) : ('COMPLETED' as const),
  lastRunAt: at(-100),
  stale: name === 'fx_rates',
  pii: false,
  fieldCount: 14,
  newestPartition: kind === 'job' ? null : `dt=${day(1)}`,
  lastRowCount: 22_974,
  depth,
  more,
});

const EDGES: [string, string][] = [
  ['shop_orders', 'orders_extract'],
  ['orders_extract', 'orders'],
  ['bank_statements', 'normalise_statements'],
  ['normalise_statements', 'statement_lines'],
  ['orders', 'load_partition'],
  ['psp_reports', 'load_partition'],
  ['statement_lines', 'load_partition'],
  ['fx_rates', 'load_partition'],
  ['load_partition', 'final_index'],
  ['final_index', 'merchant_rollup'],
  ['merchant_rollup', 'merchant_daily'],
  ['final_index', 'match_daily'],
  ['match_daily', 'match_results'],
];

const lineage: Answers['getLineage'] = {
  focus: 'final_index',
  nodes: [
    node('shop_orders', 'dataset', -2),
    node('bank_statements', 'dataset', -2, { up: 2, down: 0 }),
    node('orders_extract', 'job', -1),
    node('normalise_statements', 'job', -1),
    node('orders', 'dataset', -1),
    node('psp_reports', 'dataset', -1, { up: 2, down: 0 }),
    node('statement_lines', 'dataset', -1),
    node('fx_rates', 'dataset', -1, { up: 1, down: 0 }),
    node('load_partition', 'job', 0),
    node('final_index', 'dataset', 0, { up: 0, down: 7 }),
    node('merchant_rollup', 'job', 1),
    node('match_daily', 'job', 1),
    node('merchant_daily', 'dataset', 1, { up: 0, down: 1 }),
    node('match_results', 'dataset', 1, { up: 0, down: 3 }),
  ],
  edges: EDGES.map(([from, to]) => ({ from, to, stale: from === 'fx_rates', lastSeenAt: at(-100) })),
  truncated: false,
  hidden: 0,
  cycle: false,
  visibility: 'all',
};

const column = (name: string, field: string, depth: number) => ({
  id: `${name}.${field}`,
  namespace: 's3://recon-lake',
  name,
  field,
  entityRef: null,
  pii: false,
  depth,
});
const columnLineage: Answers['getColumnLineage'] = {
  focus: 'final_index.amount_minor',
  nodes: [
    column('shop_orders', 'total_minor', -2),
    column('orders', 'total_minor', -1),
    column('psp_reports', 'gross', -1),
    column('statement_lines', 'amount_minor', -1),
    column('fx_rates', 'rate', -1),
    column('final_index', 'amount_minor', 0),
    column('match_results', 'expected_minor', 1),
    column('merchant_daily', 'volume_minor', 1),
  ],
  edges: (
    [
      ['shop_orders.total_minor', 'orders.total_minor', 'IDENTITY', 'DIRECT'],
      ['orders.total_minor', 'final_index.amount_minor', 'IDENTITY', 'DIRECT'],
      ['psp_reports.gross', 'final_index.amount_minor', 'TRANSFORMATION', 'DIRECT'],
      ['statement_lines.amount_minor', 'final_index.amount_minor', 'IDENTITY', 'DIRECT'],
      ['fx_rates.rate', 'final_index.amount_minor', 'JOIN', 'INDIRECT'],
      ['final_index.amount_minor', 'match_results.expected_minor', 'IDENTITY', 'DIRECT'],
      ['final_index.amount_minor', 'merchant_daily.volume_minor', 'AGGREGATION', 'DIRECT'],
    ] as const
  ).map(([from, to, subtype, type]) => ({ from, to, type, subtype, description: null, masking: false })),
  truncated: false,
  visibility: 'all',
};

const counts = answers.getOperations!.counts;

/** A full morning: seven deadlines, eight pipelines, ten datasets. */
export const board: Partial<Answers> = {
  ...answers,
  listDeadlines: {
    ...answers.listDeadlines!,
    items: DEADLINES.map(([entityTitle, state, due, p50, p90]) => ({
      ...answers.listDeadlines!.items[0],
      sloId: entityTitle,
      entityTitle,
      entityRef: `resource:default/${entityTitle.replace('_', '-')}`,
      state,
      deadlineAt: at(due),
      secondsLeft: due * 60,
      predictedAt: at(p50),
      predictedP90At: at(p90),
      marginSeconds: (due - p50) * 60,
    })),
  },
  listStrip: {
    ...answers.listStrip!,
    items: PIPELINES.map(([title, stage, state, usual], layer) => ({
      ...answers.listStrip!.items[0],
      job: { namespace: 'payrec', name: title },
      entityRef: `component:default/${title.replace('_', '-')}`,
      title,
      stage,
      state,
      layer,
      attempt: state === 'running' ? 2 : 1,
      usualSeconds: usual,
      durationSeconds: usual,
      lagSeconds: state === 'running' ? 59 * 60 : null,
      runs: Array.from({ length: 20 }, (_, run) => ({
        runId: `${title}-${run}`,
        state: (state === 'running' && LAST_STATES[run]) || ('COMPLETED' as const),
        startedAt: at(-(20 - run) * 60),
        durationSeconds: usual * (0.9 + 0.2 * Math.abs(Math.sin(run * 7 + layer))),
      })),
    })),
  },
  listFreshness: freshness(),
  getBatchDurations: durations(),
  listStreamLag: {
    ...answers.listStreamLag!,
    items: [
      {
        ...answers.listStreamLag!.items[0],
        points: Array.from({ length: 61 }, (_, index) => ({
          at: at(index - 60),
          seconds: index < 50 ? 8 + 3 * Math.sin(index) : 112 - (index - 50) * 5,
        })),
      },
    ],
  },
  getLineage: lineage,
  getColumnLineage: columnLineage,
  getSlaStatus: {
    items: (
      [
        ['final_index', 'BREACHED'],
        ['statement_lines', 'BREACHED'],
        ['bank_statements', 'LATE'],
        ['orders', 'MET'],
        ['psp_reports', 'MET'],
        ['fx_rates', 'UNKNOWN'],
        ['match_results', 'AT_RISK'],
        ['merchant_daily', 'AT_RISK'],
      ] as const
    ).map(([name, state]) => ({
      entityRef: `resource:default/${name.replace('_', '-')}`,
      state,
      counts,
      nextDeadlineAt: null,
      openIncidentId: null,
    })),
  },
};
