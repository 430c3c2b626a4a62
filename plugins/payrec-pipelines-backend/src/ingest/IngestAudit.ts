import { AuditorService } from '@backstage/backend-plugin-api';
import { Request } from 'express';

/** What a request brought: events in it, stored, and refused. */
export type IngestCounts = { readonly events: number; readonly stored: number; readonly failed: number };

type Total = { requests: number; events: number; stored: number; failed: number; readonly first: Request };

const EVERY_MS = 10_000;

/**
 * The audit events of the ingest: refusals at once, and what was stored once in ten seconds per caller, with counts. One
 * of each post would be a second log of the first, and half as dear as storing the event.
 */
export class IngestAudit {
  private totals = new Map<string, Total>();
  private timer?: NodeJS.Timeout;

  constructor(private readonly auditor: AuditorService, private readonly everyMs = EVERY_MS) {}

  /** @param subject - who posted, as the token names it. */
  stored(subject: string, request: Request, counts: IngestCounts): void {
    let total = this.totals.get(subject);
    if (!total) {
      total = { requests: 0, events: 0, stored: 0, failed: 0, first: request };
      this.totals.set(subject, total);
    }
    total.requests += 1;
    total.events += counts.events;
    total.stored += counts.stored;
    total.failed += counts.failed;
    this.timer ??= setTimeout(() => this.flush(), this.everyMs).unref();
  }

  async refused(request: Request, error: Error): Promise<void> {
    const event = await this.auditor.createEvent({ eventId: 'lineage-ingest', severityLevel: 'low', request });
    await event.fail({ error });
  }

  /** Writes what is counted and not yet written; also at the end of the process. */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { totals } = this;
    this.totals = new Map();
    for (const [subject, { first, ...counts }] of totals) {
      const event = await this.auditor.createEvent({
        eventId: 'lineage-ingest',
        severityLevel: 'low',
        request: first,
        meta: { subject },
      });
      await event.success({ meta: counts });
    }
  }
}
