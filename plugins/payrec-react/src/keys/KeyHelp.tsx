import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { DialogFrame } from '../actions/DialogFrame';
import { payrecReactTranslationRef } from '../i18n/translation';
import { KeyCap } from '../page/buttons';
import { useKeyMap, useRegisteredKeys } from './useKeyMap';

const useStyles = makeStyles(
  {
    list: {
      display: 'grid',
      gridTemplateColumns: 'max-content 1fr',
      gap: '7px 16px',
      margin: 0,
      fontSize: 13,
      alignItems: 'center',
    },
    keys: { margin: 0, textAlign: 'right' },
    label: { margin: 0 },
  },
  { name: 'PayrecKeyHelp' },
);

const NAMES: Record<string, string> = { enter: 'Enter', escape: 'Esc', arrowdown: '↓', arrowup: '↑' };

function nameOf(key: string): string {
  if (NAMES[key]) return NAMES[key];
  const isLetter = key.toLowerCase() !== key.toUpperCase();
  if (!isLetter) return key;
  return key === key.toLowerCase() ? key.toUpperCase() : `⇧${key}`;
}

/** The list of the page's keys behind `?`. `PageFrame` has it. */
export function KeyHelp() {
  const classes = useStyles();
  const [open, setOpen] = useState(false);
  const keys = useRegisteredKeys();
  const { t } = useTranslationRef(payrecReactTranslationRef);
  useKeyMap([{ key: '?', label: t('keys.help'), run: () => setOpen(true) }]);
  const unique = [...new Map(keys.map(key => [`${key.key}|${key.label}`, key])).values()];
  return (
    <DialogFrame open={open} onClose={() => setOpen(false)} title={t('keys.title')}>
      <dl className={classes.list}>
        {unique.map(key => [
          <dt key={`${key.key} key`} className={classes.keys}>
            <KeyCap>{nameOf(key.key)}</KeyCap>
          </dt>,
          <dd key={`${key.key} label`} className={classes.label}>
            {key.label}
          </dd>,
        ])}
      </dl>
    </DialogFrame>
  );
}
