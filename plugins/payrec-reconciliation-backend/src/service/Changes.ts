import { LoggerService } from '@backstage/backend-plugin-api';
import { SignalsService } from '@backstage/plugin-signals-node';
import { CHANGES_CHANNEL } from '@internal/plugin-payrec-reconciliation-common';

export type Change = { readonly kind: 'run' | 'break' | 'file'; readonly id: string };

/**
 * Tells browsers that a thing changed: an id and no content, since anybody may listen; what it is now is fetched with
 * permission. Losing one is harmless, pages also poll.
 */
export class Changes {
  constructor(private readonly signals: SignalsService, private readonly logger: LoggerService) {}

  announce(change: Change): void {
    this.signals
      .publish({ recipients: { type: 'broadcast' }, channel: CHANGES_CHANNEL, message: { ...change } })
      .catch(error => this.logger.warn(`The change of ${change.kind} ${change.id} was not announced`, error));
  }
}
