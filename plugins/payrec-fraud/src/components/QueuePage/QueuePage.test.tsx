import { act, screen, waitFor, within } from '@testing-library/react';
import { axe } from 'jest-axe';
import { FakeFraudService } from '../../__testUtils__/FakeFraudService';
import { alertOf, alertsOf, FLORA, FRANK, inMinutes, leaveOf, upsertOf } from '../../__testUtils__/fixtures';
import { renderPage } from '../../__testUtils__/renderPage';

const grid = () => screen.findByRole('grid', { name: 'Alerts, most urgent first' });
const rowOf = async (text: string) => (await screen.findByText(text)).closest('tr')!;
/** Merchants from top to bottom, as a person reads them. */
const merchants = () =>
  screen.getAllByRole('row').flatMap(row => within(row).queryByText(/^Merchant \d+$|^Newcomer/)?.textContent ?? []);

describe('Queue', () => {
  it('is live, says how far and that nothing is missing', async () => {
    const service = new FakeFraudService(alertsOf(3));
    renderPage('queue', service);
    await grid();
    const bar = screen.getByRole('group', { name: 'State of the live feed' });
    await waitFor(() => expect(bar).toHaveTextContent('Live· 100 of 100· 0 gaps'));
    act(() =>
      service.push(upsertOf(100, { ...alertsOf(1)[0], rowVersion: 2, score: '0.97000', previousScore: '0.94000' })),
    );
    await waitFor(() => expect(bar).toHaveTextContent('101 of 101'));
    expect(await rowOf('Merchant 1')).toHaveTextContent('0.97');
    expect(service.called('streamFeed')).toHaveLength(1);
  });

  it('asks for exactly what the link says', async () => {
    const service = new FakeFraudService(alertsOf(1));
    renderPage('queue?amount=EUR%3A5000%3A&scoreMin=0.85&country=BR&country=MX&sort=score', service);
    await grid();
    await waitFor(() => expect(service.called('streamFeed')).toHaveLength(1));
    const [{ query }] = service.called('getFeedSnapshot');
    expect(query.getAll('country')).toEqual(['BR', 'MX']);
    expect(Object.fromEntries(query)).toMatchObject({ amount: 'EUR:5000:', scoreMin: '0.85', sort: 'score' });
  });

  it('holds new rows until asked, and moves nothing under the hand', async () => {
    const service = new FakeFraudService(alertsOf(3));
    const { person } = renderPage('queue', service);
    await grid();
    await waitFor(() => expect(service.called('streamFeed')).toHaveLength(1));
    await person.keyboard('j');
    const focused = await rowOf('Merchant 1');
    act(() => {
      service.push(upsertOf(100, alertOf({ alertId: 'N-1', merchantName: 'Newcomer', slaDueAt: inMinutes(1) })));
      service.push(leaveOf(101, 'A-2', 2));
      service.push(upsertOf(102, { ...alertsOf(3)[2], rowVersion: 2, slaDueAt: inMinutes(-5) }));
    });
    expect(await screen.findByText('1 new')).toBeInTheDocument();
    expect(merchants()).toEqual(['Merchant 1', 'Merchant 2', 'Merchant 3']);
    expect(await rowOf('Merchant 1')).toBe(focused);
    await person.keyboard('{Shift>}N{/Shift}');
    await waitFor(() => expect(merchants()).toEqual(['Merchant 3', 'Newcomer', 'Merchant 1']));
  });

  it('RT-07: keeps the row of who works on it when its score fell, and says so', async () => {
    const mine = alertOf({ ...alertsOf(2)[1], state: 'IN_REVIEW', claimedBy: FRANK, leaseUntil: inMinutes(10) });
    const service = new FakeFraudService([alertsOf(1)[0], mine]);
    renderPage('queue?scoreMin=0.85', service);
    await grid();
    await waitFor(() => expect(service.called('streamFeed')).toHaveLength(1));
    const row = await rowOf('Merchant 2');
    const fallen = { ...mine, rowVersion: 2, score: '0.42000', previousScore: '0.91000' };
    act(() => service.push(upsertOf(100, fallen, { matches: false })));
    await waitFor(() => expect(row).toHaveTextContent('Fell below 0.85, kept as yours'));
    expect(await rowOf('Merchant 2')).toBe(row);
    expect(row).toHaveTextContent('▼ 0.49');
    expect(screen.getByText(/1 shown · \+ 1 kept/)).toBeInTheDocument();
  });

  it('is worked by keys alone: claim, note, decide with a reason, next', async () => {
    const service = new FakeFraudService(alertsOf(2));
    const { person } = renderPage('queue', service);
    await grid();
    await waitFor(() => expect(service.called('streamFeed')).toHaveLength(1));
    await person.keyboard('j');
    await screen.findByRole('complementary', { name: 'A-1' });
    await person.keyboard('f');
    expect(await screen.findAllByText('Claim it first')).not.toHaveLength(0);
    await person.keyboard('c');
    await waitFor(() => expect(service.called('claimAlert')).toHaveLength(1));
    expect(await screen.findByText('Your claim')).toBeInTheDocument();
    await person.keyboard('n');
    await person.type(await screen.findByRole('textbox', { name: 'Reason' }), 'Called the merchant{Enter}');
    await waitFor(() => expect(service.called('addNote')).toHaveLength(1));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await person.keyboard('f');
    await person.type(await screen.findByRole('textbox', { name: 'Reason' }), 'Third card on one device{Enter}');
    await waitFor(() => expect(service.called('confirmFraud')).toHaveLength(1));
    expect(service.called('confirmFraud')[0].body).toMatchObject({
      expectedRowVersion: 2,
      fence: 1,
      reason: 'Third card on one device',
    });
    expect(await rowOf('Merchant 1')).toHaveTextContent('Closed');
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await person.keyboard('{Shift>}C{/Shift}');
    expect(await screen.findByRole('complementary', { name: 'A-2' })).toBeInTheDocument();
  });

  it('says who was faster, and shows what the alert is now', async () => {
    const service = new FakeFraudService(alertsOf(1)).fail('claimAlert', 409, 'Flora Supervisor claimed it at 08:00');
    const { person } = renderPage('queue?alert=A-1', service);
    await grid();
    await waitFor(() => expect(service.called('streamFeed')).toHaveLength(1));
    service.change('A-1', { state: 'IN_REVIEW', claimedBy: FLORA, leaseUntil: inMinutes(15) });
    await person.keyboard('c');
    expect(
      await screen.findByText(/Flora Supervisor claimed it at 08:00\. The row shows what it is now/),
    ).toBeInTheDocument();
    expect(await screen.findByText(/Flora Supervisor holds it for/)).toBeInTheDocument();
  });

  it('acts on many rows with a result for each', async () => {
    const held = { state: 'IN_REVIEW' as const, claimedBy: FRANK, leaseUntil: inMinutes(10) };
    const service = new FakeFraudService(alertsOf(3).map(alert => ({ ...alert, ...held })));
    const { person } = renderPage('queue', service);
    await grid();
    await waitFor(() => expect(service.called('streamFeed')).toHaveLength(1));
    for (const key of ['j', 'x', 'j', 'x']) await person.keyboard(key);
    service.change('A-2', {});
    await person.keyboard('p');
    await person.type(await screen.findByRole('textbox', { name: 'Reason' }), 'Known payroll run{Enter}');
    const result = await screen.findByRole('dialog', { name: 'Result of 2 rows' });
    expect(within(result).getByText('1 done, 1 not')).toBeInTheDocument();
    const [, first] = within(result).getAllByRole('row');
    expect(first).toHaveTextContent('A-2changed meanwhile');
  });

  it('counts what waits while it is paused', async () => {
    const service = new FakeFraudService(alertsOf(1));
    const { person } = renderPage('queue', service);
    await grid();
    await waitFor(() => expect(service.called('streamFeed')).toHaveLength(1));
    await person.keyboard('{Shift>}P{/Shift}');
    act(() => service.push(upsertOf(100, alertOf({ alertId: 'N-1', merchantName: 'Newcomer' }))));
    const bar = screen.getByRole('group', { name: 'State of the live feed' });
    await waitFor(() => expect(bar).toHaveTextContent('100 of 101· 1 waiting'));
    expect(screen.queryByText('1 new')).not.toBeInTheDocument();
    await person.keyboard('{Shift>}P{/Shift}');
    expect(await screen.findByText('1 new')).toBeInTheDocument();
  });

  it('only reads while the feed is away', async () => {
    const service = new FakeFraudService(alertsOf(1));
    const { person } = renderPage('queue?alert=A-1', service);
    await grid();
    await waitFor(() => expect(service.called('streamFeed')).toHaveLength(1));
    service.fail('streamFeed', 503, 'No');
    act(() => service.hangUp());
    expect(await screen.findByText('Reconnecting')).toBeInTheDocument();
    await person.keyboard('c');
    expect(service.called('claimAlert')).toHaveLength(0);
    expect(await screen.findByText(/The feed has been silent for/)).toBeInTheDocument();
  });

  it('tells why and what else, in words', async () => {
    renderPage('queue?alert=A-1', new FakeFraudService(alertsOf(1)));
    const drawer = await screen.findByRole('complementary', { name: 'A-1' });
    expect(
      await within(drawer).findByText('Would not have alerted if the amount were below EUR 439.73.'),
    ).toBeInTheDocument();
    expect(within(drawer).getByText(/61 % \(55–67\), n 280/)).toBeInTheDocument();
    expect(within(drawer).getByRole('img', { name: /3 payments between/ })).toBeInTheDocument();
    expect(within(drawer).getByRole('link', { name: 'break BRK-1' })).toHaveAttribute(
      'href',
      expect.stringContaining('/payrec/reconciliation/workbench?break=BRK-1'),
    );
    expect(within(drawer).getByText(/^open, not matched with the bank/)).toHaveTextContent(/ · as of /);
    expect(within(drawer).getByText(/recoverable until/)).toBeInTheDocument();
  });

  it('marks rows that somebody else looks at, and does not name the holder twice', async () => {
    const viewers = [{ actor: FLORA, since: inMinutes(-1) }];
    const [one, two] = alertsOf(2);
    const held = { state: 'IN_REVIEW' as const, claimedBy: FLORA, leaseUntil: inMinutes(10) };
    renderPage(
      'queue',
      new FakeFraudService([
        { ...one, viewers },
        { ...two, ...held, viewers },
      ]),
    );
    const mark = await screen.findByRole('img', { name: 'Flora Supervisor also viewing' });
    expect(mark.closest('tr')).toBe(await rowOf('Merchant 1'));
    expect(screen.getAllByRole('img', { name: /also viewing/ })).toHaveLength(1);
  });

  it.each([
    ['no alert at all', 'queue', 'Every alert is decided. New ones appear here by themselves; the feed is live.'],
    ['no alert under filters', 'queue?country=JP', 'No alert fits these filters. Remove one to see more.'],
  ])('is empty with a reason: %s', async (_, path, hint) => {
    renderPage(path, new FakeFraudService([]));
    expect(await screen.findByText(hint)).toBeInTheDocument();
  });

  it.each([
    [403, 'You may not see this'],
    [500, 'The queue could not be read'],
    [503, 'The queue could not be read'],
  ])('answer %s has a look of its own', async (status, title) => {
    renderPage('queue', new FakeFraudService([]).failAll(status, 'No'));
    expect(await screen.findByText(title)).toBeInTheDocument();
  });

  it('has no faults of accessibility', async () => {
    renderPage('queue?alert=A-1', new FakeFraudService(alertsOf(3)));
    await within(await screen.findByRole('complementary', { name: 'A-1' })).findByText('Timeline');
    expect((await axe(screen.getByRole('main'))).violations).toEqual([]);
  });
});
