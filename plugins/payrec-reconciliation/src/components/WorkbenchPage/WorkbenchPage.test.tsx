import { screen, waitFor, within } from '@testing-library/react';
import { axe, toHaveNoViolations } from 'jest-axe';
import { batch380, detailOf, FakeReconciliationClient, fixtureBreaks } from '../../__testUtils__';
import { FAY, FINN, READER_DENIED, renderPage } from '../../__testUtils__/renderPage';

expect.extend(toHaveNoViolations);

const [open] = fixtureBreaks;
const table = () => screen.findByRole('grid', { name: /our record beside the bank/ });
const location = () => screen.getByTestId('location');
const bodyOf = (client: FakeReconciliationClient, operation: string) =>
  client.calls.filter(call => call.operation === operation).map(call => (call.input as { body: unknown }).body);

async function writeReason(person: ReturnType<typeof renderPage>['person'], reason: string) {
  const dialog = await screen.findByRole('dialog');
  await person.type(within(dialog).getByRole('textbox'), `${reason}{Enter}`);
}

describe('Workbench', () => {
  it('shows both sides with the difference between them, and the total per currency', async () => {
    renderPage('workbench?currency=EUR');
    const grid = await table();
    expect(within(grid).getByText('ORD-778120')).toBeInTheDocument();
    expect(within(grid).getByText('Our record')).toBeInTheDocument();
    expect(screen.getByText('270 breaks')).toBeInTheDocument();
  });

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

  it('writes a chosen filter into the link', async () => {
    const { person } = renderPage('workbench');
    await table();
    await person.click(screen.getByRole('button', { name: /^Age/ }));
    await person.click(await screen.findByRole('menuitemradio', { name: 'over 2 days' }));
    await waitFor(() => expect(location()).toHaveTextContent('age=3%2B'));
  });

  it('J and K move and the drawer follows, in the URL', async () => {
    const { person } = renderPage('workbench?currency=EUR');
    await table();
    await person.keyboard('jj');
    expect(await screen.findByText('Batch 380 came in short by its fees. All of it is explained.')).toBeInTheDocument();
    expect(location()).toHaveTextContent(`break=${batch380.id}`);
    await person.keyboard('k');
    await waitFor(() => expect(location()).toHaveTextContent(`break=${open.id}`));
    await person.keyboard('{Escape}');
    await waitFor(() => expect(location()).not.toHaveTextContent('break='));
  });

  it('opens the break of a link, with the chain that adds up and the line of the file', async () => {
    renderPage(`workbench?break=${batch380.id}`);
    const drawer = await screen.findByRole('complementary', { name: batch380.id });
    expect(await within(drawer).findByText('Should arrive')).toBeInTheDocument();
    expect(within(drawer).getAllByText('BATCH 380', { selector: 'mark' })).toHaveLength(1);
    expect(within(drawer).getByText('55308,07', { selector: 'mark' })).toBeInTheDocument();
  });

  it('proposes by key with a reason, shows the new state in place and offers undo', async () => {
    const { client, person } = renderPage('workbench?currency=EUR');
    await table();
    await person.keyboard('ja');
    await writeReason(person, 'fees per contract');
    await waitFor(() =>
      expect(bodyOf(client, 'proposeBreak')).toEqual([
        { version: open.version, reason: 'fees per contract', idempotencyKey: expect.stringMatching(/^[0-9a-f]{32}$/) },
      ]),
    );
    const grid = await table();
    const row = within(grid).getByText('ORD-778120').closest('tr')!;
    await waitFor(() => expect(within(row).getByText('Proposed')).toBeInTheDocument());
    await person.click(await screen.findByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(within(row).getByText('Open')).toBeInTheDocument());
  });

  it('tries again with the same key, so that one intent decides once', async () => {
    const client = new FakeReconciliationClient().fail('proposeBreak', 500, 'It failed on our side');
    const { person } = renderPage('workbench?currency=EUR', { client });
    await table();
    await person.keyboard('ja');
    await writeReason(person, 'fees per contract');
    await screen.findByText(/Nothing was changed: It failed on our side/);
    client.heal();
    await person.click(within(screen.getByRole('dialog')).getByRole('button', { name: /Propose approval/ }));
    await waitFor(() => expect(bodyOf(client, 'proposeBreak')).toHaveLength(2));
    const [first, second] = bodyOf(client, 'proposeBreak') as { idempotencyKey: string }[];
    expect(second.idempotencyKey).toBe(first.idempotencyKey);
  });

  it('says on a conflict who decided and shows the new state', async () => {
    const { client, person } = renderPage(`workbench?currency=EUR&break=${open.id}`);
    await screen.findByText(/no bank line carries/);
    const changed = client.change(open.id, { state: 'proposed', proposedBy: FAY });
    client.answer('getBreak', () => detailOf(changed));
    await person.keyboard('a');
    await writeReason(person, 'fees per contract');
    const drawer = screen.getByRole('complementary', { name: open.id });
    expect(
      await within(drawer).findByText(
        'Fay Approver has just decided: it is proposed now. Your decision was not taken.',
      ),
    ).toBeInTheDocument();
    expect(within(drawer).getByText('Proposed')).toBeInTheDocument();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('shows the proposer the second decision, disabled with the reason', async () => {
    renderPage(`workbench?break=${batch380.id}`, { user: FINN, denied: [] });
    expect(await screen.findAllByText('You proposed it; a second person decides')).not.toHaveLength(0);
    expect(screen.getByRole('button', { name: /Approve as second person/ })).toBeDisabled();
    expect(screen.getByRole('button', { name: /Withdraw/ })).toBeEnabled();
  });

  it('lets a second person approve', async () => {
    const reconBreak = { ...batch380, approvalBlockedReason: null };
    const client = new FakeReconciliationClient({ user: FAY, breaks: [reconBreak] });
    const { person } = renderPage(`workbench?break=${reconBreak.id}`, { client, user: FAY });
    const button = await screen.findByRole('button', { name: /Approve as second person/ });
    await waitFor(() => expect(button).toBeEnabled());
    await person.keyboard('a');
    await writeReason(person, 'agrees with the contract');
    await waitFor(() => expect(bodyOf(client, 'approveBreak')).toHaveLength(1));
    const drawer = screen.getByRole('complementary', { name: reconBreak.id });
    expect(await within(drawer).findByText('Approved')).toBeInTheDocument();
  });

  it('disputes with a party', async () => {
    const { client, person } = renderPage('workbench?currency=EUR');
    await table();
    await person.keyboard('jd');
    await person.click(await screen.findByRole('button', { name: /Claimed from/ }));
    await person.click(await screen.findByRole('menuitemradio', { name: 'Merchant' }));
    await writeReason(person, 'never shipped');
    await waitFor(() =>
      expect(bodyOf(client, 'disputeBreak')).toEqual([expect.objectContaining({ party: 'merchant' })]),
    );
  });

  it('acts on the selection at once and tells which were refused', async () => {
    const { client, person } = renderPage('workbench?currency=EUR');
    await table();
    await person.keyboard('jx');
    await person.keyboard('jjjx');
    expect(await screen.findByRole('toolbar')).toHaveTextContent('2 selected');
    client.change(open.id, { assignee: FAY });
    await person.keyboard('a');
    await writeReason(person, 'fees per contract');
    await waitFor(() => expect(bodyOf(client, 'decideBreaks')).toHaveLength(1));
    expect(bodyOf(client, 'decideBreaks')[0]).toMatchObject({ action: 'propose', breaks: [{ id: open.id }, {}] });
    expect(await screen.findByText(/was not changed: It changed a moment ago/)).toBeInTheDocument();
  });

  it('assigns to oneself and sends a re-check without a reason', async () => {
    const { client, person } = renderPage('workbench?currency=EUR');
    await table();
    await person.keyboard('jr');
    await waitFor(() => expect(bodyOf(client, 'recheckBreak')).toHaveLength(1));
    await person.keyboard('s');
    await person.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Assign' }));
    await waitFor(() => expect(bodyOf(client, 'assignBreak')).toEqual([{ version: open.version, assignee: FINN }]));
  });

  it('adds a comment', async () => {
    const { client, person } = renderPage(`workbench?break=${open.id}`);
    await screen.findByText(/no bank line carries/);
    await person.keyboard('c');
    await person.type(screen.getByRole('textbox', { name: 'Add a comment' }), 'asked the bank{Enter}');
    expect(await screen.findByText(/asked the bank/)).toBeInTheDocument();
    expect(bodyOf(client, 'commentBreak')).toEqual([{ text: 'asked the bank', idempotencyKey: expect.any(String) }]);
  });

  it('lets a reader read and says why nothing can be decided', async () => {
    renderPage(`workbench?break=${open.id}`, { denied: READER_DENIED });
    expect(await screen.findAllByText('Your role may read breaks but not decide on them')).not.toHaveLength(0);
    expect(screen.getByRole('button', { name: /Propose approval/ })).toBeDisabled();
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

  it('says where a break of an old link has gone', async () => {
    const client = new FakeReconciliationClient().fail('getBreak', 404, 'No such break', 'NotFoundError');
    renderPage('workbench?break=BRK-0000', { client });
    expect(await screen.findByText('This break is not there any more')).toBeInTheDocument();
  });

  it('lists its keys behind ?', async () => {
    const { person } = renderPage('workbench');
    await table();
    await person.keyboard('?');
    const dialog = await screen.findByRole('dialog', { name: 'Keys of this page' });
    expect(within(dialog).getByText('Re-check')).toBeInTheDocument();
  });

  it('has no accessibility violation with an open drawer', async () => {
    renderPage(`workbench?currency=EUR&break=${batch380.id}`);
    await screen.findByText('Should arrive');
    expect(await axe(document.body, { rules: { region: { enabled: false } } })).toHaveNoViolations();
  });
});
