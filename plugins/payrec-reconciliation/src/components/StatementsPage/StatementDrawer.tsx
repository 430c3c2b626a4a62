import {
  DataColumn,
  DataTable,
  DateText,
  DrawerSection,
  MoneyText,
  QueryState,
  StateChip,
} from '@internal/plugin-payrec-react';
import { StatementFileJson } from '@internal/plugin-payrec-reconciliation-common';
import { useMemo } from 'react';
import { StatementLineJson } from '../../api/types';
import { usePages } from '../../hooks/usePages';
import { useStatementFile } from '../../hooks/useStatementFiles';
import { useStatementLines } from '../../hooks/useStatementLines';
import { useCounted } from '../../hooks/useCounted';
import { Translate, useReconciliationText } from '../../translation';
import { useDrawerStyles } from '../BreakDrawer/useDrawerStyles';
import { ItemDrawer } from '../ItemDrawer';
import { TruthText } from './fileColumns';
import { FILE_LABELS, FILE_TONES, formatText, OUTCOME_LABELS, OUTCOME_TONES } from './statementTones';

/** Lines shown before the table scrolls inside the drawer. */
const LINES_SHOWN = 12;

/** One file: its statements, its warnings with their line in the file, and its lines. */
export function StatementDrawer({ fileId, onClose }: { fileId: string | undefined; onClose: () => void }) {
  const { t } = useReconciliationText();
  const query = useStatementFile(fileId);
  return (
    <ItemDrawer
      query={query}
      open={Boolean(fileId)}
      title={query.data?.fileName ?? fileId}
      chip={file => ({ tone: FILE_TONES[file.state], text: t(`statements.${FILE_LABELS[file.state]}`) })}
      gone={t('statements.gone')}
      onClose={onClose}
    >
      {file => <FileStory file={file} />}
    </ItemDrawer>
  );
}

function FileStory({ file }: { file: StatementFileJson }) {
  const { t } = useReconciliationText();
  const counted = useCounted();
  const classes = useDrawerStyles();
  return (
    <>
      {file.rejectedReason && (
        <p className={classes.bad} role="alert">
          {t('statements.resultRejected', { reason: file.rejectedReason })}
        </p>
      )}
      <dl className={`${classes.box} ${classes.chain}`}>
        <dt className={classes.chainLabel}>{t('statements.format')}</dt>
        <dd className={classes.plain}>{formatText(file.format, t)}</dd>
        <dt className={classes.chainLabel}>{t('statements.lines')}</dt>
        <dd className={classes.plain}>
          {t('workbench.lines', counted(file.lineCount))}
          {file.duplicateLineCount > 0 && ` · ${t('statements.duplicates', { count: file.duplicateLineCount })}`}
        </dd>
        <dt className={classes.chainLabel}>{t('statements.size')}</dt>
        <dd className={classes.plain}>{sizeText(file.sizeBytes, t)}</dd>
        <dt className={classes.chainLabel}>{t('statements.sha')}</dt>
        <dd className={classes.id} title={file.sha256}>
          {file.sha256.slice(0, 16)}…
        </dd>
      </dl>
      {file.warnings.length > 0 && (
        <DrawerSection title={t('statements.warnings', { count: file.warnings.length })}>
          <ul className={classes.why}>
            {file.warnings.map(warning => (
              <li key={`${warning.code} ${warning.line} ${warning.message}`}>
                <b className={classes.warn}>
                  {warning.line === null ? warning.code : t('statements.line', { line: String(warning.line) })}
                </b>{' '}
                {warning.message}
              </li>
            ))}
          </ul>
        </DrawerSection>
      )}
      {file.statements.map(statement => (
        <DrawerSection
          key={statement.statementId}
          title={
            <>
              {statement.account}
              {statement.statementNo && ` · ${t('statements.number')} ${statement.statementNo}`}
              {statement.interim && ` · ${t('statements.interim')}`}
            </>
          }
        >
          <Statement statement={statement} />
        </DrawerSection>
      ))}
      {file.lineCount > 0 && <Lines fileId={file.id} />}
    </>
  );
}

function Statement({ statement }: { statement: StatementFileJson['statements'][number] }) {
  const { t } = useReconciliationText();
  const classes = useDrawerStyles();
  const money = (amount: typeof statement.opening) =>
    amount ? <MoneyText money={amount} withCurrency /> : t('statements.unknown');
  return (
    <dl className={classes.chain}>
      <dt className={classes.chainLabel}>{t('statements.businessDate')}</dt>
      <dd className={classes.chainAmount}>
        {statement.businessDate ? <DateText date={statement.businessDate} /> : '—'}
      </dd>
      <dt className={classes.chainLabel}>{t('statements.opening')}</dt>
      <dd className={classes.chainAmount}>{money(statement.opening)}</dd>
      <dt className={classes.chainLabel}>{t('statements.closing')}</dt>
      <dd className={classes.chainAmount}>{money(statement.closing)}</dd>
      <dt className={classes.chainLabel} title={t('statements.footsHint')}>
        {t('statements.foots')}
      </dt>
      <dd className={classes.chainAmount}>
        <TruthText value={statement.foots} t={t} />
      </dd>
      <dt className={classes.chainLabel} title={t('statements.chainHint')}>
        {t('statements.chain')}
      </dt>
      <dd className={classes.chainAmount}>
        <TruthText value={statement.chainOk} t={t} />
      </dd>
      {statement.unit === null && (
        <>
          <dt className={classes.chainLabel}>{t('workbench.account')}</dt>
          <dd className={classes.warn}>{t('statements.unknownAccount')}</dd>
        </>
      )}
    </dl>
  );
}

function lineColumns(t: Translate): DataColumn<StatementLineJson>[] {
  return [
    {
      id: 'line',
      header: t('statements.lineCol'),
      width: 44,
      kind: 'number',
      cell: line => line.fileLine ?? line.ordinal,
    },
    {
      id: 'date',
      header: t('workbench.valueDate'),
      width: 70,
      cell: line => <DateText date={line.valueDate} style="short" />,
    },
    {
      id: 'text',
      header: t('statements.lineText'),
      width: 66,
      grow: 2,
      cell: line => <bdi>{line.text ?? line.reference}</bdi>,
      text: line => [line.counterparty, line.reference, line.text].filter(Boolean).join(' · '),
    },
    {
      id: 'amount',
      header: t('drawer.amount'),
      width: 80,
      kind: 'number',
      cell: line => <MoneyText money={line.amount} />,
    },
    {
      id: 'outcome',
      header: t('statements.lineOutcome'),
      width: 90,
      cell: line => (
        <StateChip tone={OUTCOME_TONES[line.outcome]}>{t(`statements.${OUTCOME_LABELS[line.outcome]}`)}</StateChip>
      ),
    },
  ];
}

function Lines({ fileId }: { fileId: string }) {
  const { t } = useReconciliationText();
  const paged = useStatementLines(fileId);
  const query = usePages(paged);
  const columns = useMemo(() => lineColumns(t), [t]);
  return (
    <DrawerSection title={t('statements.lines')}>
      <QueryState query={query}>
        {({ items }) => (
          <DataTable
            tableId="reconciliation-statement-lines"
            label={t('statements.linesLabel')}
            columns={columns}
            rows={items}
            getRowId={line => line.lineId}
            hasMore={paged.hasNextPage}
            isLoadingMore={paged.isFetchingNextPage}
            onEndReached={() => paged.fetchNextPage()}
            maxRows={LINES_SHOWN}
          />
        )}
      </QueryState>
    </DrawerSection>
  );
}

/** Bytes for people: exact below a kilobyte, whole kilobytes and megabytes above. */
function sizeText(bytes: number, t: Translate): string {
  if (bytes < 1_000) return t('statements.bytes', { n: String(bytes) });
  if (bytes < 1_000_000) return t('statements.kilobytes', { n: String(Math.round(bytes / 1_000)) });
  return t('statements.megabytes', { n: String(Math.round(bytes / 1_000_000)) });
}
