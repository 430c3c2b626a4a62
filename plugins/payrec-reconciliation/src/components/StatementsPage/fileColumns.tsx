import { CountText, DataColumn, InstantText, ProofMark, StateChip } from '@internal/plugin-payrec-react';
import { StatementFileJson } from '@internal/plugin-payrec-reconciliation-common';
import { Translate } from '../../translation';
import { PersonBadge, personName } from '../BreakLabels';
import { FILE_LABELS, FILE_TONES, formatText, worst } from './statementTones';

/** Yes, no or not stated, with a sign besides the word. */
export function TruthText({ value, t }: { value: boolean | null; t: Translate }) {
  if (value === null) return <span title={t('statements.unknown')}>—</span>;
  return (
    <span>
      <ProofMark proven={value} /> {t(value ? 'statements.yes' : 'statements.no')}
    </span>
  );
}

export function fileColumns(t: Translate, classes: { muted: string }): DataColumn<StatementFileJson>[] {
  return [
    {
      id: 'file',
      header: t('statements.file'),
      width: 250,
      grow: 1.5,
      fixed: true,
      cell: file => file.fileName,
      text: file => file.fileName,
    },
    {
      id: 'state',
      header: t('statements.state'),
      width: 96,
      fixed: true,
      cell: file => <StateChip tone={FILE_TONES[file.state]}>{t(`statements.${FILE_LABELS[file.state]}`)}</StateChip>,
    },
    {
      id: 'format',
      header: t('statements.format'),
      width: 104,
      cell: file => formatText(file.format, t),
      text: file => formatText(file.format, t),
    },
    {
      id: 'statements',
      header: t('statements.statementsCol'),
      width: 92,
      kind: 'number',
      cell: file => <CountText value={file.statementCount} />,
    },
    {
      id: 'lines',
      header: t('statements.lines'),
      width: 76,
      kind: 'number',
      cell: file => <CountText value={file.lineCount} />,
    },
    {
      id: 'duplicates',
      header: t('statements.duplicatesCol'),
      width: 110,
      kind: 'number',
      hiddenByDefault: true,
      cell: file => <CountText value={file.duplicateLineCount} />,
    },
    {
      id: 'foots',
      header: t('statements.foots'),
      hint: t('statements.footsHint'),
      width: 76,
      cell: file => <TruthText value={worst(file.statements.map(statement => statement.foots))} t={t} />,
    },
    {
      id: 'chain',
      header: t('statements.chain'),
      hint: t('statements.chainHint'),
      width: 76,
      cell: file => <TruthText value={worst(file.statements.map(statement => statement.chainOk))} t={t} />,
    },
    {
      id: 'warnings',
      header: t('statements.warningsCol'),
      width: 118,
      cell: file =>
        file.warnings.length > 0 ? (
          <StateChip tone="warn">{t('statements.warnings', { count: file.warnings.length })}</StateChip>
        ) : (
          <span className={classes.muted}>{t('statements.noWarnings')}</span>
        ),
    },
    {
      id: 'received',
      header: t('statements.received'),
      width: 120,
      cell: file => <InstantText instant={file.uploadedAt} />,
    },
    {
      id: 'by',
      header: t('statements.by'),
      width: 44,
      quietHeader: true,
      cell: file => <PersonBadge userRef={file.uploadedBy} nobody="" />,
      text: file => personName(file.uploadedBy),
    },
  ];
}
