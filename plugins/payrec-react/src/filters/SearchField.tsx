import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { KeyboardEvent, useEffect, useRef, useState } from 'react';
import { payrecReactTranslationRef } from '../i18n/translation';
import { useKeyMap } from '../keys/useKeyMap';
import { KeyCap } from '../page/buttons';
import { tonesOf } from '../theme/tones';

const DELAY_MS = 250;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        height: 28,
        boxSizing: 'border-box',
        display: 'inline-flex',
        alignItems: 'center',
        gap: 6,
        width: 220,
        maxWidth: '100%',
        padding: '0 8px',
        border: `1px solid ${tones.lineStrong}`,
        borderRadius: 7,
        color: tones.muted,
        backgroundColor: tones.surface,
        '&:focus-within': { outline: `2px solid ${tones.accent}`, outlineOffset: -1 },
      },
      input: {
        flex: 1,
        minWidth: 0,
        border: 0,
        outline: 0,
        padding: 0,
        background: 'none',
        font: 'inherit',
        color: tones.text,
        '&::placeholder': { color: tones.faint, opacity: 1 },
      },
    };
  },
  { name: 'PayrecSearchField' },
);

export type SearchFieldProps = {
  value: string | undefined;
  /** Called a quarter second after the last letter, at once with Enter or when emptied. */
  onChange: (value: string | undefined) => void;
  placeholder?: string;
  /** Shorter texts are not searched; 2 unless told. */
  minLength?: number;
};

/** Search of the page: `/` goes there, Esc empties it and goes back. */
export function SearchField({ value = '', onChange, placeholder, minLength = 2 }: SearchFieldProps) {
  const classes = useStyles();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(value);
  const latest = useRef({ value, onChange });
  const { t } = useTranslationRef(payrecReactTranslationRef);
  useEffect(() => {
    latest.current = { value, onChange };
  });
  // The URL may change without typing: Back, or a filter that was taken off.
  useEffect(() => {
    if (document.activeElement !== input.current) setText(value);
  }, [value]);
  const commit = (next: string) => {
    const trimmed = next.trim();
    const searched = trimmed.length >= minLength ? trimmed : '';
    if (searched !== latest.current.value) latest.current.onChange(searched || undefined);
  };
  const commitLatest = useRef(commit);
  commitLatest.current = commit;
  useEffect(() => {
    const timer = setTimeout(() => commitLatest.current(text), text === '' ? 0 : DELAY_MS);
    return () => clearTimeout(timer);
  }, [text]);
  useKeyMap([{ key: '/', label: t('keys.search'), run: () => input.current?.focus() }]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') commit(text);
    if (event.key === 'Escape') {
      event.stopPropagation();
      setText('');
      input.current?.blur();
    }
  };
  const label = placeholder ?? t('filter.search');
  return (
    <span className={classes.root}>
      <input
        ref={input}
        type="search"
        className={classes.input}
        value={text}
        placeholder={label}
        aria-label={label}
        aria-keyshortcuts="/"
        onChange={event => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {!text && <KeyCap>/</KeyCap>}
    </span>
  );
}
