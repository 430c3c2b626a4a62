import { Persona } from '../personas';

/** Where the demo answers. */
/** `appUrl` is where the browser's app is; the hot reloading one has a server of its own. */
export type SignInTarget = { readonly portalUrl: string; readonly appUrl: string; readonly issuer: string };

/** Just enough of a browser: cookies by host and path, redirects by hand. */
class CookieJar {
  private readonly cookies = new Map<string, { value: string; port: string; path: string }>();

  /** Follows redirects from `url` until `arrived`; a form makes the first request a POST. */
  async follow(url: URL, arrived: (url: URL) => boolean, form?: URLSearchParams): Promise<URL> {
    let here = url;
    for (let hop = 0; hop < 12; hop++) {
      const response = await this.fetch(here, hop === 0 && form ? { method: 'POST', body: form } : {});
      await response.arrayBuffer();
      const location = response.headers.get('location');
      if (!location) throw new Error(`Sign-in stopped at ${here.origin}${here.pathname} with HTTP ${response.status}`);
      here = new URL(location, here);
      if (arrived(here)) return here;
    }
    throw new Error(`Sign-in went round in circles at ${here.origin}${here.pathname}`);
  }

  async fetch(url: URL, init: RequestInit): Promise<Response> {
    const cookie = [...this.cookies]
      // Browsers share cookies between ports; keeping them apart here cannot leak one to the other server.
      .filter(([, { port, path }]) => port === url.port && url.pathname.startsWith(path))
      .map(([key, { value }]) => `${key.split(' ')[1]}=${value}`)
      .join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { ...(init.headers as Record<string, string>), ...(cookie && { cookie }) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(';').map(part => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const path = attributes.find(a => /^path=/i.test(a))?.slice(5) ?? '/';
      const key = `${url.port}${path} ${name}`;
      // Backstage clears the nonce of another path before it sets the one that counts; an empty twin would be read first.
      if (attributes.some(a => /^max-age=0$/i.test(a))) {
        this.cookies.delete(key);
        continue;
      }
      this.cookies.set(key, { value: pair.slice(name.length + 1), port: url.port, path });
    }
    return response;
  }
}

/**
 * Signs in to the running demo as a browser would: Backstage's OIDC start, the persona chooser, the callback, and the
 * session's first refresh. No back door: whatever keeps a person out keeps this out.
 * @returns the Backstage user token, valid about an hour.
 * @throws Error naming the step that did not answer as expected.
 */
export async function signIn(target: SignInTarget, persona: Persona): Promise<string> {
  const browser = new CookieJar();
  const start = new URL('/api/auth/oidc/start', target.portalUrl);
  start.search = new URLSearchParams({
    env: 'default',
    flow: 'redirect',
    origin: target.appUrl,
    redirectUrl: `${target.appUrl}/`,
    scope: 'openid profile email',
  }).toString();

  const chooser = await browser.follow(start, url => url.pathname.startsWith('/interaction/'));
  const returned = await browser.follow(
    chooser,
    url => url.origin === target.appUrl && !url.pathname.startsWith('/api/'),
    new URLSearchParams({ persona: persona.id }),
  );
  const problem = returned.searchParams.get('error');
  if (problem) throw new Error(`The portal refused the sign-in of ${persona.id}: ${problem}`);

  const refresh = await browser.fetch(new URL('/api/auth/oidc/refresh?env=default&optional', target.portalUrl), {
    headers: { 'x-requested-with': 'XMLHttpRequest' },
  });
  const session = (await refresh.json()) as { backstageIdentity?: { token: string } };
  const token = session.backstageIdentity?.token;
  if (!token) throw new Error(`The portal gave ${persona.id} no session (HTTP ${refresh.status})`);
  return token;
}
