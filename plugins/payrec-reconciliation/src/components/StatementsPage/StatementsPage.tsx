import {
  FilterBar,
  FilterSelect,
  SplitView,
  tonesOf,
  UploadDropzone,
  useUrlFilters,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo } from 'react';
import { z } from 'zod';
import { useAccountOptions } from '../../hooks/useAccountOptions';
import { useOpenItem } from '../../hooks/useOpenItem';
import { usePages } from '../../hooks/usePages';
import { useReconciliationAccess } from '../../hooks/useReconciliationAccess';
import { useStatementFiles } from '../../hooks/useStatementFiles';
import { useReconciliationText } from '../../translation';
import { ModuleFrame, ModuleStamp } from '../ModuleFrame';
import { PagedTable } from '../PagedTable';
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
  const access = useReconciliationAccess();
  const [filters, setFilters] = useUrlFilters(statementFilters);
  const [openId, show] = useOpenItem('file');
  const accounts = useAccountOptions();
  const query = usePages(
    useStatementFiles({ unit: filters.account, state: filters.state, warningsOnly: filters.warnings }),
  );
  const knownIds = useMemo(() => new Set(query.data?.items.map(file => file.id)), [query.data]);
  const { uploads, start, clear } = useUploads(knownIds);
  const columns = useMemo(() => fileColumns(t, { muted: classes.muted }), [t, classes.muted]);
  const filtered = Boolean(filters.account || filters.state || filters.warnings);

  return (
    <ModuleFrame
      page="statements"
      fill
      stamp={<ModuleStamp asOf={query.data?.asOf} />}
      filters={
        <FilterBar>
          <FilterSelect
            label={t('statements.filterAccount')}
            value={filters.account}
            options={accounts}
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
        <PagedTable
          tableId="reconciliation-files"
          label={t('statements.tableLabel')}
          columns={columns}
          query={query}
          getRowId={file => file.id}
          empty={{
            title: t('statements.emptyTitle'),
            hint: t(filtered ? 'statements.emptyFiltered' : 'statements.emptyAll'),
          }}
          focusedId={openId}
          onShow={show}
        />
      </SplitView>
    </ModuleFrame>
  );
}
