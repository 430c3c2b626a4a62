import {
  AsOfStamp,
  DataTable,
  FilterBar,
  FilterSelect,
  QueryState,
  SplitView,
  StatePage,
  tonesOf,
  UploadDropzone,
  useNow,
  useUrlFilters,
  useUrlState,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo } from 'react';
import { z } from 'zod';
import { usePages } from '../../hooks/usePages';
import { useReconciliationAccess } from '../../hooks/useReconciliationAccess';
import { useStatementFiles } from '../../hooks/useStatementFiles';
import { useUnits } from '../../hooks/useUnits';
import { useReconciliationText } from '../../translation';
import { isStale, ModuleFrame } from '../ModuleFrame';
import { fileColumns } from './fileColumns';
import { StatementDrawer } from './StatementDrawer';
import { FILE_LABELS } from './statementTones';
import { UploadResults } from './UploadResults';
import { useUploads } from './useUploads';

const statementFilters = z.object({
  account: z.string().optional(),
  state: z.enum(['received', 'reading', 'ingested', 'rejected']).optional(),
  warnings: z.boolean().default(false),
});

/** A bank's day fits many times; larger files come by the intake folder. */
const MAX_FILE_BYTES = 200_000_000;

const useStyles = makeStyles(
  theme => ({
    upload: {
      flex: 'none',
      padding: '16px 24px 0',
      backgroundColor: tonesOf(theme).page,
      maxHeight: '45%',
      overflow: 'auto',
      position: 'relative',
    },
    gap: { height: 16 },
    muted: { color: tonesOf(theme).muted },
  }),
  { name: 'PayrecStatements' },
);

/** Statement files: bring new ones, see what was read of each, and what the bank got wrong. */
export function StatementsPage() {
  const { t } = useReconciliationText();
  const classes = useStyles();
  const now = useNow();
  const access = useReconciliationAccess();
  const [filters, setFilters] = useUrlFilters(statementFilters);
  const [openId, setOpenId] = useUrlState('file');
  const { data: units } = useUnits();
  const paged = useStatementFiles({ unit: filters.account, state: filters.state, warningsOnly: filters.warnings });
  const query = usePages(paged);
  const rows = useMemo(() => query.data?.items ?? [], [query.data]);
  const knownIds = useMemo(() => new Set(rows.map(file => file.id)), [rows]);
  const { uploads, start, clear } = useUploads(knownIds);
  const columns = useMemo(() => fileColumns(t, { muted: classes.muted }), [t, classes.muted]);
  const show = (id: string | undefined) => setOpenId(id, { replace: openId !== undefined });
  const filtered = Boolean(filters.account || filters.state || filters.warnings);
  const asOf = query.data?.asOf;

  return (
    <ModuleFrame
      page="statements"
      fill
      stamp={<AsOfStamp asOf={asOf} tone={isStale(asOf, now) ? 'warn' : 'ok'} />}
      filters={
        <FilterBar>
          <FilterSelect
            label={t('statements.filterAccount')}
            value={filters.account}
            options={(units?.items ?? []).map(unit => ({
              value: unit.unit,
              label: `${unit.accountName} · ${unit.currency}`,
            }))}
            onChange={account => setFilters({ account })}
          />
          <FilterSelect
            label={t('statements.filterState')}
            value={filters.state}
            options={(['received', 'reading', 'ingested', 'rejected'] as const).map(value => ({
              value,
              label: t(`statements.${FILE_LABELS[value]}`),
            }))}
            onChange={state => setFilters({ state })}
          />
          <FilterSelect
            label={t('statements.warningsCol')}
            value={filters.warnings ? 'only' : undefined}
            options={[{ value: 'only', label: t('statements.filterWarnings') }]}
            onChange={value => setFilters({ warnings: value === 'only' })}
          />
        </FilterBar>
      }
    >
      <SplitView detail={<StatementDrawer fileId={openId} onClose={() => show(undefined)} />}>
        <div className={classes.upload}>
          <UploadDropzone
            onFiles={start}
            maxBytes={MAX_FILE_BYTES}
            hint={t('statements.dropHint')}
            disabledReason={access.mayUpload ? null : t('statements.noUpload')}
          />
          <div className={classes.gap} />
          <UploadResults uploads={uploads} onClear={clear} />
        </div>
        {query.isPending && !query.error ? (
          <DataTable
            tableId="reconciliation-files"
            label={t('statements.tableLabel')}
            columns={columns}
            rows={[]}
            getRowId={file => file.id}
            loading
          />
        ) : (
          <QueryState query={query} isEmpty={() => false}>
            {data =>
              data.items.length === 0 ? (
                <StatePage
                  kind="empty"
                  title={t('statements.emptyTitle')}
                  hint={t(filtered ? 'statements.emptyFiltered' : 'statements.emptyAll')}
                />
              ) : (
                <DataTable
                  tableId="reconciliation-files"
                  label={t('statements.tableLabel')}
                  columns={columns}
                  rows={rows}
                  getRowId={file => file.id}
                  focusedId={openId}
                  onFocusRow={file => show(file.id)}
                  onOpen={file => show(file.id)}
                  hasMore={paged.hasNextPage}
                  isLoadingMore={paged.isFetchingNextPage}
                  onEndReached={() => paged.fetchNextPage()}
                  pageKeys
                />
              )
            }
          </QueryState>
        )}
      </SplitView>
    </ModuleFrame>
  );
}
