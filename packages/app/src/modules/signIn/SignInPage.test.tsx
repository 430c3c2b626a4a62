import { renderInTestApp } from '@backstage/frontend-test-utils';
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { oidcAuthApiRef } from './oidcAuthApi';
import { SignInPage } from './SignInPage';

const SESSION = {
  token: 'token',
  identity: {
    type: 'user' as const,
    userEntityRef: 'user:default/finn.operator',
    ownershipEntityRefs: ['group:default/finance-ops'],
  },
};

function renderPage(
  sessionOf: (options: { optional?: boolean }) => Promise<typeof SESSION | undefined>,
  guest = false,
) {
  const signedIn: unknown[] = [];
  const unused = async () => {
    throw new Error('not part of signing in');
  };
  const authApi = {
    getBackstageIdentity: sessionOf,
    getProfile: async () => ({ displayName: 'Finn Operator' }),
    getAccessToken: unused,
    getIdToken: unused,
    signIn: unused,
    signOut: unused,
    sessionState$: unused,
  };
  renderInTestApp(<SignInPage guest={guest} onSignInSuccess={identity => signedIn.push(identity)} />, {
    apis: [[oidcAuthApiRef, authApi as never]],
  });
  return signedIn;
}

describe('SignInPage', () => {
  it('signs in without a click while the session is valid', async () => {
    const signedIn = renderPage(async () => SESSION);
    await waitFor(() => expect(signedIn).toHaveLength(1));
    expect(screen.queryByRole('button', { name: 'Sign in' })).not.toBeInTheDocument();
  });

  it('asks once, then signs in', async () => {
    const signedIn = renderPage(async ({ optional }) => (optional ? undefined : SESSION));
    const button = await screen.findByRole('button', { name: 'Sign in' });
    expect(screen.getByRole('heading', { name: 'Payment Reconciliation Portal' })).toBeInTheDocument();
    await userEvent.setup().click(button);
    await waitFor(() => expect(signedIn).toHaveLength(1));
  });

  it('says what failed and lets try again', async () => {
    renderPage(async ({ optional }) => {
      if (optional) return undefined;
      throw new Error('the provider is away');
    });
    await userEvent.setup().click(await screen.findByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Sign-in failed: the provider is away');
    expect(screen.getByRole('button', { name: 'Sign in' })).toBeEnabled();
  });

  it('is not offended by a closed window', async () => {
    renderPage(async ({ optional }) => {
      if (optional) return undefined;
      throw Object.assign(new Error('closed'), { name: 'PopupRejectedError' });
    });
    await userEvent.setup().click(await screen.findByRole('button', { name: 'Sign in' }));
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('offers guest entry only where it is configured: %s', async (guest, count) => {
    renderPage(async () => undefined, guest);
    await screen.findByRole('button', { name: 'Sign in' });
    expect(screen.queryAllByRole('button', { name: 'Enter as guest' })).toHaveLength(count);
  });
});
