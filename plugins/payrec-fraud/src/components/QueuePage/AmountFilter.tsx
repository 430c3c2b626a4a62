import { ActionButton, FilterChip, focusRing, tonesOf } from '@internal/plugin-payrec-react';
import Popover from '@material-ui/core/Popover';
import { makeStyles } from '@material-ui/core/styles';
import { FormEvent, useRef, useState } from 'react';
import { useFraudText } from '../../translation';
import { AmountRange, formatAmountRange, parseAmountRange } from './amountRanges';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      button: {
        height: 28,
        border: `1px solid ${tones.lineStrong}`,
        borderRadius: 7,
        padding: '0 9px',
        font: 'inherit',
        color: tones.muted,
        backgroundColor: tones.surface,
        cursor: 'pointer',
        whiteSpace: 'nowrap',
        '&:hover': { backgroundColor: tones.neutral.background },
        '&:focus-visible': focusRing(theme),
      },
      paper: {
        backgroundColor: tones.raised,
        color: tones.text,
        border: `1px solid ${tones.line}`,
        borderRadius: 8,
        boxShadow: tones.shadow,
        padding: 14,
        fontSize: 13,
        width: 320,
        maxWidth: 'calc(100vw - 32px)',
        boxSizing: 'border-box',
      },
      row: { display: 'grid', gridTemplateColumns: '48px 1fr 1fr', gap: 8, alignItems: 'center', marginBottom: 6 },
      input: {
        minWidth: 0,
        font: 'inherit',
        color: tones.text,
        backgroundColor: tones.surface,
        border: `1px solid ${tones.lineStrong}`,
        borderRadius: 6,
        padding: '3px 7px',
        textAlign: 'right',
      },
      hint: { color: tones.muted, fontSize: 12, margin: '8px 0' },
      bad: { color: tones.bad.text, margin: '8px 0' },
      actions: { display: 'flex', justifyContent: 'flex-end', gap: 8 },
    };
  },
  { name: 'PayrecAmountFilter' },
);

export type AmountFilterProps = {
  value: readonly string[];
  currencies: readonly string[];
  onChange: (value: string[]) => void;
};

/** Ranges of amounts, one for each currency: 50 euro and 50 yen are not the same filter. */
export function AmountFilter({ value, currencies, onChange }: AmountFilterProps) {
  const { t } = useFraudText();
  const classes = useStyles();
  const button = useRef<HTMLSpanElement>(null);
  const [draft, setDraft] = useState<AmountRange[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const open = () => {
    const set = value.map(parseAmountRange);
    const more = currencies.filter(code => !set.some(range => range.currency === code));
    setError(null);
    setDraft([...set, ...more.map(currency => ({ currency, from: '', to: '' }))]);
  };
  const apply = (event: FormEvent) => {
    event.preventDefault();
    const ranges: string[] = [];
    for (const range of draft ?? []) {
      try {
        const text = formatAmountRange(range);
        if (text) ranges.push(text);
      } catch {
        setError(t('queue.amountBad', { text: `${range.from} ${range.to}`.trim(), currency: range.currency }));
        return;
      }
    }
    onChange(ranges);
    setDraft(null);
  };
  const edit = (currency: string, patch: Partial<AmountRange>) =>
    setDraft(before => before!.map(range => (range.currency === currency ? { ...range, ...patch } : range)));
  const first = value[0] && parseAmountRange(value[0]);
  const firstText = first && `${first.currency} ${first.from}${first.to ? `–${first.to}` : '+'}`;
  return (
    <span ref={button}>
      {firstText ? (
        <FilterChip
          label={t('queue.amount')}
          value={
            value.length > 1 ? t('queue.andMore', { first: firstText, number: String(value.length - 1) }) : firstText
          }
          onRemove={() => onChange([])}
        />
      ) : (
        <button type="button" className={classes.button} aria-haspopup="dialog" onClick={open}>
          {t('queue.amount')} <span aria-hidden>▾</span>
        </button>
      )}
      <Popover
        open={draft !== null}
        anchorEl={button.current}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
        onClose={() => setDraft(null)}
        classes={{ paper: classes.paper }}
        transitionDuration={100}
      >
        <form onSubmit={apply} aria-label={t('queue.amount')}>
          {draft?.map(range => (
            <div key={range.currency} className={classes.row}>
              <b>{range.currency}</b>
              <input
                className={classes.input}
                inputMode="decimal"
                placeholder={t('queue.from')}
                aria-label={`${range.currency} ${t('queue.from')}`}
                value={range.from}
                onChange={event => edit(range.currency, { from: event.target.value })}
              />
              <input
                className={classes.input}
                inputMode="decimal"
                placeholder={t('queue.to')}
                aria-label={`${range.currency} ${t('queue.to')}`}
                value={range.to}
                onChange={event => edit(range.currency, { to: event.target.value })}
              />
            </div>
          ))}
          {error ? (
            <p role="alert" className={classes.bad}>
              {error}
            </p>
          ) : (
            <p className={classes.hint}>{t('queue.amountHint')}</p>
          )}
          <div className={classes.actions}>
            <ActionButton kind="primary" small type="submit">
              {t('queue.apply')}
            </ActionButton>
          </div>
        </form>
      </Popover>
    </span>
  );
}
