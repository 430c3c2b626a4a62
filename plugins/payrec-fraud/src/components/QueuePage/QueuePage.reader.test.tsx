import { screen } from '@testing-library/react';
import { FakeFraudService } from '../../__testUtils__/FakeFraudService';
import { alertsOf } from '../../__testUtils__/fixtures';
import { READER_DENIED, renderPage } from '../../__testUtils__/renderPage';

// What a person may do is cached for a whole file, so a reader has one of their own.
describe('Queue of a reader', () => {
  it('lets a reader read and says why nothing can be done', async () => {
    renderPage('queue?alert=A-1', new FakeFraudService(alertsOf(1)), { denied: READER_DENIED });
    expect(await screen.findAllByText('Your role may read alerts but not work on them')).not.toHaveLength(0);
    expect(screen.getAllByRole('button', { name: /^Claim/ })[0]).toBeDisabled();
    expect(screen.getByRole('button', { name: /^Serve next/ })).toBeDisabled();
  });
});
