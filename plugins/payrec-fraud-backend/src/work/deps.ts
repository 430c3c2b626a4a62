import {
  BackstageCredentials,
  BackstageUserPrincipal,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { Instant } from '@internal/plugin-payrec-common';
import { FinalIndexService } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { AlertAccess } from '../access/AlertAccess';
import { AlertStore } from '../store/AlertStore';
import { WorkConfig } from './config';

/** What reconciliation says of a transaction, as the person asking may see it; null when they may not, or it does not answer. */
export type BreakFinder = (
  transaction: { readonly txnId: string; readonly reference: string | null; readonly reconUnit: string },
  credentials: BackstageCredentials<BackstageUserPrincipal>,
  signal: AbortSignal,
) => Promise<{ readonly breakId: string; readonly runId: string | null } | 'none' | null>;

/** Everything the work part needs; `plugin.ts` makes it once. */
export type WorkDeps = {
  readonly db: Knex;
  readonly alerts: AlertStore;
  readonly access: Pick<AlertAccess, 'of'>;
  readonly permissions: PermissionsService;
  readonly finalIndex: Pick<FinalIndexService, 'query'>;
  readonly config: WorkConfig;
  /** Customers that are staff; the same map as the access has. */
  readonly employeeCustomers: ReadonlyMap<string, ReadonlySet<string>>;
  readonly now: () => Instant;
  readonly newId: () => string;
  readonly logger: LoggerService;
  /** Wakes the sequencer after a commit. */
  readonly wake: () => void;
  /** Tells people; what it says holds no personal values. Losing one is harmless. */
  readonly notify?: (message: {
    readonly to: readonly string[];
    readonly title: string;
    readonly link: string;
  }) => Promise<void>;
  readonly findBreak?: BreakFinder;
};
