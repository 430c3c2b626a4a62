import { IsoDate } from '@internal/plugin-payrec-common';
import { DemoAccount } from '../company';
import { decimalText } from './statement';

/** A transaction as the provider settles it, with its fee split the provider's way. Minor units, credit positive. */
export type SettledRow = {
  readonly kind: string;
  readonly pspRef: string;
  readonly modificationRef: string;
  readonly orderRef: string;
  readonly scheme: string;
  readonly eventAt: string;
  readonly grossMinor: bigint;
  /** Zero or negative. */
  readonly feeMinor: bigint;
};

/** One settlement batch of a provider: its rows and what it pays out. */
export type SettledBatch = {
  readonly account: DemoAccount;
  readonly batchId: string;
  readonly date: IsoDate;
  readonly valueDate: IsoDate;
  readonly netMinor: bigint;
  readonly rows: readonly SettledRow[];
};

const ADYEN_TYPE: Record<string, string> = {
  sale: 'Settled',
  refund: 'Refunded',
  chargeback: 'Chargeback',
  chargeback_reversal: 'ChargebackReversed',
  fee: 'Fee',
  balance_transfer: 'Balancetransfer',
};
const ADYEN_HEADER =
  'Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Payment Method Variant,Modification Merchant Reference,Batch Number,Reserved4,Reserved5,Reserved6,Reserved7,Reserved8,Reserved9,Reserved10';

const csv = (cell: string) => (/[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell);

/** Adyen settlement details report of one batch; its net rows, the payout included, sum to zero. */
export function writeAdyenSettlement(batch: SettledBatch): string {
  const { account } = batch;
  const debit = (minor: bigint) => (minor < 0n ? decimalText(minor, account.exponent, '.') : '');
  const credit = (minor: bigint) => (minor > 0n ? decimalText(minor, account.exponent, '.') : '');
  const positive = (minor: bigint) => (minor === 0n ? '' : decimalText(minor, account.exponent, '.'));
  const line = (cells: string[]) => cells.map(csv).join(',');
  const tail = ['', batch.batchId, '', '', '', '', '', '', ''];
  const rows = batch.rows.map(row => {
    const net = row.grossMinor + row.feeMinor;
    if (row.kind === 'fee') {
      const text = `Transaction Fees ${batch.date}`;
      return line(
        ['ExampleBV', account.merchantAccount!, '', '', '', row.eventAt, 'CET', 'Fee', text, '', '', '', ''].concat(
          [account.currency, debit(net), credit(net), '', '', '', '', ''],
          tail,
        ),
      );
    }
    // Interchange++: 45 % interchange, 15 % scheme, the rest markup; the parts add up to the fee.
    const fee = -row.feeMinor;
    const interchange = (fee * 45n) / 100n;
    const scheme = (fee * 15n) / 100n;
    return line(
      [
        'ExampleBV',
        account.merchantAccount!,
        row.pspRef,
        row.orderRef,
        row.scheme,
        row.eventAt,
        'CET',
        ADYEN_TYPE[row.kind] ?? 'MiscCosts',
        row.modificationRef,
        account.currency,
        debit(row.grossMinor),
        credit(row.grossMinor),
        '1',
        account.currency,
        debit(net),
        credit(net),
        '',
        positive(fee - interchange - scheme),
        positive(scheme),
        positive(interchange),
        row.scheme ? `${row.scheme}standardcredit` : '',
      ].concat(tail),
    );
  });
  const payout = line(
    [
      'ExampleBV',
      account.merchantAccount!,
      '',
      '',
      '',
      `${batch.date} 23:59:00`,
      'CET',
      'MerchantPayout',
      `TX${batch.batchId}0001XT batch ${batch.batchId}, ${account.merchantAccount}`,
      '',
      '',
      '',
      '',
      account.currency,
      debit(-batch.netMinor),
      credit(-batch.netMinor),
      '',
      '',
      '',
      '',
      '',
    ].concat(tail),
  );
  return [ADYEN_HEADER, ...rows, payout, ''].join('\n');
}

const STRIPE_CATEGORY: Record<string, string> = {
  sale: 'charge',
  refund: 'refund',
  chargeback: 'dispute',
  chargeback_reversal: 'dispute_reversal',
  fee: 'fee',
};

/** Stripe payout reconciliation report (itemised): decimals in major units, a row per balance transaction. */
export function writeStripePayoutReconciliation(batch: SettledBatch): string {
  const { account } = batch;
  const amount = (minor: bigint) => `${minor < 0n ? '-' : ''}${decimalText(minor, account.exponent, '.')}`;
  const header =
    'automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created,available_on,currency,gross,fee,net,reporting_category,source_id,description';
  const rows = batch.rows.map(row =>
    [
      batch.batchId,
      `${batch.valueDate} 00:00:00`,
      `txn_${row.modificationRef}`,
      row.eventAt,
      `${batch.valueDate} 00:00:00`,
      account.currency.toLowerCase(),
      amount(row.grossMinor),
      amount(-row.feeMinor),
      amount(row.grossMinor + row.feeMinor),
      STRIPE_CATEGORY[row.kind] ?? 'other_adjustment',
      `${row.kind === 'sale' ? 'ch' : 're'}_${row.pspRef}`,
      row.orderRef,
    ]
      .map(csv)
      .join(','),
  );
  return [header, ...rows, ''].join('\n');
}
