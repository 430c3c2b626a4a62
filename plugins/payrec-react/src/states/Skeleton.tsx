import { makeStyles } from '@material-ui/core/styles';
import { useEffect, useState } from 'react';
import { tonesOf } from '../theme/tones';

/** Shorter waits show nothing: a flash of grey is worse than a blank blink. */
export const SKELETON_DELAY_MS = 150;

const useStyles = makeStyles(
  theme => ({
    bar: {
      display: 'inline-block',
      height: 10,
      maxWidth: '100%',
      borderRadius: 4,
      backgroundColor: tonesOf(theme).neutral.background,
    },
    rows: { display: 'grid', gap: 14, padding: 16 },
  }),
  { name: 'PayrecSkeleton' },
);

/** True once `active` has lasted for the delay. */
export function useDelayed(active: boolean, delayMs = SKELETON_DELAY_MS): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!active) {
      setLate(false);
      return undefined;
    }
    const timer = setTimeout(() => setLate(true), delayMs);
    return () => clearTimeout(timer);
  }, [active, delayMs]);
  return active && late;
}

export function SkeletonBar({ width = '70%', height }: { width?: number | string; height?: number }) {
  const classes = useStyles();
  return <span aria-hidden className={classes.bar} style={{ width, height }} />;
}

/** Grey lines in the place of content. */
export function SkeletonRows({ rows = 5 }: { rows?: number }) {
  const classes = useStyles();
  return (
    <div className={classes.rows} aria-hidden>
      {Array.from({ length: rows }, (_, index) => (
        <SkeletonBar key={index} width={`${85 - ((index * 17) % 45)}%`} />
      ))}
    </div>
  );
}
