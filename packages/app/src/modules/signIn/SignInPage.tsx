import { ProxiedSignInPage, UserIdentity } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import { SignInPageProps } from '@backstage/plugin-app-react';
import { ActionButton, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useCallback, useEffect, useRef, useState } from 'react';
import { oidcAuthApiRef } from './oidcAuthApi';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: {
        minHeight: '100vh',
        display: 'grid',
        placeItems: 'center',
        padding: 16,
        backgroundColor: tones.page,
        color: tones.text,
        fontFamily: theme.typography.fontFamily,
        fontSize: 13,
        lineHeight: 1.45,
      },
      card: {
        width: '100%',
        maxWidth: 360,
        padding: '32px 28px 24px',
        backgroundColor: tones.surface,
        border: `1px solid ${tones.line}`,
        borderRadius: 12,
        display: 'grid',
        gap: 14,
      },
      mark: { width: 28, height: 28, color: tones.accent },
      title: { fontSize: 20, lineHeight: '26px', fontWeight: 650, letterSpacing: '-0.01em', margin: 0 },
      text: { margin: '-8px 0 4px', color: tones.muted },
      error: {
        margin: 0,
        padding: '8px 10px',
        borderRadius: 7,
        color: tones.bad.text,
        backgroundColor: tones.bad.background,
        overflowWrap: 'anywhere',
      },
      actions: { display: 'flex', gap: 8 },
    };
  },
  { name: 'AppSignIn' },
);

type Props = SignInPageProps & {
  /** Offers entry without an account; for development only. */
  guest: boolean;
};

/** One button. A session that is still valid signs in without it. */
export const SignInPage = ({ onSignInSuccess, guest }: Props) => {
  const classes = useStyles();
  const authApi = useApi(oidcAuthApiRef);
  const title = useApi(configApiRef).getOptionalString('app.title') ?? 'Payment Reconciliation Portal';
  const [checking, setChecking] = useState(true);
  const [asGuest, setAsGuest] = useState(false);
  const [error, setError] = useState<string | undefined>(
    () => new URLSearchParams(window.location.search).get('error') ?? undefined,
  );

  const signIn = useCallback(
    async (options: { optional: true } | { instantPopup: true }) => {
      try {
        const session = await authApi.getBackstageIdentity(options);
        if (session) {
          const profile = await authApi.getProfile();
          onSignInSuccess(UserIdentity.create({ identity: session.identity, authApi, profile }));
          return;
        }
      } catch (cause) {
        const isClosedByPerson = cause instanceof Error && cause.name === 'PopupRejectedError';
        if (!isClosedByPerson) setError(cause instanceof Error ? cause.message : String(cause));
      }
      setChecking(false);
    },
    [authApi, onSignInSuccess],
  );

  const started = useRef(false);
  useEffect(() => {
    // Strict mode runs effects twice, and two refreshes would rotate the token under each other.
    if (started.current) return;
    started.current = true;
    signIn({ optional: true });
  }, [signIn]);

  if (asGuest) return <ProxiedSignInPage provider="guest" onSignInSuccess={onSignInSuccess} />;
  if (checking) return null;
  return (
    <main className={classes.root}>
      <div className={classes.card}>
        <svg className={classes.mark} viewBox="0 0 20 20" aria-hidden>
          <path d="M10 1.5 18.5 10 10 18.5 1.5 10Z" fill="currentColor" />
        </svg>
        <h1 className={classes.title}>{title}</h1>
        <p className={classes.text}>Sign in with your company account.</p>
        {error && (
          <p role="alert" className={classes.error}>
            Sign-in failed: {error}
          </p>
        )}
        <div className={classes.actions}>
          <ActionButton
            kind="primary"
            wide
            onClick={() => {
              setError(undefined);
              signIn({ instantPopup: true });
            }}
          >
            Sign in
          </ActionButton>
          {guest && (
            <ActionButton kind="quiet" onClick={() => setAsGuest(true)}>
              Enter as guest
            </ActionButton>
          )}
        </div>
      </div>
    </main>
  );
};
