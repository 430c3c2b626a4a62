import { screen, within } from '@testing-library/react';
import { batch380, FakeReconciliationClient } from '../../__testUtils__';
import { FINN, renderPage } from '../../__testUtils__/renderPage';

describe('Workbench', () => {
  it('reads its filters from the link and asks the service for exactly these', async () => {
    const { client } = renderPage(
      'workbench?account=adyen-nl13%7CEUR&class=AMOUNT&class=DUPLICATE&state=open&age=6%2B&owner=user%3Adefault%2Ffinn.operator&q=ORD&sort=amount',
    );
    await screen.findByText('1 break');
    const list = client.calls.find(call => call.operation === 'listBreaks')!.input as {
      query: Record<string, unknown>;
    };
    expect(list.query).toMatchObject({
      unit: 'adyen-nl13|EUR',
      breakClass: ['AMOUNT', 'DUPLICATE'],
      state: ['open'],
      minAgeDays: 6,
      assignee: FINN,
      q: 'ORD',
      sort: 'amount',
    });
  });

  it('opens the break of a link, with the chain that adds up and the line of the file', async () => {
    renderPage(`workbench?break=${batch380.id}`);
    const drawer = await screen.findByRole('complementary', { name: batch380.id });
    expect(await within(drawer).findByText('Should arrive')).toBeInTheDocument();
    expect(within(drawer).getAllByText('BATCH 380', { selector: 'mark' })).toHaveLength(1);
    expect(within(drawer).getByText('55308,07', { selector: 'mark' })).toBeInTheDocument();
  });

  it.each([
    ['no break at all', 'workbench', 'Every transaction of the last runs is matched.'],
    ['no break under filters', 'workbench?currency=JPY', 'No break fits these filters. Remove one to see more.'],
  ])('is empty with a reason: %s', async (_, path, hint) => {
    renderPage(path, { client: new FakeReconciliationClient({ breaks: [] }) });
    expect(await screen.findByText(hint)).toBeInTheDocument();
  });

  it.each([
    [403, 'You may not see this'],
    [503, 'The query engine does not answer'],
    [500, 'This could not be read'],
  ])('answer %s has a look of its own', async (status, title) => {
    renderPage('workbench', { client: new FakeReconciliationClient().failAll(status, 'No') });
    expect(await screen.findByText(title)).toBeInTheDocument();
  });
});
