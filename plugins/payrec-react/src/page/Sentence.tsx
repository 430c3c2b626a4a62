import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';
import { tonesOf } from '../theme/tones';

const useStyles = makeStyles(
  theme => ({
    root: {
      fontSize: 16,
      lineHeight: '24px',
      fontWeight: 450,
      letterSpacing: '-0.005em',
      margin: '0 0 12px',
      color: tonesOf(theme).text,
      '& b, & strong': { fontWeight: 650 },
    },
    alarm: {
      padding: '8px 12px',
      borderRadius: 8,
      color: tonesOf(theme).bad.text,
      backgroundColor: tonesOf(theme).bad.background,
    },
  }),
  { name: 'PayrecSentence' },
);

/** What a person would say aloud about the page, in one sentence. `alarm`: the sentence itself cannot be trusted. */
export function Sentence({ children, alarm }: { children: ReactNode; alarm?: boolean }) {
  const classes = useStyles();
  return <p className={`${classes.root} ${alarm ? classes.alarm : ''}`}>{children}</p>;
}
