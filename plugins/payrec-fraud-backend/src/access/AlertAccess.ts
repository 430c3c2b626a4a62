import { BackstageCredentials, BackstageUserPrincipal, PermissionsService } from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { Visibility } from '@internal/plugin-payrec-common';
import { fraudPiiPermission, fraudViewPermission } from '@internal/plugin-payrec-fraud-common';
import { FinalIndexService, Scope, merchantsOf } from '@internal/plugin-payrec-node';
import { AlertRow } from '../store/alertRow';

/** What one person may see of alerts. */
export type AlertSight = {
  readonly actor: string;
  readonly scope: Scope;
  readonly merchants: 'all' | ReadonlySet<string>;
  readonly maskLevel: 'M0' | 'M1';
  /** Customers that are the person; their alerts are hidden and refused. */
  readonly ownUserIds: ReadonlySet<string>;
  readonly visibility: Visibility;
  /** Equal for equal sight, the person's own accounts apart. */
  readonly key: string;
};

type User = BackstageCredentials<BackstageUserPrincipal>;

/** Decides what of the alerts a person may see: permission, merchants, mask level, conflict of interest. */
export class AlertAccess {
  constructor(
    private readonly deps: {
      readonly permissions: PermissionsService;
      readonly finalIndex: Pick<FinalIndexService, 'scopeFor'>;
      readonly employeeCustomers: ReadonlyMap<string, ReadonlySet<string>>;
    },
  ) {}

  /** @throws NotAllowedError without `payrec.fraud.view`, or when transactions may not be read at all. */
  async of(credentials: User): Promise<AlertSight> {
    const actor = credentials.principal.userEntityRef;
    const [[view, pii], scope] = await Promise.all([
      this.deps.permissions.authorize([{ permission: fraudViewPermission }, { permission: fraudPiiPermission }], {
        credentials,
      }),
      this.deps.finalIndex.scopeFor(credentials),
    ]);
    if (view.result !== AuthorizeResult.ALLOW) {
      throw new NotAllowedError(
        `You lack the permission ${fraudViewPermission.name}; ask the owner of the portal for it`,
      );
    }
    const maskLevel = pii.result === AuthorizeResult.ALLOW ? 'M1' : 'M0';
    const ownUserIds = this.deps.employeeCustomers.get(actor.toLocaleLowerCase('en-US')) ?? new Set<string>();
    return {
      actor,
      scope,
      merchants: merchantsOf(scope),
      maskLevel,
      ownUserIds,
      visibility: scope.visibility,
      key: `${scope.hash}|${maskLevel}|${ownUserIds.size > 0 ? actor : ''}`,
    };
  }
}

/** Whether the row is in sight: its merchant is, and it is not about the person's own account. */
export function isVisible(row: AlertRow, sight: AlertSight): boolean {
  if (row.user_id !== null && sight.ownUserIds.has(row.user_id)) return false;
  return sight.merchants === 'all' || (row.merchant_id !== null && sight.merchants.has(row.merchant_id));
}

/** Refused because the alert is about the person's own account. 403 with a code the screen can explain. */
export class ConflictOfInterestError extends NotAllowedError {
  readonly code = 'conflict_of_interest';
  constructor() {
    super('This alert is about an account of yours; a colleague has to take it');
  }
}
