import { IsoDate, accounts, fxRates, merchants, schemeThresholds } from '@internal/plugin-payrec-common';
import { DEMO_ACCOUNTS, DemoMerchant } from './company';
import { contractSelect, lineage, literal } from './contractSelect';
import { WorldDay } from './days';

/** Minor units of the account's currency a dispute costs. */
const CHARGEBACK_FEE: Record<string, number> = { EUR: 2000, USD: 1500, GBP: 1800, JPY: 2500, KWD: 5000 };
const BATCH_FEE: Record<string, number> = { EUR: 95, USD: 75, GBP: 60, JPY: 90, KWD: 250 };
/** Currency most foreign shoppers of an account pay in, and units of the account's currency per unit of it, times 1e6. */
const ORIGIN: Record<string, [currency: string, rateE6: number]> = {
  EUR: ['USD', 861_300],
  USD: ['EUR', 1_161_000],
  GBP: ['EUR', 878_400],
  JPY: ['USD', 155_200_000],
  KWD: ['USD', 307_100],
};
/** Units of EUR-based rates at the anchor, times 1e6. */
const FX: ReadonlyArray<[from: string, to: string, rateE6: number]> = [
  ['EUR', 'USD', 1_161_000],
  ['EUR', 'GBP', 878_400],
  ['EUR', 'JPY', 180_200_000],
  ['EUR', 'KWD', 356_600],
  ['USD', 'EUR', 861_300],
  ['GBP', 'EUR', 1_138_400],
  ['JPY', 'EUR', 5_549],
  ['KWD', 'EUR', 2_804_300],
];

/** `merchant` and `slot`: who the merchants are and, in 10,000 slots, how often each is drawn. */
export function merchantTables(list: readonly DemoMerchant[]): string[] {
  const rows = list.map(m => {
    const account = DEMO_ACCOUNTS.find(a => a.id === m.accountId)!;
    const [origCurrency, origRate] = ORIGIN[account.currency];
    const cells = [
      m.no,
      literal(m.id),
      literal(m.name),
      literal(m.country),
      literal(m.currency),
      account.exponent,
      literal(m.mcc),
      literal(m.segment),
      m.daily,
      m.reserve,
      literal(m.accountId),
      literal(account.psp),
      Math.max(account.ticketMinor, 1) * m.ticketPercent,
      account.feeBps - (m.segment === 'large' ? 12 : 0),
      account.feeFixedMinor,
      account.singlePercent,
      CHARGEBACK_FEE[account.currency],
      BATCH_FEE[account.currency],
      literal(origCurrency),
      origRate,
    ];
    return `(${cells.join(', ')})`;
  });
  const slots = slotsOf(list);
  return [
    `CREATE TABLE merchant AS SELECT no, merchant_id, name, country, currency, exponent, mcc, segment, daily, reserve,
       account_id, psp, CAST(ticket_percent // 100 AS BIGINT) AS ticket_minor, fee_bps, fee_fixed_minor, single_percent,
       CAST(chargeback_fee_minor AS BIGINT) AS chargeback_fee_minor, CAST(batch_fee_minor AS BIGINT) AS batch_fee_minor,
       orig_currency, CAST(orig_rate_e6 AS BIGINT) AS orig_rate_e6
     FROM (VALUES ${rows.join(
       ', ',
     )}) v(no, merchant_id, name, country, currency, exponent, mcc, segment, daily, reserve,
       account_id, psp, ticket_percent, fee_bps, fee_fixed_minor, single_percent, chargeback_fee_minor,
       batch_fee_minor, orig_currency, orig_rate_e6)`,
    `CREATE TABLE slot AS SELECT v.slot, m.no AS merchant_no, m.account_id, m.ticket_minor, m.single_percent
     FROM (VALUES ${slots
       .map((no, slot) => `(${slot}, ${no})`)
       .join(', ')}) v(slot, no) JOIN merchant m ON m.no = v.no`,
  ];
}

/** 10,000 merchant numbers, each as often as the share of its account and its own weight say, at least once. */
function slotsOf(list: readonly DemoMerchant[]): number[] {
  const slots: number[] = [];
  for (const account of DEMO_ACCOUNTS) {
    const members = list.filter(m => m.accountId === account.id);
    const total = members.reduce((sum, m) => sum + m.weight, 0);
    const wanted = account.share * 100;
    const own: number[] = [];
    let before = 0;
    for (const m of members) {
      before += m.weight;
      while (own.length < Math.round((before / total) * wanted)) own.push(m.no);
    }
    slots.push(...own);
  }
  return slots;
}

/** The small tables of the index, by name. */
export function referenceSelects(days: readonly WorldDay[], end: IsoDate): Record<string, string> {
  const first = days[0].date;
  const at = `${end} 23:41:00`;
  const line = lineage('reference', `merge-${end}`, at);
  const accountRows = DEMO_ACCOUNTS.map(
    a =>
      `(${[a.id, a.name, a.bank, a.number, a.masked, a.currency, a.calendar, a.format, a.cutOffTime, a.cutOffZone]
        .map(literal)
        .join(', ')})`,
  ).join(', ');
  const dayRows = days.map(d => `(DATE '${d.date}', ${d.index})`).join(', ');
  const fxRows = FX.map(([from, to, rate]) => `('${from}', '${to}', ${rate}::BIGINT)`).join(', ');
  return {
    merchants: `${contractSelect(
      merchants,
      {
        merchant_id: 'merchant_id',
        name: 'name',
        country: 'country',
        mcc: 'mcc',
        home_currency: 'currency',
        segment: 'segment',
        onboarded_on: `DATE '${first}' - CAST(30 + (no * 37) % 900 AS INTEGER)`,
        ...line,
      },
      'merchant',
    )} ORDER BY merchant_id`,
    accounts: `${contractSelect(
      accounts,
      {
        account_id: 'account_id',
        name: 'name',
        bank: 'bank',
        account_number: 'number',
        account_number_masked: 'masked',
        currency: 'currency',
        calendar: 'calendar',
        statement_format: 'format',
        cut_off_time: 'time',
        cut_off_zone: 'zone',
        ...line,
      },
      `(VALUES ${accountRows}) v(account_id, name, bank, number, masked, currency, calendar, format, time, zone)`,
    )} ORDER BY account_id`,
    fx_rates: `${contractSelect(
      fxRates,
      {
        business_date: 'd',
        from_currency: 'f',
        to_currency: 't',
        // A walk of at most ±1.5 % around the anchor, by day and pair.
        rate: `CAST(r * (1000 + (CAST(hash(i // 4, f, t) % 31::UBIGINT AS BIGINT) - 15)) AS DECIMAL(38,10)) / 1000000000`,
        ...line,
      },
      `(VALUES ${dayRows}) a(d, i), (VALUES ${fxRows}) b(f, t, r)`,
    )} ORDER BY business_date, from_currency, to_currency`,
    scheme_thresholds: `${contractSelect(
      schemeThresholds,
      {
        programme: 'p',
        region: 'r',
        tier: 't',
        threshold_bps: 'b',
        minimum_count: 'm',
        valid_from: 'f',
        valid_to: 'u',
        ...line,
      },
      `(VALUES ('ECM', 'global', 'merchant', 150, 100, DATE '2019-10-01', NULL),
        ('HECM', 'global', 'merchant', 300, 300, DATE '2019-10-01', NULL),
        ('EFM', 'global', 'merchant', 50, 1000, DATE '2019-10-01', NULL),
        ('VAMP', 'EU', 'merchant', 220, 1500, DATE '2025-10-01', DATE '2026-03-31'),
        ('VAMP', 'EU', 'merchant', 150, 1500, DATE '2026-04-01', NULL),
        ('VAMP', 'US', 'merchant', 220, 1500, DATE '2025-10-01', DATE '2026-03-31'),
        ('VAMP', 'US', 'merchant', 150, 1500, DATE '2026-04-01', NULL),
        ('VAMP', 'global', 'acquirer', 50, 1500, DATE '2025-10-01', NULL)) v(p, r, t, b, m, f, u)`,
    )} ORDER BY programme, region, tier, valid_from`,
  };
}
