import { createHmac } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { DueLabel, LabelOutbox } from './LabelOutbox';

export const SIGNATURE_HEADER = 'payrec-signature';
export const DEDUPE_HEADER = 'idempotency-key';

const TIMEOUT_MS = 10_000;
const FIRST_PAUSE_SECONDS = 5;
const LONGEST_PAUSE_SECONDS = 3_600;

/** Seconds until the next attempt after `attempts` failures: 5, 10, 20 … at most an hour. */
export function pauseSeconds(attempts: number): number {
  return Math.min(LONGEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS * 2 ** Math.min(20, Math.max(0, attempts - 1)));
}

/** `t=<unix seconds>,v1=<hex>`: HMAC-SHA-256 over `<t>.<body>`; a receiver refuses an old `t`, so a copy is worth nothing. */
export function signatureOf(body: string, secret: string, atSeconds: number): string {
  return `t=${atSeconds},v1=${createHmac('sha256', secret).update(`${atSeconds}.${body}`).digest('hex')}`;
}

/**
 * Sends labels to the pipeline's webhook: at least once, each with the same `idempotency-key` on every attempt. 2xx and 409
 * (it has it already) are a yes; anything else comes again with growing pauses, and after `attemptsMax` it is parked.
 */
export class LabelSender {
  constructor(
    private readonly deps: {
      readonly outbox: LabelOutbox;
      readonly webhook: { readonly url: string; readonly secret: string; readonly attemptsMax: number };
      readonly now: () => Instant;
      readonly logger: LoggerService;
      readonly fetch?: typeof fetch;
    },
  ) {}

  /** One round. True when there may be more. */
  async step(signal: AbortSignal): Promise<boolean> {
    const due = await this.deps.outbox.take(this.deps.now(), { limit: 20, leaseSeconds: 60 });
    for (const label of due) {
      if (signal.aborted) return false;
      await this.send(label, signal);
    }
    return due.length === 20;
  }

  private async send(label: DueLabel, signal: AbortSignal): Promise<void> {
    const { outbox, webhook, now, logger } = this.deps;
    const error = await this.attempt(label, signal);
    if (error === undefined) {
      await outbox.delivered(label.labelId, now());
      return;
    }
    const last = label.attempts >= webhook.attemptsMax;
    const retryAt = instantFromEpochMs(Date.parse(now()) + pauseSeconds(label.attempts) * 1000);
    await outbox.failed(label.labelId, { error, retryAt: last ? null : retryAt, now: now() });
    if (last) logger.error(`Label ${label.labelId} was refused ${label.attempts} times and is parked: ${error}`);
  }

  /** What went wrong, without the body of the answer; undefined for a yes. */
  private async attempt(label: DueLabel, signal: AbortSignal): Promise<string | undefined> {
    const { webhook, now } = this.deps;
    try {
      const answer = await (this.deps.fetch ?? fetch)(webhook.url, {
        method: 'POST',
        redirect: 'error',
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
        headers: {
          'content-type': 'application/json',
          [DEDUPE_HEADER]: label.labelId,
          [SIGNATURE_HEADER]: signatureOf(label.body, webhook.secret, Math.floor(Date.parse(now()) / 1000)),
        },
        body: label.body,
      });
      // The body is of no interest, and unread it would hold the connection.
      await answer.body?.cancel();
      return answer.ok || answer.status === 409 ? undefined : `HTTP ${answer.status}`;
    } catch (error) {
      return error instanceof Error ? error.name : 'failed';
    }
  }
}
