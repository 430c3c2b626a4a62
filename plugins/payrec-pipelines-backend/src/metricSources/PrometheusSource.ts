import { Instant } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { MetricReading, MetricSample, MetricSource } from '../sla/deps';
import { MetricSourceError, askJson, readingOf, sampleAt, stepOf } from './reading';

const point = z.tuple([z.number(), z.string()]);
const answerSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('error'), errorType: z.string().optional() }),
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: point })) }),
      z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ values: z.array(point) })) }),
      z.object({ resultType: z.literal('scalar'), result: point }),
      z.object({ resultType: z.literal('string'), result: z.tuple([z.number(), z.string()]) }),
    ]),
  }),
]);

/** Prometheus' HTTP API, as Mimir, Thanos and VictoriaMetrics speak it too. A query must yield one series. */
export class PrometheusSource implements MetricSource {
  constructor(
    private readonly options: { readonly url: string; readonly token?: string; readonly fetch?: typeof fetch },
  ) {}

  async instant(query: string, at: Instant): Promise<MetricReading> {
    try {
      return readingOf(await this.ask('query', { query, time: String(Date.parse(at) / 1000) }));
    } catch (error) {
      if (error instanceof MetricSourceError) return { kind: 'none', reason: 'source unavailable' };
      throw error;
    }
  }

  async range(query: string, from: Instant, to: Instant, stepSeconds: number): Promise<readonly MetricSample[]> {
    return this.ask('query_range', {
      query,
      start: String(Date.parse(from) / 1000),
      end: String(Date.parse(to) / 1000),
      step: String(stepOf(from, to, stepSeconds)),
    });
  }

  private async ask(path: string, form: Record<string, string>): Promise<MetricSample[]> {
    const { url, token, fetch: doFetch = fetch } = this.options;
    const answer = answerSchema.safeParse(
      await askJson('Prometheus', doFetch, `${url.replace(/\/$/, '')}/api/v1/${path}`, {
        method: 'POST',
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          ...(token && { Authorization: `Bearer ${token}` }),
        },
        body: new URLSearchParams(form).toString(),
      }),
    );
    if (!answer.success) throw new MetricSourceError('Prometheus', 'answered no result of its API');
    if (answer.data.status === 'error') {
      throw new MetricSourceError('Prometheus', `refused the query (${answer.data.errorType ?? 'no reason'})`);
    }
    const { data } = answer.data;
    if (data.resultType === 'string') throw new MetricSourceError('Prometheus', 'answered a text');
    if (data.resultType === 'scalar') return [sampleAt(data.result[0] * 1000, data.result[1])];
    // Several series would need a rule to make one of them; the query has `max` and `sum` for that.
    if (data.result.length > 1) throw new MetricSourceError('Prometheus', `answered ${data.result.length} series`);
    return data.result.flatMap((one): MetricSample[] =>
      'value' in one
        ? [sampleAt(one.value[0] * 1000, one.value[1])]
        : one.values.map(([at, text]) => sampleAt(at * 1000, text)),
    );
  }
}
