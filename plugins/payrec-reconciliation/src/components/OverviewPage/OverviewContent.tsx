import {
  ActionButton,
  BarList,
  formatDate,
  formatInstant,
  NeedsYouItem,
  NeedsYouList,
  Panel,
  PanelRow,
  StatePage,
  StatStrip,
  useNow,
  usePayrecLocale,
} from '@internal/plugin-payrec-react';
import { Overview } from '@internal/plugin-payrec-reconciliation-common';
import { OverviewTotal } from '../../api/types';
import { useCounted } from '../../hooks/useCounted';
import { useReconciliationText } from '../../translation';
import { classTone, isZeroMoney } from '../BreakLabels';
import { isNotRun, ModulePage, useModuleLinks } from '../ModuleFrame';
import { AccountsGrid } from '../AccountsGrid';
import { AccountsTable } from './AccountsTable';
import { CurrenciesTable } from './CurrenciesTable';
import { Story } from './Story';

const AGE_ORDER = ['0-2', '3-5', '6-10', '11-30', '31+'];
const AGE_TONES = { '0-2': 'neutral', '3-5': 'info', '6-10': 'warn', '11-30': 'bad', '31+': 'bad' } as const;

const NEEDS: Record<
  Overview['needsYou'][number]['kind'],
  { page: ModulePage; search: Record<string, string>; tone?: NeedsYouItem['tone'] }
> = {
  proposals: { page: 'workbench', search: { state: 'proposed' } },
  overdue: { page: 'workbench', search: { age: '11+' }, tone: 'bad' },
  'missing-statements': { page: 'statements', search: {}, tone: 'bad' },
  'file-warnings': { page: 'statements', search: { warnings: 'true' } },
  disputes: { page: 'workbench', search: { state: 'disputed' } },
  'refused-runs': { page: 'runs', search: {}, tone: 'bad' },
};

export type OverviewContentProps = {
  overview: Overview;
  currency: string | undefined;
  view: 'grid' | 'table';
  onCurrency: (currency: string) => void;
  onView: () => void;
  onLatest: () => void;
};

export function OverviewContent(props: OverviewContentProps) {
  const { overview, currency, onCurrency, onLatest } = props;
  const { t } = useReconciliationText();
  const locale = usePayrecLocale();
  const total = overview.totals.find(candidate => candidate.currency === currency);
  if (isNotRun(overview)) {
    const latest = overview.latestDate && formatDate(overview.latestDate, { locale });
    return (
      <StatePage
        kind="empty"
        title={t('overview.notRunTitle', { date: formatDate(overview.date, { locale }) })}
        hint={
          latest && latest !== formatDate(overview.date, { locale })
            ? t('overview.notRunHint', { latest })
            : t('overview.notRunHintFirst')
        }
      >
        {latest && overview.latestDate !== overview.date && (
          <ActionButton onClick={onLatest}>{t('overview.goToLatest', { latest })}</ActionButton>
        )}
      </StatePage>
    );
  }
  return (
    <>
      {total ? <Proof date={overview.date} total={total} /> : <p>{t('overview.noTotals')}</p>}
      <PanelRow side>
        <Accounts {...props} />
        <Panel title={t('overview.needs')}>
          <Needs overview={overview} />
        </Panel>
      </PanelRow>
      <PanelRow columns={3}>
        {currency && <Age overview={overview} currency={currency} />}
        {currency && <Classes overview={overview} currency={currency} />}
        <Panel title={t('overview.currencies')} note={t('overview.currenciesNote')}>
          <CurrenciesTable totals={overview.totals} currency={currency} onCurrency={onCurrency} />
        </Panel>
      </PanelRow>
    </>
  );
}

function Proof({ date, total }: { date: string; total: OverviewTotal }) {
  const { t } = useReconciliationText();
  const counted = useCounted();
  return (
    <>
      <Story date={date} total={total} />
      <StatStrip
        terms={[
          { label: t('overview.expected', counted(total.transactionCount)), money: total.expected },
          { sign: '=', label: t('overview.received'), money: total.received, tone: 'ok' },
          { sign: '+', label: t('overview.onItsWay'), money: total.onItsWay },
          { sign: '+', label: t('overview.explained'), money: total.explained },
          {
            sign: '+',
            label: t('overview.unexplained'),
            money: total.unexplained,
            tone: isZeroMoney(total.unexplained) ? 'ok' : 'bad',
          },
        ]}
        proof={total.proof}
        proofLabel={t('overview.mustBeZero')}
      />
    </>
  );
}

function Accounts({ overview, view, onView }: OverviewContentProps) {
  const { t } = useReconciliationText();
  return (
    <Panel
      title={t('overview.accounts')}
      note={t('overview.accountsNote')}
      action={
        <ActionButton kind="quiet" small keyHint="T" aria-pressed={view === 'table'} onClick={onView}>
          {t(view === 'grid' ? 'overview.tableView' : 'overview.gridView')}
        </ActionButton>
      }
    >
      {view === 'table' ? <AccountsTable overview={overview} /> : <AccountsGrid accounts={overview.accounts} />}
    </Panel>
  );
}

function Needs({ overview }: { overview: Overview }) {
  const { t } = useReconciliationText();
  const locale = usePayrecLocale();
  const now = useNow();
  const { link } = useModuleLinks();
  return (
    <NeedsYouList
      nothing={t('overview.needsNothing')}
      items={overview.needsYou.map(({ kind, count, text, detail, oldestAt, missing = [] }) => ({
        id: kind,
        count,
        text,
        detail: [
          oldestAt && t('overview.needsOldest', { time: formatInstant(oldestAt, { locale, now }) }),
          missing
            .map(({ accountName, businessDate }) =>
              t('overview.needsMissing', {
                account: accountName,
                date: formatDate(businessDate, { locale, style: 'short' }),
              }),
            )
            .join(', '),
          detail,
        ]
          .filter(Boolean)
          .join(' · '),
        tone: NEEDS[kind].tone,
        to: link(NEEDS[kind].page, NEEDS[kind].search),
      }))}
    />
  );
}

function Age({ overview, currency }: { overview: Overview; currency: string }) {
  const { t } = useReconciliationText();
  const counted = useCounted();
  const { link } = useModuleLinks();
  const buckets = overview.ageing
    .filter(entry => entry.currency === currency)
    .sort((a, b) => AGE_ORDER.indexOf(a.bucket) - AGE_ORDER.indexOf(b.bucket));
  const count = buckets.reduce((sum, entry) => sum + entry.count, 0);
  return (
    <Panel title={t('overview.age')} note={t('overview.ageNote', { ...counted(count), currency })}>
      {buckets.length === 0 ? (
        <Nothing currency={currency} />
      ) : (
        <BarList
          label={t('overview.age')}
          items={buckets.map(entry => ({
            id: entry.bucket,
            label: t(`age.${entry.bucket}`),
            count: entry.count,
            money: entry.amount,
            tone: AGE_TONES[entry.bucket],
            to: link('workbench', { currency, age: entry.bucket }),
          }))}
        />
      )}
    </Panel>
  );
}

function Classes({ overview, currency }: { overview: Overview; currency: string }) {
  const { t } = useReconciliationText();
  const { link } = useModuleLinks();
  const classes = overview.classes
    .filter(entry => entry.currency === currency)
    .sort((a, b) => b.count - a.count || a.breakClass.localeCompare(b.breakClass));
  return (
    <Panel title={t('overview.class')} note={t('overview.classNote')}>
      {classes.length === 0 ? (
        <Nothing currency={currency} />
      ) : (
        <BarList
          label={t('overview.class')}
          items={classes.map(entry => ({
            id: entry.breakClass,
            label: t(`breakClass.${entry.breakClass}`),
            count: entry.count,
            money: entry.amount,
            tone: classTone(entry.breakClass),
            to: link('workbench', { currency, class: entry.breakClass }),
          }))}
        />
      )}
    </Panel>
  );
}

function Nothing({ currency }: { currency: string }) {
  const { t } = useReconciliationText();
  return <StatePage kind="empty" title={t('overview.nothingOpen', { currency })} />;
}
