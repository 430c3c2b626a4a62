import { Config } from '@backstage/config';
import { MetricSource } from '../sla/deps';
import { CloudWatchSource } from './CloudWatchSource';
import { DatadogSource } from './DatadogSource';
import { PrometheusSource } from './PrometheusSource';

/**
 * Reads `payrec.pipelines.metricSources.{prometheus,cloudwatch,datadog}`. An objective that names a source which is not
 * configured is UNKNOWN, never green.
 */
export function readMetricSources(root: Config, doFetch: typeof fetch = fetch): ReadonlyMap<string, MetricSource> {
  const config = root.getOptionalConfig('payrec.pipelines.metricSources');
  const sources = new Map<string, MetricSource>();
  const prometheus = config?.getOptionalConfig('prometheus');
  if (prometheus) {
    const token = prometheus.getOptionalString('token');
    sources.set('prometheus', new PrometheusSource({ url: prometheus.getString('url'), token, fetch: doFetch }));
  }
  const datadog = config?.getOptionalConfig('datadog');
  if (datadog) {
    sources.set(
      'datadog',
      new DatadogSource({
        url: datadog.getOptionalString('url') ?? 'https://api.datadoghq.com',
        apiKey: datadog.getString('apiKey'),
        applicationKey: datadog.getString('applicationKey'),
        fetch: doFetch,
      }),
    );
  }
  const cloudwatch = config?.getOptionalConfig('cloudwatch');
  if (cloudwatch) {
    sources.set(
      'cloudwatch',
      new CloudWatchSource({
        region: cloudwatch.getString('region'),
        url: cloudwatch.getOptionalString('url'),
        accessKeyId: cloudwatch.getString('accessKeyId'),
        secretAccessKey: cloudwatch.getString('secretAccessKey'),
        sessionToken: cloudwatch.getOptionalString('sessionToken'),
        fetch: doFetch,
      }),
    );
  }
  return sources;
}
