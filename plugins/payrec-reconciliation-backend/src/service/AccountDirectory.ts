import { Currency, CutOff, RAIL_CALENDARS, RailCalendar, parseCurrency } from '@internal/plugin-payrec-common';
import { SystemFinalIndex } from '@internal/plugin-payrec-node';
import { AccountConfig, ReconciliationConfig, SettlementSource } from '../config';
import { indexAccounts } from '../queries/accountQueries';

export type Account = {
  readonly id: string;
  readonly name: string;
  readonly bank: string;
  readonly accountNumber: string;
  readonly accountNumberMasked: string;
  readonly aliases: readonly string[];
  readonly currency: Currency;
  readonly calendar: RailCalendar;
  readonly cutOff: CutOff;
  readonly entityRef: string | null;
  readonly settlementSource: SettlementSource | null;
  /** `<id>|<currency>` */
  readonly unit: string;
};

const CACHE_MS = 30_000;

/** Accounts of the configuration, completed by those of the index; an account of both is as the configuration says. */
export class AccountDirectory {
  private cached?: { at: number; accounts: Promise<Account[]> };

  constructor(
    private readonly config: ReconciliationConfig,
    private readonly system: SystemFinalIndex,
    private readonly nowMs: () => number,
  ) {}

  /** Sorted by name, then id. */
  async list(): Promise<Account[]> {
    const now = this.nowMs();
    if (!this.cached || now - this.cached.at > CACHE_MS) {
      const accounts = this.read();
      this.cached = { at: now, accounts };
      accounts.catch(() => {
        this.cached = undefined;
      });
    }
    return this.cached.accounts;
  }

  async byUnit(): Promise<Map<string, Account>> {
    return new Map((await this.list()).map(account => [account.unit, account]));
  }

  /** Forgets what was read from the index. */
  refresh(): void {
    this.cached = undefined;
  }

  private async read(): Promise<Account[]> {
    const { rows } = await this.system.query(indexAccounts, {}, { reason: 'accounts to reconcile' });
    const configured = this.config.accounts.map(fromConfig);
    const known = new Set(configured.map(account => account.id));
    const others = rows
      .filter(row => !known.has(row.account_id))
      .map((row): Account => {
        const currency = parseCurrency(row.currency);
        return {
          id: row.account_id,
          name: row.name,
          bank: row.bank,
          accountNumber: row.account_number,
          accountNumberMasked: row.account_number_masked,
          aliases: [],
          currency,
          calendar: RAIL_CALENDARS.find(calendar => calendar === row.calendar) ?? 'TARGET',
          cutOff: row.cut_off_time ? { time: row.cut_off_time, zone: row.cut_off_zone } : this.config.defaultCutOff,
          entityRef: null,
          settlementSource: null,
          unit: `${row.account_id}|${currency}`,
        };
      });
    return [...configured, ...others].sort((a, b) => compare(a.name, b.name) || compare(a.id, b.id));
  }
}

/** The account a statement reports on, or undefined. Blanks, punctuation and a currency behind the number do not matter. */
export function findByNumber(
  accounts: readonly Account[],
  accountNumber: string,
  currency: string | null,
): Account | undefined {
  const wanted = plainNumber(accountNumber);
  return accounts.find(
    account =>
      (currency === null || account.currency === currency) &&
      [account.accountNumber, ...account.aliases].some(
        number => plainNumber(number) === wanted || `${plainNumber(number)}${account.currency}` === wanted,
      ),
  );
}

/** The account that receives the payouts a settlement report explains, or undefined. */
export function findBySettlementSource(
  accounts: readonly Account[],
  source: { psp: 'adyen' | 'stripe'; merchantAccount: string | null; currency: string },
): Account | undefined {
  const candidates = accounts.filter(
    account => account.settlementSource?.psp === source.psp && account.currency === source.currency,
  );
  const named = candidates.find(account => account.settlementSource?.merchantAccount === source.merchantAccount);
  // A report that names no merchant account (Stripe) is only unambiguous where one account takes such reports.
  return named ?? (source.merchantAccount === null && candidates.length === 1 ? candidates[0] : undefined);
}

/** A number shortened for screens: first four and last two characters. */
export function maskNumber(accountNumber: string): string {
  const plain = plainNumber(accountNumber);
  return plain.length <= 8 ? `…${plain.slice(-2)}` : `${plain.slice(0, 4)} … ${plain.slice(-2)}`;
}

function plainNumber(accountNumber: string): string {
  return accountNumber.toLocaleUpperCase('en-US').replace(/[^A-Z0-9]/g, '');
}

function fromConfig(account: AccountConfig): Account {
  return {
    ...account,
    accountNumberMasked: maskNumber(account.accountNumber),
    unit: `${account.id}|${account.currency}`,
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
