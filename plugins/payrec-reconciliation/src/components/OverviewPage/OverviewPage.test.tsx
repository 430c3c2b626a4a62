import { screen, waitFor } from '@testing-library/react';
import { FakeReconciliationClient, fixtureBreaks, overviewOf } from '../../__testUtils__';
import { renderPage } from '../../__testUtils__/renderPage';

const text = (value: string) => value.replace(/[\u00a0\u202f]/g, ' ');
/** Day and month stand in the order of the machine's locale, which is not what is tested here. */
const content = (element: HTMLElement) => text(element.textContent ?? '').replace('Nov 20', '20 Nov');

describe('Overview', () => {
  it('says the day in one sentence whose parts add up', async () => {
    renderPage('overview');
    const sentence = await screen.findByText(/is not in the bank/);
    expect(content(sentence)).toBe(
      'At the close of 20 Nov EUR18 204.16 is not in the bank: 9 870.22 is on its way, 5 410.30 is explained by fees, 2 923.64 is unexplained.',
    );
    expect(screen.getByText(/^Expected, 1.204.530 transactions$/)).toBeInTheDocument();
  });

  it.each([
    ['EUR', '12 480 911.37'],
    ['JPY', '48 133 200'],
    ['KWD', '30 150.245'],
  ])('reads %s with its own decimals when the link says so', async (currency, expected) => {
    renderPage(`overview?currency=${currency}`);
    const label = await screen.findByText(/^Expected, /);
    expect(content(label.parentElement!)).toContain(expected);
  });

  it('says that all is matched when nothing is open', async () => {
    renderPage('overview', { client: new FakeReconciliationClient({ breaks: [] }) });
    expect(content(await screen.findByText(/transactions are in the bank/))).toContain(
      'all 1 204 530 EUR transactions',
    );
    expect(screen.getByText('Closed · all matched')).toBeInTheDocument();
  });

  it('names days of missing statements and old proposals as people write them', async () => {
    renderPage('overview');
    expect(content(await screen.findByText(/^Sparbank Sud of/))).toMatch(/^Sparbank Sud of (19 Nov|Nov 19)$/);
    expect(content(screen.getByText(/^oldest since/))).toMatch(/21/);
    expect(screen.queryByText(/2026-11-/)).not.toBeInTheDocument();
  });

  it('turns the sentence when the bank has more than our records', async () => {
    const surplus = fixtureBreaks.filter(reconBreak => reconBreak.breakClass === 'MISSING_LEFT');
    renderPage('overview', { client: new FakeReconciliationClient({ breaks: surplus }) });
    expect(content(await screen.findByText(/more than our records/))).toBe(
      'At the close of 20 Nov the bank has EUR310.00 more than our records: 310.00 is unexplained.',
    );
  });

  it('has the grid as a table, kept in the URL', async () => {
    const { person } = renderPage('overview');
    await screen.findByRole('table', { name: 'Accounts by day' });
    await person.keyboard('t');
    await waitFor(() => expect(screen.getByTestId('location')).toHaveTextContent('view=table'));
    expect(screen.getAllByText('Rail closed').length).toBeGreaterThan(0);
  });

  it('offers the latest day when nothing was run on the chosen one', async () => {
    const client = new FakeReconciliationClient().answer('getOverview', () => {
      const overview = overviewOf([], '2026-11-23');
      return {
        ...overview,
        totals: overview.totals.map(total => ({ ...total, transactionCount: 0 })),
        accounts: overview.accounts.map(account => ({
          ...account,
          days: account.days.map(day => ({ ...day, state: 'not-run' })),
        })),
      };
    });
    const { person } = renderPage('overview?date=2026-11-23', { client });
    await screen.findByText(/No run has been published for/);
    await person.click(screen.getByRole('button', { name: /Go to/ }));
    expect(screen.getByTestId('location')).toHaveTextContent(/overview$/);
  });

  it('says that the view is partial', async () => {
    const client = new FakeReconciliationClient().answer('getOverview', () => ({
      ...overviewOf(fixtureBreaks),
      visibility: 'partial',
    }));
    renderPage('overview', { client });
    expect(await screen.findByText(/Partial view/)).toBeInTheDocument();
  });

  it.each([
    [403, 'You may not see this'],
    [503, 'The query engine does not answer'],
    [500, 'This could not be read'],
  ])('answer %s has a look of its own', async (status, title) => {
    renderPage('overview', { client: new FakeReconciliationClient().failAll(status, 'No') });
    expect(await screen.findByText(title)).toBeInTheDocument();
  });
});
