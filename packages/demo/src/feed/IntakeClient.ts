/** A service of the demo company that hands events in with the static token of `backend.auth.externalAccess`. */
export class IntakeClient {
  constructor(private readonly portalUrl: string, private readonly token: string) {}

  /**
   * Sends one JSON body to a route below `/api/`. Overload (503) is tried again, as the real clients do it.
   * @throws Error with path, status and the portal's words.
   */
  async post(path: string, body: unknown, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const response = await fetch(`${this.portalUrl}/api/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal,
      });
      const text = await response.text();
      if (response.ok) return;
      if (response.status !== 503 || attempt === 5) {
        throw new Error(`POST ${path} answered ${response.status}: ${text.slice(0, 200)}`);
      }
      await new Promise(resolve => setTimeout(resolve, 300 * 2 ** attempt));
    }
  }
}
