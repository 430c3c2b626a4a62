import { PollingWorker } from '@internal/plugin-payrec-node';
import { WorkDeps } from './deps';
import { AssigneeService } from './assignees/AssigneeService';
import { LabelOutbox } from './labels/LabelOutbox';
import { LabelSender } from './labels/LabelSender';
import { AlertDesk } from './service/AlertDesk';
import { AlertDetailService } from './service/AlertDetailService';
import { ApprovalService } from './service/ApprovalService';
import { BreakGlassService } from './service/BreakGlassService';
import { BulkService } from './service/BulkService';
import { ClaimService } from './service/ClaimService';
import { DecisionService } from './service/DecisionService';
import { LinkService } from './service/LinkService';
import { MetricsService } from './service/MetricsService';
import { PresenceService } from './service/PresenceService';
import { SuppressionService } from './service/SuppressionService';
import { UnmaskReviewService } from './service/UnmaskReviewService';
import { WorkClock } from './service/WorkClock';

/** Services of the work part, wired; `start` begins with what the clock does and with sending labels, `stop` ends that. */
export function createWork(deps: WorkDeps) {
  const desk = new AlertDesk(deps);
  const assignees = new AssigneeService({
    directory: deps.analysts,
    groups: deps.config.analystGroups,
    logger: deps.logger,
  });
  const claims = new ClaimService(deps, desk, assignees);
  const presence = new PresenceService(deps, desk);
  const decisions = new DecisionService(deps, desk);
  const approvals = new ApprovalService(deps, desk);
  const clock = new WorkClock(deps, approvals);
  const { labels } = deps.config;
  const sender =
    labels &&
    new LabelSender({ outbox: new LabelOutbox(deps.db), webhook: labels, now: deps.now, logger: deps.logger });
  const { pollMs } = deps.config;
  const { logger } = deps;
  const workers = [
    new PollingWorker({ name: 'fraud deadlines', pollMs, logger, step: () => clock.step() }),
    ...(sender
      ? [new PollingWorker({ name: 'fraud labels', pollMs, logger, step: signal => sender.step(signal) })]
      : []),
  ];
  return {
    desk,
    assignees,
    claims,
    presence,
    decisions,
    approvals,
    bulk: new BulkService(deps, desk, claims, decisions),
    suppressions: new SuppressionService(deps),
    breakGlass: new BreakGlassService(deps, desk),
    unmaskReviews: new UnmaskReviewService(deps, desk),
    detail: new AlertDetailService(deps, desk, presence),
    links: new LinkService(deps, desk),
    metrics: new MetricsService(deps),
    clock,
    start: () => workers.forEach(worker => worker.start()),
    stop: async () => {
      await Promise.all(workers.map(worker => worker.stop()));
    },
  };
}
export type Work = ReturnType<typeof createWork>;
