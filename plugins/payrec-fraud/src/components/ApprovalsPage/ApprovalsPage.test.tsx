import { screen } from '@testing-library/react';
import { filledService } from '../../__testUtils__/filledService';
import { renderPage } from '../../__testUtils__/renderPage';

// A file of its own: permissions are cached for the whole file, and other pages are rendered for an analyst.
test('who proposed a decision sees the signature disabled with the reason', async () => {
  renderPage('approvals', filledService(), { denied: [] });
  // The permissions are read after the page is drawn.
  const reasons = await screen.findAllByRole('note', { name: 'You proposed it; a second person decides' });
  expect(reasons).not.toHaveLength(0);
  expect(screen.getByRole('button', { name: 'Sign' })).toBeDisabled();
});
