import { screen } from '@testing-library/react';
import { FakeFraudService } from '../../__testUtils__/FakeFraudService';
import { filledService } from '../../__testUtils__/filledService';
import { renderPage } from '../../__testUtils__/renderPage';

test.each([
  ['approvals', 'Third card on one device'],
  ['suppressions', 'rule R-072'],
  ['metrics', 'Precision by rule'],
  ['quarantine', 'score: 1.7 is more than 1'],
])('%s shows what it is about', async (page, text) => {
  renderPage(page, filledService());
  expect(await screen.findByText(text)).toBeInTheDocument();
});

test.each([
  ['approvals', 'Nothing waits for a second person'],
  ['suppressions', 'Nothing is suppressed'],
  ['quarantine', 'No event is in quarantine'],
  ['reviews', 'No opening waits for a review'],
])('%s is empty with a reason', async (page, text) => {
  renderPage(page, new FakeFraudService([]));
  expect(await screen.findByText(text)).toBeInTheDocument();
});

test.each(
  (['approvals', 'suppressions', 'metrics', 'quarantine', 'reviews'] as const).flatMap(
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
