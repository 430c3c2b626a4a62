import { LoggerService, PermissionsService } from '@backstage/backend-plugin-api';
import { Instant } from '@internal/plugin-payrec-common';
import { FinalIndexService } from '@internal/plugin-payrec-node';
import { TransactionState } from '@internal/plugin-payrec-reconciliation-common';
import { Knex } from 'knex';
import { AlertAccess } from '../access/AlertAccess';
import { AlertStore } from '../store/AlertStore';
import { AnalystDirectory } from './assignees/AnalystDirectory';
import { WorkConfig } from './config';

/** Where a transaction stands in reconciliation; null when that does not answer. Never asked before the alert is allowed. */
export type TransactionStateReader = (
  transaction: { readonly txnId: string; readonly reconUnit: string },
  signal: AbortSignal,
) => Promise<TransactionState | null>;

/** Everything the work part needs; `plugin.ts` makes it once. */
export type WorkDeps = {
  readonly db: Knex;
  readonly alerts: AlertStore;
  readonly access: Pick<AlertAccess, 'of'>;
  readonly permissions: PermissionsService;
  readonly finalIndex: Pick<FinalIndexService, 'query'>;
  readonly config: WorkConfig;
  readonly analysts: AnalystDirectory;
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
  readonly transactionState?: TransactionStateReader;
};
