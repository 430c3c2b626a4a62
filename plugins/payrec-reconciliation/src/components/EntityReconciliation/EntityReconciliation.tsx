import { useEntity } from '@backstage/plugin-catalog-react';
import {
  AppLink,
  AsOfStamp,
  DataTable,
  MoneyList,
  Panel,
  PanelRow,
  QueryState,
  StatePage,
  tonesOf,
  useAppNavigate,
} from '@internal/plugin-payrec-react';
import { BreakJson, Overview } from '@internal/plugin-payrec-reconciliation-common';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo } from 'react';
import { usePages } from '../../hooks/usePages';
import { useBreaks } from '../../hooks/useBreaks';
import { useLiveUpdates } from '../../hooks/useLiveUpdates';
import { useOverview } from '../../hooks/useOverview';
import { useCounted } from '../../hooks/useCounted';
import { useReconciliationText } from '../../translation';
import { AccountsGrid } from '../AccountsGrid';
import { DayChip, useModuleLinks } from '../ModuleFrame';
import { breakColumns } from '../WorkbenchPage/breakColumns';
import { CLASSES_TO_DECIDE, OPEN_STATES } from '../WorkbenchPage/workbenchFilters';

/** On a Resource of type payment-account: the unit it is reconciled as, `<accountId>|<currency>`. */
export const RECON_UNIT_ANNOTATION = 'payrec.io/recon-unit';

const useStyles = makeStyles(
  theme => ({
    root: { fontSize: 13, lineHeight: 1.45, color: tonesOf(theme).text },
    head: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: 12, marginBottom: 12 },
    space: { flex: 1 },
    muted: { color: tonesOf(theme).muted },
    late: { color: tonesOf(theme).bad.text },
  }),
  { name: 'PayrecEntityReconciliation' },
);

/** The days and open breaks of one account, or of all of them on the system. */
export function EntityReconciliation() {
  const { t } = useReconciliationText();
  const classes = useStyles();
  const { entity } = useEntity();
  const unit = entity.metadata.annotations?.[RECON_UNIT_ANNOTATION];
  const query = useOverview();
  useLiveUpdates();
  return (
    <div className={classes.root}>
      <QueryState query={query} isEmpty={() => false}>
        {overview => {
          const accounts = unit ? overview.accounts.filter(account => account.unit.unit === unit) : overview.accounts;
          return accounts.length === 0 ? (
            <StatePage
              kind="empty"
              title={t('entity.title')}
              hint={t('entity.unknownUnit', { annotation: RECON_UNIT_ANNOTATION, unit: unit ?? '—' })}
            />
          ) : (
            <UnitReconciliation overview={overview} accounts={accounts} unit={unit} />
          );
        }}
      </QueryState>
    </div>
  );
}

function UnitReconciliation(props: { overview: Overview; accounts: Overview['accounts']; unit: string | undefined }) {
  const { overview, accounts, unit } = props;
  const { t } = useReconciliationText();
  const classes = useStyles();
  const { link } = useModuleLinks();
  return (
    <>
      <div className={classes.head}>
        {!unit && <DayChip overview={overview} />}
        <AsOfStamp asOf={overview.asOf} />
        <span className={classes.space} />
        <AppLink to={link('workbench', { account: unit })}>{t('entity.openWorkbench')}</AppLink>
      </div>
      <PanelRow columns={1}>
        <Panel title={t('overview.accounts')} note={t('overview.accountsNote')}>
          <AccountsGrid accounts={accounts} />
        </Panel>
      </PanelRow>
      <EntityBreaks unit={unit} />
    </>
  );
}

function EntityBreaks({ unit }: { unit: string | undefined }) {
  const { t } = useReconciliationText();
  const classes = useStyles();
  const { link } = useModuleLinks();
  const navigate = useAppNavigate();
  const paged = useBreaks({ unit, state: [...OPEN_STATES], breakClass: CLASSES_TO_DECIDE });
  const query = usePages(paged);
  const counted = useCounted();
  const withCurrency = (query.data?.totals.length ?? 0) > 1;
  const columns = useMemo(
    () => breakColumns(t, { classes, counted, withCurrency }),
    [t, classes, counted, withCurrency],
  );
  const open = (reconBreak: BreakJson) => navigate(link('workbench', { account: unit, break: reconBreak.id }));
  return (
    <Panel
      title={t('entity.breaks')}
      note={t('entity.breaksNote')}
      action={query.data && <MoneyList amounts={query.data.totals} signed strong />}
    >
      <QueryState query={query} empty={{ title: t('workbench.emptyTitle'), hint: t('workbench.emptyAll') }}>
        {data => (
          <DataTable
            tableId="reconciliation-entity-breaks"
            label={t('workbench.tableLabel')}
            columns={columns}
            rows={data.items}
            getRowId={row => row.id}
            totalCount={data.totalCount}
            onOpen={open}
            hasMore={paged.hasNextPage}
            isLoadingMore={paged.isFetchingNextPage}
            onEndReached={() => paged.fetchNextPage()}
            maxRows={12}
          />
        )}
      </QueryState>
    </Panel>
  );
}
