import { AuditorService, BackstageCredentials, LoggerService } from '@backstage/backend-plugin-api';
import { BasicPermission } from '@backstage/plugin-permission-common';
import { resolveFullScope, resolveScope, ResolveScopeDeps } from '../scope/resolveScope';
import {
  DefinedQuery,
  EngineSession,
  EngineStatus,
  FinalIndexService,
  QueryResult,
  Scope,
  SystemFinalIndex,
} from '../types';
import { QueryRunner } from './QueryRunner';

/**
 * Whose scope it is, for fairness between people and for the engine's own audit. Beside the scope and not in it: two
 * people with the same sight share cache entries.
 */
const holders = new WeakMap<Scope, string>();

/** The door for people's requests: nothing passes without a scope. */
export class ScopedFinalIndex implements FinalIndexService {
  constructor(private readonly runner: QueryRunner, private readonly deps: ResolveScopeDeps) {}

  async scopeFor(credentials: BackstageCredentials): Promise<Scope> {
    return this.held(await resolveScope(credentials, this.deps), credentials);
  }

  async fullScopeFor(credentials: BackstageCredentials, permission: BasicPermission): Promise<Scope> {
    return this.held(await resolveFullScope(credentials, permission, this.deps), credentials);
  }

  private held(scope: Scope, credentials: BackstageCredentials): Scope {
    if (this.deps.auth.isPrincipal(credentials, 'user')) holders.set(scope, credentials.principal.userEntityRef);
    return scope;
  }

  async query<TParams, TRow>(
    query: DefinedQuery<TParams, TRow>,
    params: TParams,
    options: { scope: Scope; signal?: AbortSignal },
  ): Promise<QueryResult<TRow>> {
    const user = holders.get(options.scope);
    return this.runner.run(query, params, {
      scope: options.scope,
      caller: user ?? 'unknown',
      user,
      signal: options.signal,
      logger: this.deps.logger,
    });
  }

  status(): Promise<EngineStatus> {
    return this.runner.status();
  }
}

/** The door for jobs: sees all, writes, and leaves a line in the audit log with the reason each time. */
export class AuditedSystemFinalIndex implements SystemFinalIndex {
  constructor(
    private readonly runner: QueryRunner,
    private readonly deps: { pluginId: string; auditor: Pick<AuditorService, 'createEvent'>; logger: LoggerService },
  ) {}

  async query<TParams, TRow>(
    query: DefinedQuery<TParams, TRow>,
    params: TParams,
    options: { reason: string; signal?: AbortSignal },
  ): Promise<QueryResult<TRow>> {
    return this.audited('system-query', options.reason, { query: query.name }, () =>
      this.runner.run(query, params, {
        scope: null,
        caller: `plugin:${this.deps.pluginId}`,
        signal: options.signal,
        logger: this.deps.logger,
      }),
    );
  }

  async withSession<T>(
    options: { reason: string; signal?: AbortSignal },
    work: (session: EngineSession) => Promise<T>,
  ): Promise<T> {
    return this.audited('system-session', options.reason, {}, () =>
      this.runner.withSession({ name: `${this.deps.pluginId}: ${options.reason}`, signal: options.signal }, work),
    );
  }

  private async audited<T>(
    eventId: string,
    reason: string,
    meta: Record<string, string>,
    work: () => Promise<T>,
  ): Promise<T> {
    if (!reason.trim()) throw new TypeError('Reading the whole Final Index needs a reason for the audit log');
    const event = await this.deps.auditor.createEvent({
      eventId: `final-index-${eventId}`,
      severityLevel: 'low',
      meta: { reason, ...meta },
    });
    try {
      const result = await work();
      await event.success();
      return result;
    } catch (error) {
      // The event gets the kind of the error only: an engine's message may hold rows, and audit logs live long.
      await event.fail({ error: new Error(error instanceof Error ? error.name : 'unknown') });
      throw error;
    }
  }
}
