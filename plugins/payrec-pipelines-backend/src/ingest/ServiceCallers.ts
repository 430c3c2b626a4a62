import { BackstageCredentials, BackstageServicePrincipal, HttpAuthService } from '@backstage/backend-plugin-api';
import { Request } from 'express';
import { LRUCache } from 'lru-cache';

type ServiceCredentials = BackstageCredentials<BackstageServicePrincipal>;

const REMEMBERED_TOKENS = 100;
const REMEMBERED_MS = 60_000;

/**
 * Who the static token of a pipeline names, remembered for a minute. A stream posts a thousand times a second with one
 * token, and Backstage tries each kind of token on each of them before it compares the static ones: a tenth of what an
 * event costs. Only accepted static tokens are remembered, which hold until the process ends; a JWT can expire and is
 * looked at each time.
 */
export class ServiceCallers {
  private readonly known = new LRUCache<string, ServiceCredentials>({ max: REMEMBERED_TOKENS, ttl: REMEMBERED_MS });

  constructor(private readonly httpAuth: HttpAuthService) {}

  /** @throws AuthenticationError without a valid token; NotAllowedError for a person's. */
  async credentials(req: Request): Promise<ServiceCredentials> {
    const header = req.headers.authorization ?? '';
    const known = this.known.get(header);
    if (known) return known;
    const credentials = await this.httpAuth.credentials(req, { allow: ['service'] });
    if (!looksLikeJwt(header)) this.known.set(header, credentials);
    return credentials;
  }
}

/** Three parts with dots between; a static token of that form is only looked at each time. */
function looksLikeJwt(header: string): boolean {
  return header.split('.').length === 3;
}
