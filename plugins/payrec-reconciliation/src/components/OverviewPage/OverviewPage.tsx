import {
  ActionButton,
  AsOfStamp,
  FilterSelect,
  formatDate,
  QueryState,
  useKeyMap,
  usePayrecLocale,
  useUrlFilters,
} from '@internal/plugin-payrec-react';
import { addDays, parseIsoDate } from '@internal/plugin-payrec-common';
import { useState } from 'react';
import { z } from 'zod';
import { useOverview } from '../../hooks/useOverview';
import { useReconciliationAccess } from '../../hooks/useReconciliationAccess';
import { useReconciliationText } from '../../translation';
import { DayChip, ModuleFrame, runNumber } from '../ModuleFrame';

import { StartRunDialog } from '../StartRunDialog';
import { OverviewContent } from './OverviewContent';
import { OverviewSkeleton } from './OverviewSkeleton';

/** A choice that is left out means: the latest day, the currency with the most transactions, the grid. */
const overviewFilters = z.object({
  date: z.string().optional(),
  currency: z.string().optional(),
  view: z.enum(['grid', 'table']).default('grid'),
});

/** Days that the date picker lists, back from the latest one. */
const PICKER_DAYS = 31;

/** Is all of yesterday's money in the bank, and if not, which part is nobody's fault yet? */
export function OverviewPage() {
  const { t } = useReconciliationText();
  const locale = usePayrecLocale();
  const [filters, setFilters] = useUrlFilters(overviewFilters);
  const [starting, setStarting] = useState(false);
  const query = useOverview(filters.date ? { date: filters.date } : {});
  const access = useReconciliationAccess();
  const { data: overview } = query;
  const currencies = overview?.totals.map(total => total.currency) ?? [];
  const currency = filters.currency && currencies.includes(filters.currency) ? filters.currency : currencies[0];
  const latest = overview?.latestDate ?? overview?.date;
  const toggleView = () => setFilters({ view: filters.view === 'grid' ? 'table' : 'grid' });
  const noTrigger = access.mayTrigger ? null : t('runs.noTrigger');
  useKeyMap([
    { key: 't', label: t('keys.tableView'), run: toggleView },
    { key: 'R', label: t('keys.runAgain'), run: () => setStarting(true), disabled: !access.mayTrigger },
  ]);

  const pickers = overview && (
    <>
      <FilterSelect
        plain
        label={t('overview.currency')}
        value={currency}
        options={currencies.map(code => ({ value: code, label: code }))}
        onChange={value => setFilters({ currency: value === currencies[0] ? undefined : value })}
      />
      <FilterSelect
        plain
        label={t('overview.date')}
        value={overview.date}
        options={daysBack(latest!, overview.date).map(day => ({
          value: day,
          label: formatDate(day, { locale, style: 'weekday' }),
        }))}
        onChange={value => setFilters({ date: value === latest ? undefined : value })}
      />
    </>
  );

  return (
    <ModuleFrame
      page="overview"
      chip={<DayChip overview={overview} />}
      stamp={
        <AsOfStamp
          asOf={overview?.asOf}
          parts={overview?.accounts[0]?.runId ? [t('page.run', { run: runNumber(overview.accounts[0].runId) })] : []}
        />
      }
      actions={
        <>
          {pickers}
          <ActionButton kind="primary" disabledReason={noTrigger} onClick={() => setStarting(true)}>
            {t('overview.runAgain')}
          </ActionButton>
        </>
      }
    >
      <QueryState query={query} skeleton={<OverviewSkeleton />} isEmpty={() => false}>
        {data => (
          <OverviewContent
            overview={data}
            currency={currency}
            view={filters.view}
            onCurrency={code => setFilters({ currency: code === currencies[0] ? undefined : code })}
            onView={toggleView}
            onLatest={() => setFilters({ date: undefined })}
          />
        )}
      </QueryState>
      <StartRunDialog open={starting} asOfDate={filters.date} onClose={() => setStarting(false)} />
    </ModuleFrame>
  );
}

function daysBack(latest: string, chosen: string): string[] {
  const days = Array.from({ length: PICKER_DAYS }, (_, index) => addDays(parseIsoDate(latest), -index) as string);
  return days.includes(chosen) ? days : [chosen, ...days];
}
