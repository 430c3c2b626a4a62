import { screen, waitFor, within } from '@testing-library/react';
import { axe, toHaveNoViolations } from 'jest-axe';
import { FakeReconciliationClient } from '../../__testUtils__';
import { READER_DENIED, renderPage } from '../../__testUtils__/renderPage';

expect.extend(toHaveNoViolations);

const table = () => screen.findByRole('grid', { name: 'Runs, newest first' });

describe('Runs', () => {
  it('lists runs with state, who asked, how far, and what was refused', async () => {
    renderPage('runs');
    const grid = await table();
    expect(within(within(grid).getByText('4813').closest('tr')!).getByText(/62 %/)).toBeInTheDocument();
    expect(within(within(grid).getByText('4811').closest('tr')!).getByText('1 refused')).toBeInTheDocument();
  });

  it('says why an account published nothing, with the proof that is not zero', async () => {
    renderPage('runs?run=run-4811');
    const drawer = await screen.findByRole('complementary');
    expect(await within(drawer).findByText(/statement 214 of 19 Nov is missing/)).toBeInTheDocument();
    expect(within(drawer).getByText('−12.40')).toBeInTheDocument();
  });

  it('cancels a live run with a reason', async () => {
    const { client, person } = renderPage('runs?run=run-4813');
    await person.click(await screen.findByRole('button', { name: 'Cancel run' }));
    const dialog = await screen.findByRole('dialog');
    await person.type(within(dialog).getByRole('textbox'), 'wrong account{Enter}');
    await waitFor(() =>
      expect(client.calls.find(call => call.operation === 'cancelRun')?.input).toEqual({
        params: { runId: 'run-4813' },
        body: { reason: 'wrong account' },
      }),
    );
  });

  it('starts a run for chosen accounts by key', async () => {
    const { client, person } = renderPage('runs');
    await table();
    await person.keyboard('R');
    const dialog = await screen.findByRole('dialog');
    await person.click(within(dialog).getByRole('button', { name: /All accounts/ }));
    await person.click(await screen.findByRole('menuitemcheckbox', { name: /Mizu Bank/ }));
    await person.keyboard('{Escape}');
    await person.click(within(dialog).getByRole('button', { name: 'Start run' }));
    await waitFor(() =>
      expect(client.calls.find(call => call.operation === 'startRun')?.input).toMatchObject({
        body: { units: ['mizu-0088|JPY'] },
      }),
    );
    expect(await within(await table()).findByText('4820')).toBeInTheDocument();
  });

  it('shows a reader why no run can be started', async () => {
    renderPage('runs', { denied: READER_DENIED });
    expect(await screen.findByLabelText('Your role may read runs but not start them')).toBeInTheDocument();
  });

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

  it('has no accessibility violation', async () => {
    renderPage('runs?run=run-4811');
    await screen.findByText(/statement 214/);
    expect(await axe(document.body, { rules: { region: { enabled: false } } })).toHaveNoViolations();
  });
});
