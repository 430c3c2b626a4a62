import { FakeFraudService } from './FakeFraudService';
import { FRANK, inMinutes } from './fixtures';

/** One approval, one suppression and one event in quarantine. */
export function filledService(): FakeFraudService {
  const service = new FakeFraudService([]);
  service.approvals = [
    {
      approvalId: 'P-1',
      alertId: 'A-1',
      disposition: 'CONFIRMED_FRAUD',
      reason: 'Third card on one device',
      proposedBy: FRANK,
      proposedAt: inMinutes(-5),
      pinnedRowVersion: 4,
      state: 'pending',
      decidedBy: null,
      decidedAt: null,
      blockedReason: 'You proposed it; a second person decides',
    },
  ];
  service.suppressions = [
    {
      suppressionId: 'S-1',
      ruleId: 'R-072',
      reasonCode: null,
      merchantId: null,
      cardToken: null,
      userToken: null,
      deviceToken: null,
      scoreCeiling: '0.85000',
      reason: 'Known travel fair',
      owner: FRANK,
      state: 'active',
      proposedAt: inMinutes(-500),
      approvedBy: 'user:default/flora.supervisor',
      startsAt: inMinutes(-400),
      expiresAt: inMinutes(4000),
      hiddenCount: 41,
      sampledCount: 1,
      blockedReason: null,
    },
  ];
  service.quarantine = [
    {
      quarantineId: 'Q-1',
      source: 'http',
      eventId: 'E-1',
      reason: 'score: 1.7 is more than 1',
      properties: ['eventId', 'score'],
      payloadBytes: 210,
      receivedAt: inMinutes(-9),
      count: 3,
      resolvedAt: null,
      resolvedBy: null,
      resolution: null,
    },
  ];
  return service;
}
