import { Counter, Gauge, Histogram, Metric, Registry } from 'prom-client';

/**
 * The metrics of this process. Our own registry and not prom-client's global one: two copies of a library that both
 * register into the global one make the process fail at start.
 */
export const metricsRegistry = new Registry();

type Description = {
  /** `payrec_<noun>_<unit>`, units last: `payrec_query_duration_seconds`. */
  readonly name: string;
  readonly help: string;
  /** Few values each; never a person, a merchant or a reference. */
  readonly labelNames?: readonly string[];
};

/** The counter of that name, made at the first call: every plugin of a process may ask for it. */
export function getOrCreateCounter(description: Description): Counter {
  return existing(description.name, Counter) ?? new Counter({ ...plain(description), registers: [metricsRegistry] });
}

/** The gauge of that name, made at the first call. */
export function getOrCreateGauge(description: Description): Gauge {
  return existing(description.name, Gauge) ?? new Gauge({ ...plain(description), registers: [metricsRegistry] });
}

/** The histogram of that name, made at the first call. `buckets` are upper bounds in the unit of the name. */
export function getOrCreateHistogram(description: Description & { readonly buckets: readonly number[] }): Histogram {
  return (
    existing(description.name, Histogram) ??
    new Histogram({ ...plain(description), buckets: [...description.buckets], registers: [metricsRegistry] })
  );
}

function plain({ name, help, labelNames = [] }: Description) {
  return { name, help, labelNames: [...labelNames] };
}

function existing<T extends Metric>(name: string, type: new (...args: never[]) => T): T | undefined {
  const metric: unknown = metricsRegistry.getSingleMetric(name);
  if (metric === undefined) return undefined;
  if (metric instanceof type) return metric;
  throw new Error(`The metric ${name} exists and is no ${type.name}; give one of the two another name`);
}
