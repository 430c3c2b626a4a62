import {
  ActionButton,
  AppLink,
  DateText,
  Panel,
  PanelRow,
  ProgressBar,
  StateChip,
  tonesOf,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useStatementFile } from '../../hooks/useStatementFiles';
import { useCounted } from '../../hooks/useCounted';
import { useReconciliationText } from '../../translation';
import { useModuleLinks } from '../ModuleFrame';
import { FILE_LABELS, FILE_TONES } from './statementTones';
import { Upload } from './useUploads';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', margin: 0, padding: '0 16px 8px' },
    row: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: '4px 12px',
      alignItems: 'center',
      padding: '7px 0',
      borderTop: `1px solid ${tonesOf(theme).line}`,
    },
    name: { fontWeight: 550, overflowWrap: 'anywhere' },
    text: { color: tonesOf(theme).muted, flex: 1, minWidth: 160, overflowWrap: 'anywhere' },
    bad: { color: tonesOf(theme).bad.text, flex: 1, minWidth: 160, overflowWrap: 'anywhere' },
    progress: { flex: 1, minWidth: 200 },
  }),
  { name: 'PayrecUploadResults' },
);

/** What became of the files of this visit; counts and warnings come from the service, not from the browser. */
export function UploadResults({ uploads, onClear }: { uploads: readonly Upload[]; onClear: () => void }) {
  const { t } = useReconciliationText();
  const classes = useStyles();
  if (uploads.length === 0) return null;
  const done = uploads.filter(upload => upload.result || upload.error).length;
  const busy = done < uploads.length;
  return (
    <PanelRow columns={1}>
      <Panel
        title={t('statements.uploading', { done: String(done), total: String(uploads.length) })}
        action={
          !busy && (
            <ActionButton kind="quiet" small onClick={onClear}>
              {t('statements.clearResults')}
            </ActionButton>
          )
        }
      >
        <ul className={classes.list} aria-live="polite">
          {uploads.map(upload => (
            <li key={upload.key} className={classes.row}>
              <UploadRow upload={upload} />
            </li>
          ))}
        </ul>
      </Panel>
    </PanelRow>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const { t } = useReconciliationText();
  const counted = useCounted();
  const classes = useStyles();
  const { link } = useModuleLinks();
  const { fileName, error, there, progress } = upload;
  // The answer to the upload says that it arrived; how reading it went is known later.
  const { data: file } = useStatementFile(upload.result?.id);
  const result = file ?? upload.result;
  if (error) {
    return (
      <>
        <span className={classes.name}>{fileName}</span>
        <span className={classes.bad}>{t('statements.resultFailed', { message: error })}</span>
      </>
    );
  }
  if (!result) {
    return (
      <span className={classes.progress}>
        <ProgressBar label={fileName} done={progress?.sentBytes ?? null} total={progress?.totalBytes} unit="B" />
      </span>
    );
  }
  const name = (
    <AppLink className={classes.name} to={link('statements', { file: result.id })}>
      {fileName}
    </AppLink>
  );
  if (there) {
    const [before, after = ''] = t('statements.resultThere', { date: '\u0000' }).split('\u0000');
    return (
      <>
        {name}
        <StateChip tone="neutral">{t('statements.alreadyThere')}</StateChip>
        <span className={classes.text}>
          {before}
          <DateText date={result.uploadedAt.slice(0, 10)} />
          {after}
        </span>
      </>
    );
  }
  const words = {
    received: t('statements.resultReading'),
    reading: t('statements.resultReading'),
    ingested: t('statements.resultNew', counted(result.lineCount)),
    rejected: t('statements.resultRejected', { reason: result.rejectedReason ?? '' }),
  }[result.state];
  return (
    <>
      {name}
      <StateChip tone={FILE_TONES[result.state]}>{t(`statements.${FILE_LABELS[result.state]}`)}</StateChip>
      <span className={result.state === 'rejected' ? classes.bad : classes.text}>
        {words}
        {result.duplicateLineCount > 0 && ` · ${t('statements.duplicates', { count: result.duplicateLineCount })}`}
      </span>
      {result.warnings.length > 0 && (
        <StateChip tone="warn">{t('statements.warnings', { count: result.warnings.length })}</StateChip>
      )}
    </>
  );
}
