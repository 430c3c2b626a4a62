import { Instant } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { MetricReading, MetricSample, MetricSource } from '../sla/deps';
import { MetricSourceError, askJson, readingOf, sampleAt } from './reading';

const answerSchema = z.object({
  status: z.string().optional(),
  series: z.array(z.object({ pointlist: z.array(z.tuple([z.number(), z.number().nullable()])) })),
});
/** An instant is the last point of that long: Datadog has no query at one moment. */
const INSTANT_SECONDS = 300;

/** Datadog's `GET /api/v1/query`. Times are seconds in and milliseconds out. */
export class DatadogSource implements MetricSource {
  constructor(
    private readonly options: {
      readonly url: string;
      readonly apiKey: string;
      readonly applicationKey: string;
      readonly fetch?: typeof fetch;
    },
  ) {}

  async instant(query: string, at: Instant): Promise<MetricReading> {
    const toSeconds = Math.floor(Date.parse(at) / 1000);
    try {
      return readingOf(await this.ask(query, toSeconds - INSTANT_SECONDS, toSeconds));
    } catch (error) {
      if (error instanceof MetricSourceError) return { kind: 'none', reason: 'source unavailable' };
      throw error;
    }
  }

  async range(query: string, from: Instant, to: Instant): Promise<readonly MetricSample[]> {
    return this.ask(query, Math.floor(Date.parse(from) / 1000), Math.floor(Date.parse(to) / 1000));
  }

  private async ask(query: string, from: number, to: number): Promise<MetricSample[]> {
    const { url, apiKey, applicationKey, fetch: doFetch = fetch } = this.options;
    const parameters = new URLSearchParams({ from: String(from), to: String(to), query });
    const answer = answerSchema.safeParse(
      await askJson('Datadog', doFetch, `${url.replace(/\/$/, '')}/api/v1/query?${parameters}`, {
        headers: { 'DD-API-KEY': apiKey, 'DD-APPLICATION-KEY': applicationKey },
      }),
    );
    if (!answer.success) throw new MetricSourceError('Datadog', 'answered no series');
    if (answer.data.status === 'error') throw new MetricSourceError('Datadog', 'refused the query');
    if (answer.data.series.length > 1)
      throw new MetricSourceError('Datadog', `answered ${answer.data.series.length} series`);
    return answer.data.series.flatMap(one => one.pointlist.map(([at, value]) => sampleAt(at, value)));
  }
}
