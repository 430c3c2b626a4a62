import { RailCalendar } from '@internal/plugin-payrec-common';

/** An account of the demo company and the way money reaches it. */
export type DemoAccount = {
  readonly id: string;
  readonly name: string;
  readonly bank: string;
  readonly number: string;
  readonly masked: string;
  readonly currency: 'EUR' | 'USD' | 'GBP' | 'JPY' | 'KWD';
  readonly exponent: 0 | 2 | 3;
  readonly calendar: RailCalendar;
  readonly format: 'mt940' | 'camt053' | 'bai2';
  readonly cutOffTime: string;
  readonly cutOffZone: string;
  /** Provider whose payouts it receives. */
  readonly psp: string;
  /** Share of all transactions, in percent. */
  readonly share: number;
  /** Percent of its merchants' transactions that arrive as bank lines of their own; capped per day. */
  readonly singlePercent: number;
  /** The provider's settlement report is the record of these transactions, not our own ledger. */
  readonly settlementReport?: 'adyen' | 'stripe';
  readonly merchantAccount?: string;
  /** Typical ticket of a small merchant, minor units. */
  readonly ticketMinor: number;
  /** Contracted fee: basis points of the sale and a fixed part in minor units. */
  readonly feeBps: number;
  readonly feeFixedMinor: number;
  readonly country: string;
  /** First opening balance, minor units. */
  readonly openingMinor: number;
};

/**
 * The seven accounts finance reconciles. Gulf Settlement and Mizu Bank keep the TARGET calendar: the portal knows three
 * rails by rule, and a fourth by guess would be worse than a near one that is stated.
 */
export const DEMO_ACCOUNTS: readonly DemoAccount[] = [
  {
    id: 'adyen-example-bv',
    name: 'Adyen · Example BV',
    bank: 'Adyen',
    number: 'NL13TEST0123456789',
    masked: 'NL13 … 89',
    currency: 'EUR',
    exponent: 2,
    calendar: 'TARGET',
    format: 'mt940',
    cutOffTime: '00:00',
    cutOffZone: 'Europe/Amsterdam',
    psp: 'adyen',
    share: 18,
    singlePercent: 0,
    settlementReport: 'adyen',
    merchantAccount: 'ExampleBV_ECOM',
    ticketMinor: 6400,
    feeBps: 68,
    feeFixedMinor: 10,
    country: 'NL',
    openingMinor: 48_120_355,
  },
  {
    id: 'handelsbank-collections',
    name: 'Handelsbank collections',
    bank: 'Handelsbank',
    number: 'DE02120300000000202051',
    masked: 'DE02 … 51',
    currency: 'EUR',
    exponent: 2,
    calendar: 'TARGET',
    format: 'camt053',
    cutOffTime: '00:00',
    cutOffZone: 'Europe/Berlin',
    psp: 'kreuzpay',
    share: 32,
    singlePercent: 30,
    ticketMinor: 4200,
    feeBps: 95,
    feeFixedMinor: 8,
    country: 'DE',
    openingMinor: 91_004_210,
  },
  {
    id: 'sparbank-sud',
    name: 'Sparbank Sud',
    bank: 'Sparbank Sud',
    number: '4471000902',
    masked: '4471 … 02',
    currency: 'USD',
    exponent: 2,
    calendar: 'FED',
    format: 'bai2',
    cutOffTime: '00:00',
    cutOffZone: 'America/New_York',
    psp: 'unionpoint',
    share: 14,
    singlePercent: 0,
    ticketMinor: 5300,
    feeBps: 210,
    feeFixedMinor: 10,
    country: 'US',
    openingMinor: 30_772_910,
  },
  {
    id: 'clearbank-uk',
    name: 'Clearbank UK',
    bank: 'Clearbank',
    number: 'GB33BUKB20201555555517',
    masked: '20-00 … 17',
    currency: 'GBP',
    exponent: 2,
    calendar: 'UK',
    format: 'camt053',
    cutOffTime: '00:00',
    cutOffZone: 'Europe/London',
    psp: 'kreuzpay',
    share: 14,
    singlePercent: 0,
    ticketMinor: 3900,
    feeBps: 88,
    feeFixedMinor: 5,
    country: 'GB',
    openingMinor: 18_440_072,
  },
  {
    id: 'mizu-bank',
    name: 'Mizu Bank',
    bank: 'Mizu Bank',
    number: '0088123456740',
    masked: '0088 … 40',
    currency: 'JPY',
    exponent: 0,
    calendar: 'TARGET',
    format: 'mt940',
    cutOffTime: '00:00',
    cutOffZone: 'Asia/Tokyo',
    psp: 'sakurapay',
    share: 8,
    singlePercent: 0,
    ticketMinor: 5800,
    feeBps: 250,
    feeFixedMinor: 0,
    country: 'JP',
    openingMinor: 61_200_000,
  },
  {
    id: 'gulf-settlement',
    name: 'Gulf Settlement',
    bank: 'Gulf Settlement',
    number: 'KW81CBKU0000000000001234560101',
    masked: 'KW81 … 01',
    currency: 'KWD',
    exponent: 3,
    calendar: 'TARGET',
    format: 'mt940',
    cutOffTime: '00:00',
    cutOffZone: 'Asia/Kuwait',
    psp: 'khaleejpay',
    share: 5,
    singlePercent: 0,
    ticketMinor: 14_750,
    feeBps: 175,
    feeFixedMinor: 50,
    country: 'KW',
    openingMinor: 9_310_250,
  },
  {
    id: 'stripe-usd',
    name: 'Stripe · Example Inc',
    bank: 'Stripe',
    number: '3300444551',
    masked: '3300 … 51',
    currency: 'USD',
    exponent: 2,
    calendar: 'FED',
    format: 'mt940',
    cutOffTime: '00:00',
    cutOffZone: 'UTC',
    psp: 'stripe',
    share: 9,
    singlePercent: 0,
    settlementReport: 'stripe',
    merchantAccount: 'acct_example_inc',
    ticketMinor: 7100,
    feeBps: 290,
    feeFixedMinor: 30,
    country: 'US',
    openingMinor: 22_017_440,
  },
];

export type DemoMerchant = {
  readonly no: number;
  readonly id: string;
  readonly name: string;
  readonly accountId: string;
  readonly country: string;
  readonly currency: string;
  readonly mcc: string;
  readonly segment: 'small' | 'medium' | 'large';
  /** Large merchants are paid every day, the others for the week that ends on Sunday. */
  readonly daily: boolean;
  /** Relative share of its account. */
  readonly weight: number;
  /** Percent of the typical ticket of its account. */
  readonly ticketPercent: number;
  /** Keeps 5 % of each batch back for thirty days. */
  readonly reserve: boolean;
};

/** Merchants people meet by name; the first two are those of the merchant personas. */
const NAMED: ReadonlyArray<[name: string, mcc: string]> = [
  ['Kaffeehaus Nord', '5814'],
  ['Velo Werkstatt', '5940'],
  ['Papier & Co', '5943'],
  ['Lumen Optik', '8043'],
  ['Atelier Sud', '5712'],
  ['Buchladen am Tor', '5942'],
  ['Nordlicht Hotel', '7011'],
  ['Travelhub', '4722'],
];

const FIRST: Record<string, readonly string[]> = {
  DE: ['Linden', 'Hafen', 'Sonnen', 'Berg', 'Mühlen', 'Park', 'Rosen', 'Seiden', 'Ufer', 'Birken'],
  US: ['Maple', 'Harbor', 'Canyon', 'Prairie', 'Union', 'Cedar', 'Liberty', 'Summit', 'River', 'Pioneer'],
  GB: ['Ashford', 'Camden', 'Thames', 'Heather', 'Windmill', 'Oxbridge', 'Marlow', 'Pennine', 'Kings', 'Severn'],
  JP: ['Sakura', 'Fuji', 'Hikari', 'Kaze', 'Mori', 'Umi', 'Yuki', 'Asahi', 'Hoshi', 'Kawa'],
  KW: ['Salmiya', 'Marina', 'Jahra', 'Dasman', 'Pearl', 'Failaka', 'Sahara', 'Souk', 'Oasis', 'Dana'],
};
const TRADE: ReadonlyArray<[name: string, mcc: string]> = [
  ['Bakery', '5462'],
  ['Books', '5942'],
  ['Outdoor', '5941'],
  ['Electronics', '5732'],
  ['Garden', '5261'],
  ['Pharmacy', '5912'],
  ['Furniture', '5712'],
  ['Hotel', '7011'],
  ['Music', '5733'],
  ['Fashion', '5651'],
];

/** Example BV and Example Inc: the company's own shops behind the aggregators. */
const OWN_SHOPS: ReadonlyArray<[no: number, name: string, accountId: string]> = [
  [900, 'Example BV webshop', 'adyen-example-bv'],
  [901, 'Example Inc store', 'stripe-usd'],
];

function segmentOf(no: number): DemoMerchant['segment'] {
  if (no <= 8 || no % 10 === 0) return 'large';
  return no % 3 === 0 ? 'medium' : 'small';
}

/**
 * The merchants, by number: the named ones, filled up to `count` over the accounts that take merchants' money, and the
 * two own shops (900 and 901). No randomness: the same count gives the same people.
 */
export function listDemoMerchants(count: number): DemoMerchant[] {
  const takers = DEMO_ACCOUNTS.filter(account => !account.settlementReport);
  const byShare = takers.flatMap(account => Array<string>(Math.round(account.share / 2)).fill(account.id));
  const merchants: DemoMerchant[] = [];
  for (let no = 1; no <= count; no++) {
    const named = NAMED[no - 1];
    // 7 is coprime to the length of the list, so the accounts alternate instead of coming in blocks.
    const accountId = named ? 'handelsbank-collections' : byShare[(no * 7) % byShare.length];
    const account = DEMO_ACCOUNTS.find(a => a.id === accountId)!;
    const round = Math.floor((no - 1) / 100);
    const [trade, mcc] = TRADE[(no * 3 + round) % TRADE.length];
    const first = FIRST[account.country][Math.floor(no / 10) % 10];
    const segment = segmentOf(no);
    merchants.push({
      no,
      id: `M${String(no).padStart(4, '0')}`,
      name: named?.[0] ?? `${first} ${trade}${round ? ` ${round + 1}` : ''}`,
      accountId,
      country: account.country,
      currency: account.currency,
      mcc: named?.[1] ?? mcc,
      segment,
      daily: segment === 'large',
      weight: { large: 60, medium: 12, small: 4 + (no % 5) }[segment],
      ticketPercent: named ? [22, 180, 45, 210, 320, 38, 540, 620][no - 1] : 40 + ((no * 37) % 160),
      reserve: no % 29 === 0 || no === 8,
    });
  }
  for (const [no, name, accountId] of OWN_SHOPS) {
    const account = DEMO_ACCOUNTS.find(a => a.id === accountId)!;
    merchants.push({
      no,
      id: `M${String(no).padStart(4, '0')}`,
      name,
      accountId,
      country: account.country,
      currency: account.currency,
      mcc: '5964',
      segment: 'large',
      daily: true,
      weight: 100,
      ticketPercent: 100,
      reserve: false,
    });
  }
  return merchants;
}

let names: ReadonlyMap<string, string> | undefined;

/** Names of the merchants by id, as the reference table of every scale has them. */
export function merchantNames(): ReadonlyMap<string, string> {
  names ??= new Map(listDemoMerchants(999).map(merchant => [merchant.id, merchant.name]));
  return names;
}
