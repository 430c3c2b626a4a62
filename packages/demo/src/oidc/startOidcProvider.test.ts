import { ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOidcKeys } from './keys';
import { DEMO_CLIENT_ID } from './startOidcProvider';

/** The authorization code flow by hand, as the portal's backend and a browser do it together. */
describe('startOidcProvider', () => {
  let dir: string;
  let child: ChildProcess;
  let issuer: string;
  let portal: Server;
  let portalUrl: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'payrec-oidc-'));
    portal = createServer((_, res) => res.end());
    await new Promise<void>(resolve => portal.listen(0, '127.0.0.1', resolve));
    portalUrl = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
    child = fork(join(__dirname, '__testUtils__/serveOidc.ts'), [dir, portalUrl], {
      execArgv: ['--require', require.resolve('@backstage/cli/config/nodeTransform.cjs')],
    });
    // The transform reports the files it loads over the same channel.
    while (issuer === undefined) {
      const [message] = await once(child, 'message');
      issuer = (message as { issuer: string }).issuer;
    }
  }, 60_000);

  afterAll(async () => {
    child.disconnect();
    await once(child, 'exit');
    portal.close();
    await rm(dir, { recursive: true, force: true });
  });

  const cookies = new Map<string, string>();
  const go = async (url: string, init: RequestInit = {}) => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { ...init.headers, cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split('=');
      cookies.set(name, value);
    }
    const location = response.headers.get('location');
    return { response, location: location && new URL(location, url).toString() };
  };

  it('lets one choose a persona with one click and hands out its claims', async () => {
    const { clientSecret } = await loadOidcKeys(dir);
    const redirect = `${portalUrl}/api/auth/oidc/handler/frame`;
    const query = new URLSearchParams({
      client_id: DEMO_CLIENT_ID,
      redirect_uri: redirect,
      response_type: 'code',
      scope: 'openid profile email',
      prompt: 'login',
      state: 's',
    });
    const chooser = await go(`${issuer}/auth?${query}`);
    const page = await (await go(chooser.location!)).response.text();
    expect(page.match(/name="persona"/g)).toHaveLength(12);

    let step = await go(chooser.location!, { method: 'POST', body: new URLSearchParams({ persona: 'fay.approver' }) });
    while (step.location && !step.location.startsWith(redirect)) step = await go(step.location);
    const code = new URL(step.location!).searchParams.get('code')!;

    const token = await fetch(`${issuer}/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${DEMO_CLIENT_ID}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirect }),
    });
    const tokens = (await token.json()) as { access_token: string; refresh_token: string };
    expect(tokens.refresh_token).toEqual(expect.any(String));
    const info = await fetch(`${issuer}/me`, { headers: { authorization: `Bearer ${tokens.access_token}` } });
    expect(await info.json()).toEqual({
      sub: 'fay.approver',
      preferred_username: 'fay.approver',
      name: 'Fay Approver',
      email: 'fay.approver@example.com',
      email_verified: true,
    });
  });

  it('sends nobody to an address that is not the portal', async () => {
    const { response } = await go(
      `${issuer}/auth?client_id=${DEMO_CLIENT_ID}&redirect_uri=http://127.0.0.1:1/x&response_type=code&scope=openid`,
    );
    expect(response.status).toBe(400);
  });
});
