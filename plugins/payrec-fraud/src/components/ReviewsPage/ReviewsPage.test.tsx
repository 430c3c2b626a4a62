import { screen, waitFor, within } from '@testing-library/react';
import { axe } from 'jest-axe';
import { filledService } from '../../__testUtils__/filledService';
import { alertsOf, FLORA } from '../../__testUtils__/fixtures';
import { renderPage } from '../../__testUtils__/renderPage';

const supervisor = { user: FLORA, denied: [] };

// A file of its own: permissions are cached for the whole file, and other pages are rendered for an analyst.
describe('Reviews', () => {
  it('shows what was looked at, and takes a verdict with a reason by key', async () => {
    const service = filledService();
    const { person } = renderPage('reviews', service, supervisor);
    expect(await screen.findByText('The card holder called about this payment')).toBeInTheDocument();
    expect(await screen.findByText('Reviews', { selector: 'a' })).toHaveTextContent('1');
    await person.keyboard('j');
    const drawer = await screen.findByRole('complementary', { name: 'BG-1' });
    expect(within(drawer).getByText('Which address was it')).toBeInTheDocument();
    expect(within(drawer).getByText('Call with the customer')).toBeInTheDocument();
    await person.keyboard('b');
    await person.type(
      await screen.findByRole('textbox', { name: 'Reason' }),
      'The ticket is of another customer{Enter}',
    );
    await waitFor(() => expect(service.called('reviewUnmask')).toHaveLength(1));
    expect(service.called('reviewUnmask')[0]).toMatchObject({
      params: { breakGlassId: 'BG-1' },
      body: { verdict: 'not_justified', text: 'The ticket is of another customer' },
    });
  });

  it('has no faults of accessibility', async () => {
    renderPage('reviews?review=BG-1', filledService(), supervisor);
    await screen.findByText('Which address was it');
    expect((await axe(screen.getByRole('main'))).violations).toEqual([]);
  });

  it('one’s own opening is shown with the reason why somebody else reviews it', async () => {
    const service = filledService();
    service.reviews[0].blockedReason = 'You opened it; somebody else reviews it';
    const { person } = renderPage('reviews?review=BG-1', service, supervisor);
    const notes = await screen.findAllByText('You opened it; somebody else reviews it');
    expect(notes).not.toHaveLength(0);
    await person.keyboard('a');
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(screen.getAllByRole('button', { name: /^Justified/ })[0]).toBeDisabled();
  });

  it('a team that cannot be read is said, and asked for again', async () => {
    const service = filledService().fail('listAssignees', 503, 'The catalog does not answer');
    service.alerts = alertsOf(1);
    const { person } = renderPage('queue?alert=A-1', service, supervisor);
    await screen.findByText(/^1 of 1/);
    await waitFor(() => expect(screen.getByText('Hand over').closest('button')).toBeEnabled());
    await person.keyboard('a');
    expect(await screen.findByText(/The team could not be read: The catalog does not answer/)).toBeInTheDocument();
    expect(screen.getByLabelText('To whom')).toBeDisabled();
    const before = service.called('listAssignees').length;
    await person.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(service.called('listAssignees').length).toBeGreaterThan(before));
  });

  it('a supervisor hands an alert over', async () => {
    const service = filledService();

    service.alerts = alertsOf(2);
    const { person } = renderPage('queue?alert=A-1', service, supervisor);
    await waitFor(() => expect(service.called('streamFeed')).toHaveLength(1));
    // The keys act on the row, which is painted after the feed has begun; permissions are read later still.
    await screen.findByText(/^1 of 2/);
    await waitFor(() => expect(screen.getByText('Hand over').closest('button')).toBeEnabled());
    await person.keyboard('a');
    // Only those who work on alerts are offered.
    await screen.findByRole('option', { name: 'Frank Analyst' });
    const people = within(screen.getByLabelText('To whom')).getAllByRole('option');
    expect(people.map(one => one.textContent)).toEqual(['Choose a person', 'Flora Supervisor', 'Frank Analyst']);
    await person.paste('Shift ends');
    await person.keyboard('{Enter}');
    expect(await screen.findByText('Choose who gets it.')).toBeInTheDocument();
    await person.selectOptions(screen.getByLabelText('To whom'), 'Frank Analyst');
    await person.click(screen.getByLabelText('Reason'));
    await person.keyboard('{Enter}');
    await waitFor(() => expect(service.called('reassignAlert')).toHaveLength(1));
    expect(service.called('reassignAlert')[0].body).toEqual({
      expectedRowVersion: 1,
      assignee: 'user:default/frank.analyst',
      reason: 'Shift ends',
    });
    expect(await screen.findByText(/Frank Analyst holds it for/)).toBeInTheDocument();
  });
});
