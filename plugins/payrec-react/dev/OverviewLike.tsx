import {
  ActionButton,
  AsOfStamp,
  BarList,
  ChartPanel,
  DayGrid,
  FilterSelect,
  MoneyText,
  NeedsYouList,
  PageFrame,
  Panel,
  PanelRow,
  PayrecTones,
  ProgressBar,
  Sentence,
  StatStrip,
  StateChip,
  UploadDropzone,
} from '../src';
import { dayRows, eur } from './data';

export const tabs = [
  { id: 'overview', label: 'Overview', to: '/kit/overview' },
  { id: 'list', label: 'Workbench', to: '/kit/list', count: 1412 },
  { id: 'states', label: 'States', to: '/kit/states', count: 3 },
];

export const asOf = {
  dataVersion: 'a1b2c3d4e5f60718',
  businessDate: '2026-11-20',
  at: '2026-11-21T05:12:00Z',
  engine: 'duckdb' as const,
};

const option = (tones: PayrecTones) => ({
  grid: { left: 44, right: 16, top: 12, bottom: 24 },
  xAxis: {
    type: 'category',
    data: ['Fri 20', 'Mon 23', 'Tue 24', 'Wed 25'],
    axisLabel: { color: tones.muted },
    axisLine: { lineStyle: { color: tones.line } },
  },
  yAxis: {
    type: 'value',
    max: 100,
    axisLabel: { color: tones.muted },
    splitLine: { lineStyle: { color: tones.line } },
  },
  series: [{ type: 'line', data: [0, 46, 68, 81], showSymbol: false, itemStyle: { color: tones.accent } }],
});

/** The parts of an overview with the figures of the design picture. */
export function OverviewLike() {
  return (
    <PageFrame
      title="Overview"
      crumbs={[{ label: 'Payments', to: '/' }, { label: 'Daily Reconciliation' }]}
      chip={<StateChip tone="warn">Not closed · due 16:00 CET</StateChip>}
      stamp={<AsOfStamp asOf={asOf} parts={['run 4 812', 'complete']} />}
      actions={
        <>
          <FilterSelect
            plain
            label="Currency"
            value="EUR"
            options={[{ value: 'EUR', label: 'EUR' }]}
            onChange={() => {}}
          />
          <ActionButton kind="primary">Close the day</ActionButton>
        </>
      }
      tabs={tabs}
    >
      <Sentence>
        At the close of 20 November{' '}
        <b>
          € <MoneyText money={eur('1820416')} />
        </b>{' '}
        is not in the bank: <MoneyText money={eur('987022')} /> is on its way, <MoneyText money={eur('541030')} /> is
        explained by fees, FX and carry-over,{' '}
        <b>
          <MoneyText money={eur('292364')} tone="bad" />
        </b>{' '}
        is unexplained.
      </Sentence>
      <StatStrip
        terms={[
          { label: 'Expected, 1 204 530 transactions', money: eur('1248091137') },
          { label: 'Matched with the bank', money: eur('1246270721'), tone: 'ok', sign: '=' },
          { label: 'On its way', money: eur('987022'), sign: '+' },
          { label: 'Explained', money: eur('541030'), sign: '+' },
          { label: 'Unexplained', money: eur('292364'), tone: 'bad', sign: '+' },
        ]}
        proof={eur('0')}
      />
      <PanelRow side>
        <Panel
          title="Accounts by day"
          note="open breaks after the cut-off; ✓ means all matched"
          action={
            <ActionButton kind="quiet" small>
              Table view
            </ActionButton>
          }
        >
          <DayGrid label="Accounts by day" rows={dayRows} manyBreaks={20} />
        </Panel>
        <Panel title="Needs you">
          <NeedsYouList
            items={[
              {
                id: 'a',
                count: 12,
                text: 'proposals wait for a second person',
                detail: 'oldest 2 h 10 min',
                to: '/kit/list',
              },
              {
                id: 'b',
                count: 5,
                text: 'breaks are later than usual',
                detail: 'Velo Werkstatt',
                to: '/kit/list',
                tone: 'bad',
              },
              {
                id: 'c',
                count: 1,
                text: 'statement is missing',
                detail: 'Sparbank Sud USD',
                to: '/kit/list',
                tone: 'bad',
              },
            ]}
          />
        </Panel>
      </PanelRow>
      <PanelRow>
        <Panel title="Age" note="301 breaks in EUR">
          <BarList
            label="Age"
            items={[
              { id: '0', label: 'up to 2 days', count: 195, money: eur('-601040'), tone: 'neutral', to: '/kit/list' },
              { id: '3', label: '3 to 5 days', count: 64, money: eur('-540211') },
              { id: '6', label: '6 to 10 days', count: 28, money: eur('-499165'), tone: 'warn' },
              { id: '11', label: '11 to 30 days', count: 12, money: eur('-150000'), tone: 'bad' },
            ]}
          />
        </Panel>
        <Panel title="Upload" note="statement files" padded>
          <UploadDropzone onFiles={() => {}} hint="MT940, camt.053, BAI2, settlement reports" />
          <div style={{ height: 12 }} />
          <ProgressBar
            label="Matching 6 units"
            done={412000}
            total={1204530}
            unit="rows"
            ratePerSecond={48000}
            secondsLeft={17}
            onCancel={() => {}}
          />
        </Panel>
        <ChartPanel
          title="When the rest should arrive"
          note="from each account's own delays"
          summary="81 percent by Wednesday"
          option={option}
          table={{
            columns: ['Day', 'Likely'],
            rows: [
              ['Fri 20', '0 %'],
              ['Mon 23', '46 %'],
            ],
          }}
        />
      </PanelRow>
    </PageFrame>
  );
}
