import {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult, BasicPermission, isResourcePermission } from '@backstage/plugin-permission-common';
import { Endpoint, RESOURCE_TYPE_TRANSACTION, Visibility } from '@internal/plugin-payrec-common';
import { LRUCache } from 'lru-cache';
import { FinalIndexService, Scope } from '../finalIndex/types';

/** Who may call an endpoint: a user or, where the endpoint says so, a service. */
export type Caller = BackstageCredentials<BackstageUserPrincipal | BackstageServicePrincipal>;

/** What an authorised caller sees; empty for an endpoint without rows of the Final Index. */
type Sight = { scope: Scope; visibility: Visibility } | {};

/** @throws NotAllowedError for a caller who may not. */
export type Authoriser = (credentials: Caller) => Promise<Sight>;

type Deps = {
  readonly permissions: PermissionsService;
  readonly finalIndex?: Pick<FinalIndexService, 'scopeFor'> & Partial<Pick<FinalIndexService, 'fullScopeFor'>>;
  /** Milliseconds of a clock that never goes back; the process's own unless told. */
  readonly now?: () => number;
};

/** Backstage itself believes for five seconds who a person is (its cache of `userInfo`); a right is believed no longer. */
const REMEMBER_MS = 5000;
const REMEMBERED_MAX = 5000;

/** Entity ref of the person, of a service its subject. */
export function actorOf({ principal }: Caller): string {
  return principal.type === 'user' ? principal.userEntityRef : principal.subject;
}

/**
 * How the callers of each endpoint of a contract are authorised. Reads believe a permit for five seconds, since a page asks
 * several endpoints at once and a question to the permission backend costs a request more than most answers do. Refusals
 * are never kept, and writes, streams and services are asked about every time.
 */
export function createAuthorisers(deps: Deps): {
  /** @throws Error at start for an endpoint whose permission cannot be decided here. */
  of(endpoint: Endpoint, name: string): Authoriser;
} {
  const permits = new LRUCache<string, Promise<Sight>>({
    max: REMEMBERED_MAX,
    ttl: REMEMBER_MS,
    ...(deps.now && { perf: { now: deps.now }, ttlResolution: 0 }),
  });

  function remembering({ permission, sight }: Endpoint, ask: Authoriser): Authoriser {
    return credentials => {
      const key = JSON.stringify([actorOf(credentials), permission.name, sight]);
      const known = permits.get(key);
      if (known) return known;
      const asked = ask(credentials);
      permits.set(key, asked);
      asked.catch(() => {
        if (permits.peek(key) === asked) permits.delete(key);
      });
      return asked;
    };
  }

  return {
    of(endpoint, name) {
      const ask = askEachTime(endpoint, name, deps);
      const remembers = endpoint.method === 'GET' && !endpoint.stream && endpoint.caller !== 'service';
      return remembers ? remembering(endpoint, ask) : ask;
    },
  };
}

function askEachTime(endpoint: Endpoint, name: string, { permissions, finalIndex }: Deps): Authoriser {
  const { permission } = endpoint;
  if (!isResourcePermission(permission)) {
    const basic: BasicPermission = permission;
    if (endpoint.sight === 'all') {
      if (!finalIndex?.fullScopeFor) {
        throw new Error(`Endpoint ${name} needs the sight of all, so createMount needs the Final Index service`);
      }
      return async credentials => ({ scope: await finalIndex.fullScopeFor!(credentials, basic), visibility: 'all' });
    }
    return async credentials => {
      const [decision] = await permissions.authorize([{ permission: basic }], { credentials });
      if (decision.result !== AuthorizeResult.ALLOW) {
        throw new NotAllowedError(`You lack the permission ${permission.name}; ask the owner of the portal for it`);
      }
      return {};
    };
  }
  if (permission.resourceType !== RESOURCE_TYPE_TRANSACTION) {
    throw new Error(
      `Endpoint ${name} asks for ${permission.name} of the resource type ${permission.resourceType}; ` +
        `mount can only authorise basic permissions and ${RESOURCE_TYPE_TRANSACTION}`,
    );
  }
  if (!finalIndex) {
    throw new Error(`Endpoint ${name} asks for ${permission.name}, so createMount needs the Final Index service`);
  }
  return async credentials => {
    const scope = await finalIndex.scopeFor(credentials);
    return { scope, visibility: scope.visibility };
  };
}
