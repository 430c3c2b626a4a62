import { tonesOf, visuallyHidden } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { personInitials, personName } from './personName';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        width: 20,
        height: 20,
        borderRadius: '50%',
        backgroundColor: tones.info.background,
        color: tones.info.text,
        fontSize: 9.5,
        lineHeight: '20px',
        fontWeight: 700,
        display: 'inline-block',
        textAlign: 'center',
        verticalAlign: 'middle',
      },
      mine: { backgroundColor: tones.accent, color: tones.onAccent },
      said: visuallyHidden,
      nobody: { color: tones.muted },
    };
  },
  { name: 'PayrecOwnerBadge' },
);

/** Initials of who holds an alert; one's own are filled, so that they are found without reading. */
export function OwnerBadge({ owner, me, nobody }: { owner: string | null; me: string | undefined; nobody: string }) {
  const classes = useStyles();
  if (!owner)
    return (
      <span className={classes.nobody}>
        —<span className={classes.said}>{nobody}</span>
      </span>
    );
  const name = personName(owner);
  return (
    <span className={`${classes.root} ${owner === me ? classes.mine : ''}`} title={name} role="img" aria-label={name}>
      {personInitials(owner)}
    </span>
  );
}
