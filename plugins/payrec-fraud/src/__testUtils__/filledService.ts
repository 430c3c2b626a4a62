import { FakeFraudService } from './FakeFraudService';
import { FRANK, inMinutes } from './fixtures';

/** One approval, one suppression, one event in quarantine and one opening of full sight. */
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
  service.reviews = [
    {
      breakGlassId: 'BG-1',
      subject: 'u_1',
      openedBy: FRANK,
      reason: 'The card holder called about this payment',
      ticket: 'FRD-12',
      openedAt: inMinutes(-90),
      expiresAt: inMinutes(-60),
      reviewTask: 'BG-1',
      notified: ['fraud-supervisors'],
      reviewDueDate: '2026-11-26',
      reviewedBy: null,
      reviewedAt: null,
      verdict: null,
      reviewText: null,
      isOverdue: false,
      unmaskings: [
        { at: inMinutes(-89), alertId: 'A-1', purpose: 'customer_call', text: 'Which address was it', given: true },
      ],
      unmaskCount: 1,
      blockedReason: null,
    },
  ];
  return service;
}
