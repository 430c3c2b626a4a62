import {
  DataColumn,
  FilterBar,
  FilterChip,
  FilterSelect,
  formatDate,
  MoneyList,
  SearchField,
  SetUrlFilters,
  TableSettings,
  usePayrecLocale,
} from '@internal/plugin-payrec-react';
import { BreakJson, breakClassSchema, breakStateSchema } from '@internal/plugin-payrec-reconciliation-common';
import { MoneyJson } from '../../api/types';
import { useAccountOptions } from '../../hooks/useAccountOptions';
import { useUnits } from '../../hooks/useUnits';
import { useCounted } from '../../hooks/useCounted';
import { useReconciliationText } from '../../translation';
import { personName } from '../BreakLabels';
import { AGE_RANGES, AgeRange, OPEN_STATES, TABLE_ID, WorkbenchFilters, workbenchFilters } from './workbenchFilters';

/** Ready-made views; each is a set of filters, so that a link says the same. */
const VIEWS = ['open', 'mine', 'proposals', 'disputed', 'decided'] as const;
type View = (typeof VIEWS)[number];
const VIEW_LABELS = {
  open: 'viewOpen',
  mine: 'viewMine',
  proposals: 'viewProposals',
  disputed: 'viewDisputed',
  decided: 'viewDecided',
} as const;

function statesOf(view: View): WorkbenchFilters['state'] {
  if (view === 'proposals') return ['proposed'];
  if (view === 'disputed') return ['disputed'];
  return view === 'decided' ? ['approved', 'resolved'] : [...OPEN_STATES];
}

function viewOf(filters: WorkbenchFilters, me: string | undefined): View | undefined {
  const same = (view: View) => statesOf(view).join() === filters.state.join();
  if (me && filters.owner === me && same('mine')) return 'mine';
  return VIEWS.find(view => view !== 'mine' && same(view));
}

export type WorkbenchFilterBarProps = {
  filters: WorkbenchFilters;
  onChange: SetUrlFilters<typeof workbenchFilters>;
  list: { totalCount: number; totals: MoneyJson[] } | undefined;
  people: readonly string[];
  me: string | undefined;
  columns: readonly DataColumn<BreakJson>[];
};

/** Filters of the workbench, how many breaks they leave, and their difference per currency. */
export function WorkbenchFilterBar({ filters, onChange, list, people, me, columns }: WorkbenchFilterBarProps) {
  const { t } = useReconciliationText();
  const counted = useCounted();
  const locale = usePayrecLocale();
  const { data: units } = useUnits();
  const accounts = useAccountOptions();
  const currencies = [...new Set((units?.items ?? []).map(unit => unit.currency))];
  const chooseView = (view: View | undefined) => {
    const chosen = view ?? 'open';
    const leavesMine = filters.owner === me ? undefined : filters.owner;
    onChange({ state: statesOf(chosen), owner: chosen === 'mine' ? me : leavesMine });
  };
  return (
    <FilterBar
      summary={
        list && (
          <>
            <span role="status">{t('workbench.count', counted(list.totalCount))}</span>
            <MoneyList amounts={list.totals} signed strong />
            <TableSettings tableId={TABLE_ID} columns={columns} />
          </>
        )
      }
    >
      <FilterSelect
        plain
        label={t('workbench.view')}
        value={viewOf(filters, me)}
        options={VIEWS.map(view => ({ value: view, label: t(`workbench.${VIEW_LABELS[view]}`) }))}
        onChange={chooseView}
      />
      <SearchField
        value={filters.q}
        placeholder={t('workbench.search')}
        onChange={q => onChange({ q }, { replace: true })}
      />
      {filters.day && (
        <FilterChip
          label={t('workbench.day')}
          value={formatDate(filters.day, { locale, style: 'short' })}
          onRemove={() => onChange({ day: undefined })}
        />
      )}
      <FilterSelect
        label={t('workbench.currency')}
        value={filters.currency}
        options={currencies.map(currency => ({ value: currency, label: currency }))}
        onChange={currency => onChange({ currency })}
      />
      <FilterSelect
        label={t('workbench.account')}
        value={filters.account}
        options={accounts}
        onChange={account => onChange({ account })}
      />
      <FilterSelect
        multiple
        label={t('workbench.class')}
        value={filters.class}
        options={breakClassSchema.options.map(value => ({ value, label: t(`breakClass.${value}`) }))}
        onChange={value => onChange({ class: value })}
      />
      <FilterSelect
        multiple
        label={t('workbench.state')}
        value={viewOf(filters, me) ? [] : filters.state}
        options={breakStateSchema.options.map(value => ({ value, label: t(`breakState.${value}`) }))}
        onChange={state => onChange({ state: state.length > 0 ? state : [...OPEN_STATES] })}
      />
      <FilterSelect
        label={t('workbench.age')}
        value={filters.age}
        options={(Object.keys(AGE_RANGES) as AgeRange[]).map(value => ({ value, label: t(`age.${value}`) }))}
        onChange={age => onChange({ age })}
      />
      <FilterSelect
        label={t('workbench.owner')}
        value={filters.owner}
        options={people.map(ref => ({
          value: ref,
          label: ref === me ? `${personName(ref)} · ${t('workbench.me')}` : personName(ref),
        }))}
        onChange={owner => onChange({ owner })}
      />
    </FilterBar>
  );
}
