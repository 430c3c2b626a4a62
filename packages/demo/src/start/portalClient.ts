import { personaById } from '../personas';
import { SignInTarget, signIn } from '../oidc/signIn';

/** The portal refused or failed; `status` is the HTTP status. */
export class PortalError extends Error {
  constructor(message: string, readonly status: number) {
    super(message);
  }
}

/** The portal over HTTP as a persona; what a person may not do, the demo may not do either. */
export class PortalClient {
  private token: string | undefined;

  constructor(private readonly target: SignInTarget, private readonly personaId: string) {}

  /**
   * The answer of a route of a plugin, of the reconciliation module unless told.
   * @throws Error with method, path, status and message.
   */
  async call<T>(
    method: string,
    path: string,
    body?: { json: unknown } | { bytes: Uint8Array },
    pluginId = 'payrec-reconciliation',
  ): Promise<T> {
    this.token ??= await signIn(this.target, personaById(this.personaId));
    const response = await fetch(`${this.target.portalUrl}/api/${pluginId}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body && { 'content-type': 'json' in body ? 'application/json' : 'application/octet-stream' }),
      },
      body: body && ('json' in body ? JSON.stringify(body.json) : body.bytes),
    });
    if (!response.ok) {
      const text = await response.text();
      if (response.status === 401) this.token = undefined;
      throw new PortalError(`${method} ${path} answered ${response.status}: ${text.slice(0, 300)}`, response.status);
    }
    return (await response.json()) as T;
  }
}
