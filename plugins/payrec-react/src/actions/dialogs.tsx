import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { FormEvent, KeyboardEvent, ReactNode, useEffect, useId, useState } from 'react';
import { payrecReactTranslationRef } from '../i18n/translation';
import { ActionButton } from '../page/buttons';
import { tonesOf } from '../theme/tones';
import { DialogFrame } from './DialogFrame';

/** As the server demands for every decision. */
export const REASON_MIN_CHARS = 3;
const REASON_MAX_CHARS = 2000;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      label: { display: 'block', fontSize: 12, fontWeight: 600, color: tones.muted, margin: '12px 0 4px' },
      input: {
        width: '100%',
        boxSizing: 'border-box',
        font: 'inherit',
        color: tones.text,
        backgroundColor: tones.surface,
        border: `1px solid ${tones.lineStrong}`,
        borderRadius: 7,
        padding: '7px 9px',
        resize: 'vertical',
        minHeight: 64,
        '&:focus': { outline: `2px solid ${tones.accent}`, outlineOffset: -1 },
      },
      hint: { fontSize: 12, color: tones.muted, margin: '4px 0 0' },
      error: {
        fontSize: 13,
        color: tones.bad.text,
        backgroundColor: tones.bad.background,
        borderRadius: 7,
        padding: '8px 10px',
        margin: '12px 0 0',
      },
      form: { margin: 0 },
    };
  },
  { name: 'PayrecReason' },
);

type DialogBase = {
  open: boolean;
  title: ReactNode;
  /** What it is about and what follows: rows, amounts, who decides next. */
  children?: ReactNode;
  /** The verb: `Propose approval`. */
  confirmLabel: string;
  danger?: boolean;
  /** The decision is on its way. */
  busy?: boolean;
  /** Why the last attempt failed; the dialog stays open. */
  error?: ReactNode;
  onClose: () => void;
};

export type ReasonDialogProps = DialogBase & {
  /** Further inputs, such as whom a dispute is with. */
  fields?: ReactNode;
  initialReason?: string;
  /** What this decision demands of its reason, where it is more than {@link REASON_MIN_CHARS}. */
  minChars?: number;
  onConfirm: (reason: string) => void;
};

/** Asks for the reason of a decision. Enter commits, Shift+Enter breaks the line, Esc closes. */
export function ReasonDialog(props: ReasonDialogProps) {
  const {
    open,
    title,
    children,
    fields,
    confirmLabel,
    danger,
    busy,
    error,
    initialReason = '',
    minChars = REASON_MIN_CHARS,
    onConfirm,
    onClose,
  } = props;
  const classes = useStyles();
  const id = useId();
  const [reason, setReason] = useState(initialReason);
  const { t } = useTranslationRef(payrecReactTranslationRef);
  useEffect(() => {
    if (open) setReason(initialReason);
  }, [open, initialReason]);
  const valid = reason.trim().length >= minChars;
  const commit = () => {
    if (valid && !busy) onConfirm(reason.trim());
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    commit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter that ends the composition of a character is not a decision.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    commit();
  };
  return (
    <DialogFrame
      open={open}
      onClose={onClose}
      title={title}
      actions={
        <>
          <ActionButton kind="quiet" onClick={onClose}>
            {t('action.cancel')}
          </ActionButton>
          <ActionButton kind={danger ? 'danger' : 'primary'} onClick={commit} disabled={!valid || busy}>
            {confirmLabel}
          </ActionButton>
        </>
      }
    >
      <form className={classes.form} onSubmit={submit}>
        {children}
        {fields}
        <label className={classes.label} htmlFor={id}>
          {t('action.reason')}
        </label>
        <textarea
          id={id}
          // The dialog was opened to be written in.
          // eslint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          rows={3}
          maxLength={REASON_MAX_CHARS}
          className={classes.input}
          value={reason}
          aria-describedby={`${id}-hint`}
          onChange={event => setReason(event.target.value)}
          onKeyDown={onKeyDown}
        />
        <p id={`${id}-hint`} className={classes.hint}>
          {t('action.reasonHint', { number: String(minChars) })}
        </p>
        {error && (
          <p role="alert" className={classes.error}>
            {error}
          </p>
        )}
      </form>
    </DialogFrame>
  );
}

export type ConfirmDialogProps = DialogBase & { onConfirm: () => void };

/** A second key press for what cannot be undone. Enter confirms, since the verb has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { open, title, children, confirmLabel, danger, busy, error, onConfirm, onClose } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy) onConfirm();
  };
  return (
    <DialogFrame open={open} onClose={onClose} title={title}>
      <form className={classes.form} onSubmit={submit}>
        {children}
        {error && (
          <p role="alert" className={classes.error}>
            {error}
          </p>
        )}
        <div style={{ display: 'flex', justifyContent: 'flex-end', gap: 8, marginTop: 16 }}>
          <ActionButton kind="quiet" onClick={onClose}>
            {t('action.cancel')}
          </ActionButton>
          <ActionButton ref={focusOnMount} type="submit" kind={danger ? 'danger' : 'primary'} disabled={busy}>
            {confirmLabel}
          </ActionButton>
        </div>
      </form>
    </DialogFrame>
  );
}

function focusOnMount(button: HTMLButtonElement | null) {
  button?.focus();
}
