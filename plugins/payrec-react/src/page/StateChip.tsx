import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { perTone } from '../theme/styles';
import { Tone } from '../theme/tones';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'inline-flex',
      alignItems: 'center',
      gap: 5,
      height: 22,
      padding: '0 8px',
      borderRadius: 6,
      fontSize: 12,
      lineHeight: '22px',
      fontWeight: 550,
      whiteSpace: 'nowrap',
      '& svg': { fontSize: 14 },
    },
    ...perTone(theme, pair => ({ color: pair.text, backgroundColor: pair.background })),
  }),
  { name: 'PayrecStateChip' },
);

export type StateChipProps = { tone: Tone; icon?: ReactNode; children: ReactNode; title?: string };

/** A state in a word on its tone. */
export function StateChip({ tone, icon, children, title }: StateChipProps) {
  const classes = useStyles();
  return (
    <span className={`${classes.root} ${classes[tone]}`} title={title}>
      {icon}
      {children}
    </span>
  );
}
