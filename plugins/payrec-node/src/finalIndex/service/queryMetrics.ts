import { getOrCreateCounter, getOrCreateGauge, getOrCreateHistogram } from '../../metrics/registry';

/** How a query ended, as a metric label. */
export type QueryOutcome = 'ok' | 'cached' | 'cancelled' | 'timeout' | 'limit' | 'refused' | 'contract' | 'failed';

/** Metrics of the Final Index; labels are the engine, the query's constant name and how it ended, never a person. */
export const queryMetrics = {
  duration: getOrCreateHistogram({
    name: 'payrec_query_duration_seconds',
    help: 'Time of a named query from the call to its checked rows, waiting included.',
    labelNames: ['engine', 'query', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  }),
  inFlight: getOrCreateGauge({
    name: 'payrec_queries_in_flight',
    help: 'Queries running on the engine now.',
    labelNames: ['engine'],
  }),
  cache: getOrCreateCounter({
    name: 'payrec_query_cache_total',
    help: 'Look-ups in the result cache by result, hit or miss.',
    labelNames: ['engine', 'result'],
  }),
  circuit: getOrCreateGauge({
    name: 'payrec_query_circuit_open',
    help: '1 while the engine is held to be down and queries are refused at once, 0.5 while it is tried again, else 0.',
    labelNames: ['engine'],
  }),
};
