import { LoggerService } from '@backstage/backend-plugin-api';
import { NotificationService } from '@backstage/plugin-notifications-node';
import { SignalsService } from '@backstage/plugin-signals-node';
import { Instant } from '@internal/plugin-payrec-common';
import { EmitRunEvent, FinalIndexService, PollingWorker, SystemFinalIndex } from '@internal/plugin-payrec-node';
import { Knex } from 'knex';
import { ReconciliationConfig } from './config';
import { BreakStore } from './database/BreakStore';
import { DecisionLog } from './database/DecisionLog';
import { OverviewStore } from './database/OverviewStore';
import { RetentionStore } from './database/RetentionStore';
import { RunStore } from './database/RunStore';
import { StatementFileStore } from './database/StatementFileStore';
import { IntakeQueue } from './database/IntakeQueue';
import { UnitStore } from './database/UnitStore';
import { AccountDirectory } from './service/AccountDirectory';
import { ApprovalNotices } from './service/ApprovalNotices';
import { AsOfReader } from './service/AsOfReader';
import { BreakBulk } from './service/BreakBulk';
import { BreakDecisions } from './service/BreakDecisions';
import { BreakDetailService } from './service/BreakDetailService';
import { BreakService } from './service/BreakService';
import { BreakView } from './service/BreakView';
import { Changes } from './service/Changes';
import { FileWorker } from './service/FileWorker';
import { Housekeeping } from './service/Housekeeping';
import { OverviewService } from './service/OverviewService';
import { RunJob } from './service/RunJob';
import { RunService } from './service/RunService';
import { RunWorker } from './service/RunWorker';
import { StatementService } from './service/StatementService';
import { TransactionStateService } from './service/TransactionStateService';
import { StatementIntake } from './statements/intake/StatementIntake';

export type ReconciliationOptions = {
  readonly config: ReconciliationConfig;
  readonly db: Knex;
  readonly finalIndex: FinalIndexService;
  readonly system: SystemFinalIndex;
  readonly signals: SignalsService;
  readonly notifications: NotificationService;
  readonly logger: LoggerService;
  /** Tells lineage about runs and files; nobody without it. */
  readonly emitRunEvent?: EmitRunEvent;
  readonly now: () => Instant;
  readonly newId: () => string;
  /** Asked for each file that was read; what the configuration says when absent. */
  readonly runAfterStatement?: () => boolean;
  /** Name of this process in leases, unique among replicas. */
  readonly owner: string;
};

/** Services of the module, wired; `start` begins to work off files and runs, `stop` ends that. */
export function createReconciliation(options: ReconciliationOptions) {
  const { config, db, finalIndex, system, logger, now, newId, owner } = options;
  const { defaultCutOff, leaseSeconds, pollMs } = config;
  const files = new StatementFileStore(db);
  const runStore = new RunStore(db);
  const units = new UnitStore(db);
  const breaks = new BreakStore(db);
  const decisions = new DecisionLog(db);
  const changes = new Changes(options.signals, logger);
  const accounts = new AccountDirectory(config, system, () => Date.parse(now()));
  const asOf = new AsOfReader(finalIndex);
  const breakView = new BreakView({ accounts, units, now, defaultCutOff });
  const runs = new RunService({
    runs: runStore,
    units,
    files,
    accounts,
    changes,
    now,
    newId,
    indexDate: () => asOf.businessDate(),
    debounceSeconds: config.debounceSeconds,
    defaultCutOff,
  });
  const statements = new StatementService({
    files,
    units,
    finalIndex,
    changes,
    now,
    bytesMax: config.uploadBytesMax,
  });
  const breakDecisions = new BreakDecisions({
    breaks,
    log: decisions,
    runService: runs,
    finalIndex,
    view: breakView,
    changes,
    now,
  });
  const breakDeps = {
    breaks,
    decisions: breakDecisions,
    runService: runs,
    view: breakView,
    changes,
    notices: new ApprovalNotices(options.notifications, config.approvers, logger),
    now,
  };
  const breakDetail = new BreakDetailService({
    breaks,
    finalIndex,
    accounts,
    view: breakView,
    dueLagDays: config.dueLagDays,
  });
  const transactionState = new TransactionStateService({ units, breaks, system });
  const overview = new OverviewService({
    store: new OverviewStore(db, { units, breaks, files }),
    accounts,
    finalIndex,
    view: breakView,
    now,
  });

  const housekeeping = new Housekeeping({
    store: new RetentionStore(db),
    system,
    retention: config.retention,
    now,
    logger,
  });

  const emitRunEvent = options.emitRunEvent ?? (async () => {});
  const job = new RunJob({ runs: runStore, units, breaks, decisions, files, system, now }, config);
  const runWorker = new RunWorker({
    runs: runStore,
    breaks,
    job,
    changes,
    emitRunEvent,
    logger,
    owner,
    leaseSeconds,
    now,
    dataVersion: async () => (await asOf.asOf()).dataVersion,
  });
  const fileWorker = new FileWorker({
    queue: new IntakeQueue(db),
    intake: new StatementIntake(files, accounts, system),
    runs,
    changes,
    emitRunEvent,
    logger,
    owner,
    leaseSeconds,
    runAfterStatement: options.runAfterStatement ?? (() => config.runAfterStatement),
    now,
  });
  const workers = [
    new PollingWorker({ name: 'matching runs', pollMs, logger, step: signal => runWorker.step(signal) }),
    new PollingWorker({ name: 'statement intake', pollMs, logger, step: signal => fileWorker.step(signal) }),
  ];
  runs.onWake(() => workers[0].wake());
  statements.onWake(() => workers[1].wake());

  return {
    accounts,
    asOf,
    breaks,
    breakBulk: new BreakBulk(breakDeps),
    breakDetail,
    breakService: new BreakService(breakDeps),
    breakView,
    decisions,
    housekeeping,
    overview,
    runs,
    statements,
    transactionState,
    start: () => workers.forEach(worker => worker.start()),
    stop: async () => {
      await Promise.all(workers.map(worker => worker.stop()));
    },
  };
}
