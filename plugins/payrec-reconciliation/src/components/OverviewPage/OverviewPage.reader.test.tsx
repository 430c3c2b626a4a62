import { screen, waitFor } from '@testing-library/react';
import { FINN, READER_DENIED, renderPage } from '../../__testUtils__/renderPage';

// In a file of its own: Backstage keeps decisions of permissions in a cache that outlives a test.
it('shows a reader the verb with the reason why not', async () => {
  renderPage('overview', { user: FINN, denied: READER_DENIED });
  await screen.findByRole('button', { name: 'Run again' });
  await waitFor(() => expect(screen.getByRole('button', { name: 'Run again' })).toBeDisabled());
  expect(screen.getByLabelText('Your role may read runs but not start them')).toBeInTheDocument();
});
