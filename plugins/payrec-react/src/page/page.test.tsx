import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe, toHaveNoViolations } from 'jest-axe';
import { AsOfStamp } from '../format/TimeText';
import { renderKit } from '../__testUtils__/renderKit';
import { BarList } from './BarList';
import { DayGrid, DayGridCell } from './DayGrid';
import { NeedsYouList } from './NeedsYouList';
import { PageFrame } from './PageFrame';
import { Panel } from './Panel';
import { StatStrip } from './StatStrip';
import { StateChip } from './StateChip';
import { ActionButton } from './buttons';

expect.extend(toHaveNoViolations);

const eur = (minor: string) => ({ minor, currency: 'EUR' });

const days: DayGridCell[] = [
  { businessDate: '2026-11-18', state: 'ok', openBreaks: 0, to: '/list?day=18' },
  { businessDate: '2026-11-19', state: 'closed', openBreaks: 0 },
  { businessDate: '2026-11-20', state: 'open', openBreaks: 41, to: '/list?day=20' },
];

const rows = [
  { id: 'a', name: 'Adyen', detail: 'EUR', days, open: eur('-1410290') },
  {
    id: 'b',
    name: 'Sparbank',
    detail: 'USD',
    days: days.map(day => ({ ...day, state: 'no-file' as const, to: `/files?day=${day.businessDate}` })),
    open: eur('0'),
  },
];

describe('an overview', () => {
  it('has no accessibility violations', async () => {
    const { container } = await renderKit(
      <PageFrame
        title="Overview"
        crumbs={[{ label: 'Payments', to: '/' }, { label: 'Daily Reconciliation' }]}
        chip={<StateChip tone="warn">Not closed</StateChip>}
        stamp={
          <AsOfStamp
            asOf={{ dataVersion: 'abc', businessDate: '2026-11-20', at: '2026-11-21T05:12:00Z', engine: 'duckdb' }}
          />
        }
        actions={<ActionButton disabledReason="You proposed it; a second person decides">Approve</ActionButton>}
        tabs={[
          { id: 'overview', label: 'Overview', to: '/' },
          { id: 'list', label: 'Workbench', to: '/list', count: 1412 },
        ]}
        activeTab="overview"
      >
        <StatStrip
          terms={[
            { label: 'Expected', money: eur('100') },
            { label: 'Unexplained', money: eur('5'), sign: '=' },
          ]}
          proof={eur('0')}
        />
        <Panel title="Accounts by day">
          <DayGrid label="Accounts by day" rows={rows} />
        </Panel>
        <Panel title="Age" note="in EUR">
          <BarList
            label="Age"
            items={[{ id: '1', label: 'up to 2 days', count: 3, money: eur('-100'), to: '/list' }]}
          />
        </Panel>
        <NeedsYouList items={[{ id: 'p', count: 12, text: 'proposals wait', detail: 'oldest 2 h', to: '/list' }]} />
      </PageFrame>,
    );
    expect(await axe(container)).toHaveNoViolations();
    expect(screen.getByRole('link', { name: /Overview/ })).toHaveAttribute('aria-current', 'page');
  });

  it.each([
    ['0', 'proven'],
    ['-1', 'not zero'],
  ])('a proof of %s is %s in words', async (minor, words) => {
    await renderKit(<StatStrip terms={[{ label: 'Expected', money: eur('100') }]} proof={eur(minor)} />);
    expect(screen.getByText(words)).toBeInTheDocument();
  });

  it('goes through the days with the arrow keys and skips closed ones', async () => {
    await renderKit(<DayGrid label="Accounts by day" rows={rows} />);
    const grid = screen.getByRole('table', { name: 'Accounts by day' });
    const links = within(grid).getAllByRole('link');
    links[0].focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(links[1]).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}');
    expect(document.activeElement).toHaveAttribute('href', '/files?day=2026-11-20');
    await userEvent.keyboard('{ArrowLeft}{ArrowUp}');
    expect(document.activeElement).toHaveAttribute('href', '/files?day=2026-11-19');
  });

  it('begins at the newest day where there is no room for all', async () => {
    const width = jest.spyOn(Element.prototype, 'scrollWidth', 'get').mockReturnValue(900);
    await renderKit(<DayGrid label="Accounts by day" rows={rows} />);
    expect(screen.getByRole('table', { name: 'Accounts by day' }).parentElement!.scrollLeft).toBe(900);
    width.mockRestore();
  });

  it('lists its keys behind ?', async () => {
    await renderKit(<PageFrame title="Overview">content</PageFrame>);
    await userEvent.keyboard('?');
    expect(await screen.findByRole('dialog', { name: 'Keys of this page' })).toBeInTheDocument();
    expect(screen.getByText('Show this list')).toBeInTheDocument();
  });
});
