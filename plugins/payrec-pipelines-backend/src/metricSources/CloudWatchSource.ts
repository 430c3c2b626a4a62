import { createHash, createHmac } from 'node:crypto';
import { Instant } from '@internal/plugin-payrec-common';
import { z } from 'zod';
import { MetricReading, MetricSample, MetricSource } from '../sla/deps';
import { MetricSourceError, askJson, readingOf, sampleAt } from './reading';

const answerSchema = z.object({
  MetricDataResults: z.array(
    z.object({ Timestamps: z.array(z.number()).default([]), Values: z.array(z.number()).default([]) }),
  ),
});
/** An instant is the last point of that long: CloudWatch keeps minutes and is a few of them behind. */
const INSTANT_SECONDS = 600;

export type CloudWatchOptions = {
  readonly region: string;
  /** `https://monitoring.<region>.amazonaws.com` without it. */
  readonly url?: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly fetch?: typeof fetch;
};

/**
 * CloudWatch's GetMetricData in its JSON protocol, signed with Signature Version 4. The query is a metric math expression or
 * `SELECT … FROM SCHEMA(…)`, as the console shows it.
 */
export class CloudWatchSource implements MetricSource {
  constructor(private readonly options: CloudWatchOptions) {}

  async instant(query: string, at: Instant): Promise<MetricReading> {
    const toSeconds = Math.floor(Date.parse(at) / 1000);
    try {
      return readingOf(await this.ask(query, toSeconds - INSTANT_SECONDS, toSeconds, 60, at));
    } catch (error) {
      if (error instanceof MetricSourceError) return { kind: 'none', reason: 'source unavailable' };
      throw error;
    }
  }

  async range(query: string, from: Instant, to: Instant, stepSeconds: number): Promise<readonly MetricSample[]> {
    const period = Math.max(60, Math.ceil(stepSeconds / 60) * 60);
    return this.ask(query, Math.floor(Date.parse(from) / 1000), Math.floor(Date.parse(to) / 1000), period, to);
  }

  private async ask(query: string, from: number, to: number, period: number, at: Instant): Promise<MetricSample[]> {
    const { region, fetch: doFetch = fetch } = this.options;
    const url = this.options.url ?? `https://monitoring.${region}.amazonaws.com`;
    const body = JSON.stringify({
      StartTime: from,
      EndTime: to,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [{ Id: 'q1', Expression: query, Period: period, ReturnData: true }],
    });
    const headers = signedHeaders(this.options, url, body, at);
    const answer = answerSchema.safeParse(await askJson('CloudWatch', doFetch, url, { method: 'POST', headers, body }));
    if (!answer.success) throw new MetricSourceError('CloudWatch', 'answered no metric data');
    const results = answer.data.MetricDataResults.filter(one => one.Values.length > 0);
    if (results.length > 1) throw new MetricSourceError('CloudWatch', `answered ${results.length} series`);
    return results.flatMap(one => one.Values.map((value, index) => sampleAt(one.Timestamps[index] * 1000, value)));
  }
}

/** Signature Version 4 of one request (AWS General Reference, "Create a signed AWS API request"). */
function signedHeaders(options: CloudWatchOptions, url: string, body: string, at: Instant): Record<string, string> {
  const stamp = `${new Date(Date.parse(at)).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  const day = stamp.slice(0, 8);
  const { host, pathname } = new URL(url);
  const headers: Record<string, string> = {
    'content-type': 'application/x-amz-json-1.0',
    host,
    'x-amz-date': stamp,
    ...(options.sessionToken && { 'x-amz-security-token': options.sessionToken }),
    'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    'POST',
    pathname,
    '',
    ...names.map(name => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const scope = `${day}/${options.region}/monitoring/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const key = [day, options.region, 'monitoring', 'aws4_request'].reduce<Buffer | string>(
    (secret, part) => createHmac('sha256', secret).update(part).digest(),
    `AWS4${options.secretAccessKey}`,
  );
  const signature = createHmac('sha256', key).update(text).digest('hex');
  const { host: _, ...sent } = headers;
  return {
    ...sent,
    Authorization: `AWS4-HMAC-SHA256 Credential=${options.accessKeyId}/${scope}, SignedHeaders=${names.join(
      ';',
    )}, Signature=${signature}`,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
