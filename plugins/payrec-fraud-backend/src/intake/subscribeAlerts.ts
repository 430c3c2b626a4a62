import { LoggerService } from '@backstage/backend-plugin-api';
import { EventsService } from '@backstage/plugin-events-node';
import { FRAUD_ALERTS_TOPIC, INTAKE_BATCH_MAX } from '@internal/plugin-payrec-fraud-common';
import { IntakeService } from './IntakeService';

const RETRIES = 8;
const FIRST_WAIT_MS = 100;

/**
 * Alerts from the events service, so that its Kafka, SQS and Pub/Sub modules are sources without code of ours. A payload is
 * one event or a list. The service does not repeat what a handler refuses, so overload and a database that is away are
 * waited out here; what is still lost then, the poll of the Streaming Index brings.
 */
export async function subscribeAlerts(deps: {
  readonly events: EventsService;
  readonly intake: Pick<IntakeService, 'ingest'>;
  readonly logger: LoggerService;
}): Promise<void> {
  await deps.events.subscribe({
    // One name for all replicas: each event is taken in by one of them.
    id: 'payrec-fraud-alerts',
    topics: [FRAUD_ALERTS_TOPIC],
    onEvent: async ({ eventPayload }) => {
      const all = Array.isArray(eventPayload) ? eventPayload : [eventPayload];
      for (let from = 0; from < all.length; from += INTAKE_BATCH_MAX) {
        await withRetries(() => deps.intake.ingest(all.slice(from, from + INTAKE_BATCH_MAX), 'events'), deps.logger);
      }
    },
  });
}

async function withRetries(work: () => Promise<unknown>, logger: LoggerService): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      await work();
      return;
    } catch (error) {
      if (tried > RETRIES) throw error;
      logger.warn(`Alerts from the events service could not be taken in (try ${tried}): ${error}`);
      await new Promise(resolve => setTimeout(resolve, FIRST_WAIT_MS * 2 ** (tried - 1)));
    }
  }
}
