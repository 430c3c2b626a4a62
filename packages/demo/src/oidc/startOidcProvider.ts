import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';
import { emailOf, personaById } from '../personas';
import { chooserPage } from './chooserPage';
import { OidcKeys } from './keys';

export const DEMO_CLIENT_ID = 'payrec-demo';
const SCOPE = 'openid profile email offline_access';

export type OidcServer = { readonly issuer: string; readonly port: number; stop(): Promise<void> };

/**
 * Starts the demo's OpenID Connect provider on 127.0.0.1. Development only: whoever reaches it may be anybody. The portal
 * talks to it as to any issuer in production.
 * @throws Error when the port is taken.
 */
export async function startOidcProvider(options: {
  keys: OidcKeys;
  /** Address of the portal's backend; the sign-in may only return there. */
  portalUrl: string;
  port?: number;
}): Promise<OidcServer> {
  const server = createServer();
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  const issuer = `http://127.0.0.1:${port}`;
  const provider = await createProvider(issuer, options.keys, options.portalUrl);
  const callback = provider.callback();
  server.on('request', (req, res) => {
    const interaction = /^\/interaction\/[\w-]+$/.test(new URL(req.url ?? '/', issuer).pathname);
    if (!interaction) {
      callback(req, res);
      return;
    }
    choosePersona(provider, req, res).catch((error: Error) => {
      res.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
      res.end(`Sign-in failed: ${error.message}. Close this window and sign in again.`);
    });
  });
  return {
    issuer,
    port,
    stop: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function createProvider(issuer: string, keys: OidcKeys, portalUrl: string): Promise<Provider> {
  const { default: ProviderClass } = await quietly(() => import('oidc-provider'));
  return quietly(async () => {
    const provider: Provider = new ProviderClass(issuer, {
      clients: [
        {
          client_id: DEMO_CLIENT_ID,
          client_secret: keys.clientSecret,
          redirect_uris: [`${portalUrl}/api/auth/oidc/handler/frame`],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
        },
      ],
      jwks: keys.jwks,
      cookies: { keys: keys.cookieKeys },
      scopes: SCOPE.split(' '),
      claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'] },
      // Backstage reads the profile from the ID token as well as from userinfo.
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: false }, revocation: { enabled: true } },
      pkce: { required: () => false },
      interactions: { url: (_ctx: unknown, interaction: { uid: string }) => `/interaction/${interaction.uid}` },
      issueRefreshToken: async () => true,
      // Two tabs refresh at once; a token that is gone after its first use would sign one of them out.
      rotateRefreshToken: false,
      ttl: {
        AccessToken: 3600,
        AuthorizationCode: 60,
        IdToken: 3600,
        RefreshToken: 86_400,
        Interaction: 3600,
        Session: 86_400,
        Grant: 86_400,
      },
      findAccount: async (_ctx: unknown, sub: string) => ({ accountId: sub, claims: async () => claimsOf(sub) }),
      // The person has just chosen who to be: asking for consent on top would ask the same twice.
      loadExistingGrant: async (ctx: { oidc: { session: { accountId: string }; client: { clientId: string } } }) => {
        const grant = new provider.Grant({
          accountId: ctx.oidc.session.accountId,
          clientId: ctx.oidc.client.clientId,
        });
        grant.addOIDCScope(SCOPE);
        await grant.save();
        return grant;
      },
    });
    return provider;
  });
}

function claimsOf(sub: string): Record<string, unknown> {
  const persona = personaById(sub);
  return {
    sub,
    preferred_username: persona.id,
    name: persona.name,
    email: emailOf(persona),
    email_verified: true,
  };
}

async function choosePersona(provider: Provider, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const { uid } = await provider.interactionDetails(req, res);
  if (req.method !== 'POST') {
    res.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    res.end(chooserPage(uid));
    return;
  }
  const persona = personaById(new URLSearchParams(await readBody(req)).get('persona') ?? '');
  await provider.interactionFinished(
    req,
    res,
    { login: { accountId: persona.id } },
    { mergeWithLastSubmission: false },
  );
}

async function readBody(req: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of req) {
    text += String(chunk);
    if (text.length > 4096) throw new Error('the form is longer than the chooser sends');
  }
  return text;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new Error(`Port ${port} for the sign-in of the demo is taken`) : error),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** The provider warns about what a demo is on purpose: plain http, memory, a Node it does not list. */
async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const { info, warn } = console;
  console.info = () => {};
  console.warn = () => {};
  try {
    return await work();
  } finally {
    console.info = info;
    console.warn = warn;
  }
}
