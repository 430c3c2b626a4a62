import { screen } from '@testing-library/react';
import { fixtureBreaks } from '../../__testUtils__';
import { READER_DENIED, renderPage } from '../../__testUtils__/renderPage';

const [open] = fixtureBreaks;

// What a person may do is cached for a whole file, so a reader has one of their own.
describe('Workbench of a reader', () => {
  it('lets a reader read and says why nothing can be decided', async () => {
    renderPage(`workbench?break=${open.id}`, { denied: READER_DENIED });
    expect(await screen.findAllByText('Your role may read breaks but not decide on them')).not.toHaveLength(0);
    expect(screen.getByRole('button', { name: /Propose approval/ })).toBeDisabled();
  });
});
