import { focusRing, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { ReactNode } from 'react';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        display: 'inline-flex',
        border: `1px solid ${tones.lineStrong}`,
        borderRadius: 7,
        overflow: 'hidden',
        flex: 'none',
      },
      option: {
        border: 0,
        height: 28,
        padding: '0 10px',
        font: 'inherit',
        fontWeight: 500,
        color: tones.text,
        backgroundColor: tones.surface,
        cursor: 'pointer',
        whiteSpace: 'nowrap',
        '& + &': { borderLeft: `1px solid ${tones.lineStrong}` },
        '&:hover': { backgroundColor: tones.neutral.background },
        '&:focus-visible': { ...focusRing(theme), outlineOffset: -2 },
      },
      on: {
        color: tones.info.text,
        backgroundColor: tones.info.background,
        '&:hover': { backgroundColor: tones.info.background },
      },
    };
  },
  { name: 'PayrecSegmented' },
);

export type SegmentedProps<V extends string> = {
  label: string;
  value: V;
  options: readonly { value: V; label: ReactNode; title?: string }[];
  onChange: (value: V) => void;
};

/** A few choices side by side, one of them on. */
export function Segmented<V extends string>({ label, value, options, onChange }: SegmentedProps<V>) {
  const classes = useStyles();
  return (
    <span className={classes.root} role="group" aria-label={label}>
      {options.map(option => (
        <button
          key={option.value}
          type="button"
          className={`${classes.option} ${option.value === value ? classes.on : ''}`}
          aria-pressed={option.value === value}
          title={option.title}
          onClick={() => onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </span>
  );
}
