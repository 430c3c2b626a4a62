import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { MetricReading, MetricSample } from '../sla/deps';

/** The source did not answer, or answered something that is no series. The message names the source and never a token. */
export class MetricSourceError extends Error {
  constructor(source: string, message: string) {
    super(`${source} ${message}`);
    this.name = 'MetricSourceError';
  }
}

/** Largest step count of one range: Prometheus refuses more than 11,000 points, and no chart draws more than 1,000. */
export function stepOf(from: Instant, to: Instant, wanted: number): number {
  return Math.max(wanted, 15, Math.ceil((Date.parse(to) - Date.parse(from)) / 1000 / 1000));
}

/** `NaN`, `+Inf` and an empty answer are no values: none of them is ever shown as zero. */
export function toValue(text: unknown): number | null {
  const value = typeof text === 'number' ? text : Number(text);
  return text !== null && text !== '' && Number.isFinite(value) ? value : null;
}

export function readingOf(samples: readonly MetricSample[]): MetricReading {
  const last = samples[samples.length - 1];
  if (!last) return { kind: 'none', reason: 'no series' };
  return last.value === null ? { kind: 'none', reason: 'NaN' } : { kind: 'value', value: last.value };
}

export const sampleAt = (epochMs: number, text: unknown): MetricSample => ({
  at: instantFromEpochMs(epochMs),
  value: toValue(text),
});

/** Answers of metric APIs are small; one that is not is not ours. */
const ANSWER_BYTES_MAX = 10 * 1024 * 1024;
const TIMEOUT_MS = 10_000;

/** One call with a time limit. @throws MetricSourceError unless it answers JSON with a 2xx status. */
export async function askJson(source: string, doFetch: typeof fetch, url: string, init: RequestInit): Promise<unknown> {
  let answer: Response;
  try {
    answer = await doFetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch {
    throw new MetricSourceError(source, 'cannot be reached');
  }
  if (!answer.ok) {
    await answer.body?.cancel();
    throw new MetricSourceError(source, `answered ${answer.status}`);
  }
  const text = await answer.text();
  if (text.length > ANSWER_BYTES_MAX) throw new MetricSourceError(source, 'answered more than 10 MB');
  try {
    return JSON.parse(text);
  } catch {
    throw new MetricSourceError(source, 'answered no JSON');
  }
}
