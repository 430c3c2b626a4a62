import { Link, useSidebarOpenState } from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';

const useStyles = makeStyles(theme => ({
  root: {
    fontFamily: theme.typography.fontFamily,
    display: 'flex',
    alignItems: 'center',
    gap: 12,
    height: 44,
    margin: '8px 10px 4px',
    paddingLeft: 8,
    color: '#ffffff',
    whiteSpace: 'nowrap',
    fontSize: 13,
    fontWeight: 650,
    '&:hover': { color: '#ffffff' },
  },
  mark: { width: 20, height: 20, flex: 'none' },
}));

/** The diamond, and the name when the rail is open. */
export const SidebarLogo = () => {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  return (
    <Link to="/" underline="none" className={classes.root} aria-label="Payment Reconciliation Portal, start page">
      <svg className={classes.mark} viewBox="0 0 20 20" aria-hidden>
        <path d="M10 3.5 16.5 10 10 16.5 3.5 10Z" fill="currentColor" />
      </svg>
      {isOpen && 'Payments'}
    </Link>
  );
};
