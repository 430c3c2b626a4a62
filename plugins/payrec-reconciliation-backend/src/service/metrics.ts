import { getOrCreateCounter, getOrCreateGauge, getOrCreateHistogram } from '@internal/plugin-payrec-node';

export const runDurationSeconds = getOrCreateHistogram({
  name: 'payrec_reconciliation_run_duration_seconds',
  help: 'Time from claim to end of a matching run',
  labelNames: ['state'],
  buckets: [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600],
});
export const runRowsTotal = getOrCreateCounter({
  name: 'payrec_reconciliation_run_rows_total',
  help: 'Rows matching runs have read',
  labelNames: ['side'],
});
export const unitsTotal = getOrCreateCounter({
  name: 'payrec_reconciliation_units_total',
  help: 'Units of matching runs by outcome',
  labelNames: ['state'],
});
export const breaksOpen = getOrCreateGauge({
  name: 'payrec_reconciliation_breaks_open',
  help: 'Breaks that wait for somebody, by class',
  labelNames: ['class'],
});
export const statementFilesTotal = getOrCreateCounter({
  name: 'payrec_reconciliation_statement_files_total',
  help: 'Statement files by outcome',
  labelNames: ['state'],
});
export const statementLinesTotal = getOrCreateCounter({
  name: 'payrec_reconciliation_statement_lines_total',
  help: 'Lines of statement files by outcome',
  labelNames: ['outcome'],
});
