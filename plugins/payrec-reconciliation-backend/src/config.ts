import { Config } from '@backstage/config';
import { CutOff, Currency, RAIL_CALENDARS, RailCalendar, isCurrency } from '@internal/plugin-payrec-common';
import { Retention } from './service/Housekeeping';

/** Where rows of a settlement report belong: the account that receives the payouts of that merchant account. */
export type SettlementSource = {
  readonly psp: 'adyen' | 'stripe';
  /** As the report writes it; absent for Stripe, whose reports name none. */
  readonly merchantAccount: string | null;
  /** Merchant of the index whose sales these are; the merchant account without it. */
  readonly merchantId: string | null;
};

export type AccountConfig = {
  readonly id: string;
  readonly name: string;
  readonly bank: string;
  readonly accountNumber: string;
  /** Other ways statements write the number. */
  readonly aliases: readonly string[];
  readonly currency: Currency;
  readonly calendar: RailCalendar;
  readonly cutOff: CutOff;
  readonly entityRef: string | null;
  readonly settlementSource: SettlementSource | null;
};

export type ReconciliationConfig = {
  readonly accounts: readonly AccountConfig[];
  readonly windowDays: number;
  readonly dueLagDays: number;
  readonly uploadBytesMax: number;
  readonly schedule: { readonly enabled: boolean; readonly delayMinutes: number };
  readonly runAfterStatement: boolean;
  /** Entity refs of who is told that a proposal waits for a second person. */
  readonly approvers: readonly string[];
  readonly debounceSeconds: number;
  readonly pollMs: number;
  readonly leaseSeconds: number;
  readonly retention: Retention;
  /** Cut-off of accounts that only the index knows and that name none. */
  readonly defaultCutOff: CutOff;
};

/** Reads `payrec.reconciliation`. @throws Error naming the key, the value and what is expected. */
export function readReconciliationConfig(root: Config): ReconciliationConfig {
  const config = root.getOptionalConfig('payrec.reconciliation');
  const defaultCutOff = {
    time: config?.getOptionalString('cutOffTime') ?? '00:00',
    zone: config?.getOptionalString('cutOffZone') ?? 'Europe/Berlin',
  };
  const accounts = (config?.getOptionalConfigArray('accounts') ?? []).map((one, at) =>
    readAccount(one, `payrec.reconciliation.accounts[${at}]`, defaultCutOff),
  );
  const ids = accounts.map(account => account.id);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined) {
    throw new Error(`payrec.reconciliation.accounts has the id "${twice}" twice; one account is one entry`);
  }
  return {
    accounts,
    windowDays: readInteger(config, 'windowDays', 62, 7, 3660),
    dueLagDays: readInteger(config, 'dueLagDays', 5, 0, 60),
    uploadBytesMax: readInteger(config, 'uploadMegabytesMax', 1024, 1, 16_384) * 1024 * 1024,
    schedule: {
      enabled: config?.getOptionalBoolean('schedule.enabled') ?? true,
      delayMinutes: readInteger(config, 'schedule.delayMinutes', 30, 0, 1440),
    },
    runAfterStatement: config?.getOptionalBoolean('runAfterStatement') ?? true,
    approvers: readEntityRefs(config, 'approvers'),
    debounceSeconds: readInteger(config, 'debounceSeconds', 5, 0, 3600),
    pollMs: readInteger(config, 'pollMilliseconds', 1000, 20, 60_000),
    leaseSeconds: readInteger(config, 'leaseSeconds', 30, 1, 3600),
    retention: {
      matchRunDays: readInteger(config, 'retention.matchRunDays', 90, 1, 10_000),
      idempotencyKeyDays: readInteger(config, 'retention.idempotencyKeyDays', 7, 1, 10_000),
    },
    defaultCutOff,
  };
}

function readEntityRefs(config: Config | undefined, name: string): string[] {
  const refs = config?.getOptionalStringArray(name) ?? [];
  for (const ref of refs) {
    if (!/^(user|group):[^/\s]+\/[^/\s]+$/.test(ref)) {
      throw new Error(
        `payrec.reconciliation.${name} has "${ref}"; write a group or user as group:default/finance-approvers`,
      );
    }
  }
  return refs;
}

function readAccount(config: Config, key: string, defaultCutOff: CutOff): AccountConfig {
  const currency = config.getString('currency');
  if (!isCurrency(currency)) {
    throw new Error(`${key}.currency is "${currency}", which is no ISO 4217 code such as EUR`);
  }
  const calendar = config.getOptionalString('calendar') ?? 'TARGET';
  const found = RAIL_CALENDARS.find(one => one === calendar);
  if (!found) {
    throw new Error(`${key}.calendar is "${calendar}"; expected one of ${RAIL_CALENDARS.join(', ')}`);
  }
  const id = config.getString('id');
  if (!/^[A-Za-z0-9._-]{1,100}$/.test(id)) {
    throw new Error(`${key}.id is "${id}"; use 1 to 100 letters, digits, dots, dashes or underscores`);
  }
  const source = config.getOptionalConfig('settlementSource');
  return {
    id,
    name: config.getOptionalString('name') ?? id,
    bank: config.getOptionalString('bank') ?? '',
    accountNumber: config.getString('accountNumber'),
    aliases: config.getOptionalStringArray('aliases') ?? [],
    currency,
    calendar: found,
    cutOff: {
      time: config.getOptionalString('cutOffTime') ?? defaultCutOff.time,
      zone: config.getOptionalString('cutOffZone') ?? defaultCutOff.zone,
    },
    entityRef: config.getOptionalString('entityRef') ?? null,
    settlementSource: source ? readSource(source, `${key}.settlementSource`) : null,
  };
}

function readSource(config: Config, key: string): SettlementSource {
  const psp = config.getString('psp');
  if (psp !== 'adyen' && psp !== 'stripe') {
    throw new Error(`${key}.psp is "${psp}"; expected adyen or stripe`);
  }
  return {
    psp,
    merchantAccount: config.getOptionalString('merchantAccount') ?? null,
    merchantId: config.getOptionalString('merchantId') ?? null,
  };
}

function readInteger(config: Config | undefined, key: string, otherwise: number, min: number, max: number): number {
  const value = config?.getOptionalNumber(key) ?? otherwise;
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new Error(`payrec.reconciliation.${key} is ${value}; expected a whole number from ${min} to ${max}`);
  }
  return value;
}
