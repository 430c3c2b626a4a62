import { screen } from '@testing-library/react';
import { FakeFraudService } from '../../__testUtils__/FakeFraudService';
import { FRANK, inMinutes } from '../../__testUtils__/fixtures';
import { renderPage } from '../../__testUtils__/renderPage';

function filled(): FakeFraudService {
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

test.each([
  ['approvals', 'Third card on one device'],
  ['suppressions', 'rule R-072'],
  ['metrics', 'Precision by rule'],
  ['quarantine', 'score: 1.7 is more than 1'],
])('%s shows what it is about', async (page, text) => {
  renderPage(page, filled());
  expect(await screen.findByText(text)).toBeInTheDocument();
});

test.each([
  ['approvals', 'Nothing waits for a second person'],
  ['suppressions', 'Nothing is suppressed'],
  ['quarantine', 'No event is in quarantine'],
])('%s is empty with a reason', async (page, text) => {
  renderPage(page, new FakeFraudService([]));
  expect(await screen.findByText(text)).toBeInTheDocument();
});

test.each(
  (['approvals', 'suppressions', 'metrics', 'quarantine'] as const).flatMap(
    page =>
      [
        [page, 403, 'You may not see this'],
        [page, 503, 'The query engine does not answer'],
        [page, 500, 'This could not be read'],
      ] as const,
  ),
)('%s: answer %s has a look of its own', async (page, status, title) => {
  renderPage(page, new FakeFraudService([]).failAll(status, 'No'));
  expect(await screen.findByText(title)).toBeInTheDocument();
});

test('who proposed a decision sees the signature disabled with the reason', async () => {
  renderPage('approvals', filled(), { denied: [] });
  // The permissions are read after the page is drawn.
  const reasons = await screen.findAllByRole('note', { name: 'You proposed it; a second person decides' });
  expect(reasons).not.toHaveLength(0);
  expect(screen.getByRole('button', { name: 'Sign' })).toBeDisabled();
});
