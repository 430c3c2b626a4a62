import { screen, within } from '@testing-library/react';
import { filledService } from '../../__testUtils__/filledService';
import { alertsOf, FLORA } from '../../__testUtils__/fixtures';
import { renderPage } from '../../__testUtils__/renderPage';

// A file of its own: permissions are cached for the whole file, and other pages are rendered for an analyst.
test('who proposed a decision sees the signature disabled with the reason', async () => {
  renderPage('approvals', filledService(), { denied: [] });
  // The permissions are read after the page is drawn.
  const reasons = await screen.findAllByRole('note', { name: 'You proposed it; a second person decides' });
  expect(reasons).not.toHaveLength(0);
  expect(screen.getByRole('button', { name: 'Sign' })).toBeDisabled();
});

test('from the alert the second person goes to its proposal', async () => {
  const service = filledService();
  service.alerts = [{ ...alertsOf(1)[0], state: 'APPROVAL' }];
  service.approvals = service.approvals.map(one => ({ ...one, blockedReason: null }));
  const { person } = renderPage('queue?alert=A-1', service, { user: FLORA, denied: [] });
  await person.click(await screen.findByRole('button', { name: 'Read and sign the proposal' }));
  expect(screen.getByTestId('location')).toHaveTextContent('/payrec/fraud/approvals?approval=P-1');
  const drawer = await screen.findByRole('complementary', { name: 'A-1' });
  expect(await within(drawer).findByRole('button', { name: /^Sign/ })).toBeEnabled();
});

test('who proposed a decision is not sent to sign it', async () => {
  const service = filledService();
  service.alerts = [{ ...alertsOf(1)[0], state: 'APPROVAL' }];
  renderPage('queue?alert=A-1', service, { denied: [] });
  const drawer = await screen.findByRole('complementary', { name: 'A-1' });
  expect(await within(drawer).findByText(/^Waits for a second person/)).toBeInTheDocument();
  expect(within(drawer).queryByRole('button', { name: 'Read and sign the proposal' })).not.toBeInTheDocument();
});
