import { tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { personInitials, personName } from './personName';

const useStyles = makeStyles(
  theme => ({
    root: {
      width: 20,
      height: 20,
      borderRadius: '50%',
      backgroundColor: tonesOf(theme).info.background,
      color: tonesOf(theme).info.text,
      fontSize: 9.5,
      fontWeight: 700,
      display: 'inline-grid',
      placeItems: 'center',
      flex: 'none',
      verticalAlign: 'middle',
    },
  }),
  { name: 'PayrecPersonBadge' },
);

/** Initials of a person, the name on hover and for screen readers. */
export function PersonBadge({ userRef, nobody }: { userRef: string | null; nobody: string }) {
  const classes = useStyles();
  const name = userRef ? personName(userRef) : nobody;
  return (
    <span className={classes.root} title={name} role="img" aria-label={name}>
      {userRef ? personInitials(userRef) : '—'}
    </span>
  );
}
