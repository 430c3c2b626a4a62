import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { DragEvent, ReactNode, useRef, useState } from 'react';
import { formatInteger } from '../format/formatMoney';
import { usePayrecLocale } from '../format/locale';
import { payrecReactTranslationRef } from '../i18n/translation';
import { ActionButton } from '../page/buttons';
import { visuallyHidden } from '../theme/styles';
import { tonesOf } from '../theme/tones';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        justifyContent: 'center',
        gap: '6px 10px',
        padding: '18px 16px',
        textAlign: 'center',
        border: `1.5px dashed ${tones.lineStrong}`,
        borderRadius: 10,
        color: tones.muted,
        backgroundColor: tones.surface,
      },
      over: { borderColor: tones.accent, backgroundColor: tones.info.background, color: tones.info.text },
      hint: { flexBasis: '100%', fontSize: 12 },
      refused: { flexBasis: '100%', color: tones.bad.text },
      input: visuallyHidden,
    };
  },
  { name: 'PayrecUpload' },
);

export type UploadDropzoneProps = {
  onFiles: (files: File[]) => void;
  /** Bytes of one file at most. */
  maxBytes?: number;
  /** Which kinds are read: `MT940, camt.053, settlement reports`. */
  hint?: ReactNode;
  accept?: string;
  disabledReason?: string | null;
};

/** Takes files by drop or by the system's dialog. */
export function UploadDropzone({ onFiles, maxBytes, hint, accept, disabledReason }: UploadDropzoneProps) {
  const classes = useStyles();
  const locale = usePayrecLocale();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [tooLarge, setTooLarge] = useState<string[]>([]);
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const take = (list: FileList | null) => {
    const files = Array.from(list ?? []);
    const fits = (file: File) => maxBytes === undefined || file.size <= maxBytes;
    setTooLarge(files.filter(file => !fits(file)).map(file => file.name));
    const taken = files.filter(fits);
    if (taken.length > 0 && !disabledReason) onFiles(taken);
  };
  const onDrag = (event: DragEvent, isOver: boolean) => {
    event.preventDefault();
    setOver(isOver && !disabledReason);
  };
  const limit = maxBytes === undefined ? '' : `${formatInteger(Math.floor(maxBytes / 1_000_000), locale)}\u00a0MB`;
  return (
    <div
      className={`${classes.root} ${over ? classes.over : ''}`}
      onDragOver={event => onDrag(event, true)}
      onDragLeave={event => onDrag(event, false)}
      onDrop={event => {
        onDrag(event, false);
        take(event.dataTransfer.files);
      }}
    >
      <span>{t('upload.drop')}</span>
      <ActionButton onClick={() => input.current?.click()} disabledReason={disabledReason}>
        {t('upload.choose')}
      </ActionButton>
      <input
        ref={input}
        disabled={Boolean(disabledReason)}
        type="file"
        multiple
        accept={accept}
        className={classes.input}
        tabIndex={-1}
        aria-label={t('upload.choose')}
        onChange={event => {
          take(event.target.files);
          // The same file again must count as a change.
          event.target.value = '';
        }}
      />
      {hint && <span className={classes.hint}>{hint}</span>}
      <span role="status" className={tooLarge.length > 0 ? classes.refused : undefined}>
        {tooLarge.map(name => t('upload.sizeLimit', { name, limit })).join(' ')}
      </span>
    </div>
  );
}
