import { Config } from '@backstage/config';
import { readPriorityBands, readWorkingHours } from './priorityConfig';
import { PriorityBand } from './work/decide/priority';
import { WorkingHours } from './work/decide/sla';

export type FraudConfig = {
  readonly intake: {
    /** Transactions at once, and events that may wait for one; beyond both the answer is 503. */
    readonly concurrencyMax: number;
    readonly waitingMax: number;
    /** An event older than this when it arrives is marked late. */
    readonly lateAfterMs: number;
    /** An event further ahead of our clock than this is marked as skewed. */
    readonly skewToleranceMs: number;
    /** Further ahead than this it goes to quarantine. */
    readonly futureMaxMs: number;
  };
  readonly feed: {
    /** Pause between two looks of the sequencer. */
    readonly sequenceEveryMs: number;
    /** How often a standby tries to become the sequencer. */
    readonly standbyMs: number;
    /** Events a cursor may lie behind the head. */
    readonly keepEvents: number;
    readonly heartbeatMs: number;
    readonly reauthoriseMs: number;
    readonly clientsMax: number;
    readonly bufferBytesMax: number;
  };
  /** From which score an alert has which priority, and how long it may take. */
  readonly bands: readonly PriorityBand[];
  /** Hours in which deadlines run; null: always. */
  readonly hours: WorkingHours | null;
  readonly retention: {
    /** Events of closed alerts, once no cursor reaches them. */
    readonly alertEventsDays: number;
    /** Event ids that are known to be repetitions. */
    readonly ingestedEventsDays: number;
    /** Labels the pipeline has taken. */
    readonly labelsDays: number;
  };
  readonly poll: { readonly enabled: boolean; readonly seconds: number };
  /** Customers that are staff: the person neither sees nor decides alerts on them. Entity ref → user ids. */
  readonly employeeCustomers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Secret of the tokens that stand for personal values; kept in the database where absent. */
  readonly tokenKey: string | null;
};

/** Reads `payrec.fraud`. @throws Error naming the key, the value and what is expected. */
export function readFraudConfig(root: Config): FraudConfig {
  const config = root.getOptionalConfig('payrec.fraud');
  const whole = (key: string, otherwise: number, min: number, max: number) => {
    const value = config?.getOptionalNumber(key) ?? otherwise;
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new Error(`payrec.fraud.${key} is ${value}; expected a whole number from ${min} to ${max}`);
    }
    return value;
  };
  const staff = new Map<string, ReadonlySet<string>>();
  for (const one of config?.getOptionalConfigArray('employeeCustomers') ?? []) {
    staff.set(one.getString('person').toLocaleLowerCase('en-US'), new Set(one.getStringArray('userIds')));
  }
  return {
    intake: {
      concurrencyMax: whole('intake.concurrencyMax', 2, 1, 64),
      waitingMax: whole('intake.waitingMax', 2000, 1, 100_000),
      lateAfterMs: whole('intake.lateAfterSeconds', 300, 1, 86_400) * 1000,
      skewToleranceMs: whole('intake.skewToleranceSeconds', 5, 0, 3600) * 1000,
      futureMaxMs: whole('intake.futureMaxMinutes', 60, 1, 10_080) * 60_000,
    },
    feed: {
      sequenceEveryMs: whole('feed.sequenceMilliseconds', 15, 1, 1000),
      standbyMs: whole('feed.standbyMilliseconds', 200, 10, 10_000),
      keepEvents: whole('feed.keepEvents', 1_000_000, 100, 1_000_000_000),
      heartbeatMs: whole('feed.heartbeatMilliseconds', 15_000, 50, 25_000),
      reauthoriseMs: whole('feed.reauthoriseMilliseconds', 60_000, 50, 600_000),
      clientsMax: whole('feed.clientsMax', 2000, 1, 100_000),
      bufferBytesMax: whole('feed.bufferBytesMax', 1024 * 1024, 1024, 64 * 1024 * 1024),
    },
    bands: readPriorityBands(config),
    hours: readWorkingHours(config),
    retention: {
      // AMLR Art. 77: what was thought of a suspicion is kept for five years.
      alertEventsDays: whole('retention.alertEventsDays', 1830, 1, 36_600),
      ingestedEventsDays: whole('retention.ingestedEventsDays', 90, 1, 36_600),
      labelsDays: whole('retention.labelsDays', 90, 1, 36_600),
    },
    poll: {
      enabled: config?.getOptionalBoolean('poll.enabled') ?? false,
      seconds: whole('poll.seconds', 30, 5, 3600),
    },
    employeeCustomers: staff,
    tokenKey: config?.getOptionalString('tokenKey') ?? null,
  };
}
