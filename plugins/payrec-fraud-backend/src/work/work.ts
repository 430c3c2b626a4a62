import { WorkDeps } from './deps';
import { AlertDesk } from './service/AlertDesk';
import { BreakGlassService } from './service/BreakGlassService';
import { BulkService } from './service/BulkService';
import { ClaimService } from './service/ClaimService';
import { DecisionService } from './service/DecisionService';
import { SuppressionService } from './service/SuppressionService';

/** Services of the work part, wired. */
export function createWork(deps: WorkDeps) {
  const desk = new AlertDesk(deps);
  const claims = new ClaimService(deps, desk);
  const decisions = new DecisionService(deps, desk);
  return {
    desk,
    claims,
    decisions,
    bulk: new BulkService(deps, desk, claims, decisions),
    suppressions: new SuppressionService(deps),
    breakGlass: new BreakGlassService(deps, desk),
  };
}
