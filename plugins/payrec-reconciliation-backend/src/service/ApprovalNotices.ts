import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';

/**
 * Tells approvers that something waits for a second person: which breaks, by link, and no amounts or names of merchants,
 * since processors may forward it to mail or chat. Losing one is harmless, the overview counts what waits.
 */
export class ApprovalNotices {
  constructor(
    private readonly notifications: NotificationService,
    /** Entity refs of the groups and persons who approve; nobody is told when empty. */
    private readonly approvers: readonly string[],
    private readonly logger: LoggerService,
  ) {}

  /** Announces what `proposer` has just proposed; proposing the same again renews the notice instead of adding one. */
  async proposed(ids: readonly string[], proposer: string): Promise<void> {
    if (ids.length === 0 || this.approvers.length === 0) return;
    const single = ids.length === 1;
    try {
      await this.notifications.send({
        recipients: { type: 'entity', entityRef: [...this.approvers], excludeEntityRef: proposer },
        payload: {
          title: single ? 'A break waits for a second person' : `${ids.length} breaks wait for a second person`,
          description: single
            ? `${ids[0]} was proposed for approval.`
            : `${ids[0]} and ${ids.length - 1} more were proposed for approval.`,
          link: single
            ? `/payrec/reconciliation/workbench?break=${encodeURIComponent(ids[0])}`
            : '/payrec/reconciliation/workbench?state=proposed',
          severity: 'normal',
          topic: 'payrec-reconciliation',
          scope: `payrec-reconciliation:proposed:${ids[0]}:${ids.length}`,
        },
      });
    } catch (error) {
      this.logger.warn(`The approvers were not told of ${ids.length} proposed breaks`, error as Error);
    }
  }
}
