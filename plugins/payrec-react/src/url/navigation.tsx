import { makeStyles } from '@material-ui/core/styles';
import { AnchorHTMLAttributes, forwardRef, useCallback } from 'react';
import { Link, useLocation, useNavigate } from 'react-router-dom';
import { focusRing } from '../theme/styles';
import { tonesOf } from '../theme/tones';

const useStyles = makeStyles(
  theme => ({
    root: {
      color: tonesOf(theme).accent,
      textDecoration: 'none',
      borderRadius: 3,
      '&:hover': { textDecoration: 'underline' },
      '&:focus-visible': focusRing(theme),
    },
    plain: { color: 'inherit', '&:hover': { textDecoration: 'none' } },
  }),
  { name: 'PayrecAppLink' },
);

export type AppLinkProps = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> & {
  /** Path inside the app; relative ones are relative to the page. */
  to: string;
  replace?: boolean;
  /** Takes the colour of its surroundings: for whole rows and tabs. */
  plain?: boolean;
};

/** A link inside the app. The only place that knows react-router's link. */
export const AppLink = forwardRef<HTMLAnchorElement, AppLinkProps>(function AppLinkWithRef(
  { to, plain, className, ...rest },
  ref,
) {
  const classes = useStyles();
  const names = [classes.root, plain && classes.plain, className].filter(Boolean).join(' ');
  return <Link ref={ref} to={to} className={names} {...rest} />;
});

/** Goes to a path inside the app. */
export function useAppNavigate(): (to: string, options?: { replace?: boolean }) => void {
  const navigate = useNavigate();
  return useCallback((to, options) => navigate(to, options), [navigate]);
}

/** Path and query of the current page, for links back. */
export function useAppLocation(): { pathname: string; search: string } {
  const { pathname, search } = useLocation();
  return { pathname, search };
}
