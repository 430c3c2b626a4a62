import { screen } from '@testing-library/react';
import { FakeReconciliationClient } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/renderPage';

describe('Runs', () => {
  it('is empty with a reason', async () => {
    renderPage('runs', { client: new FakeReconciliationClient({ runs: [] }) });
    expect(await screen.findByText('No runs yet')).toBeInTheDocument();
  });

  it.each([
    [403, 'You may not see this'],
    [503, 'The query engine does not answer'],
    [500, 'This could not be read'],
  ])('answer %s has a look of its own', async (status, title) => {
    renderPage('runs', { client: new FakeReconciliationClient().failAll(status, 'No') });
    expect(await screen.findByText(title)).toBeInTheDocument();
  });
});
