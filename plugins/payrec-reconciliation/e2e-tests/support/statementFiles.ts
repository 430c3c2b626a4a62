import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** Two files that belong together: what the provider says it settled, and the bank line that pays it. */
export type Batch = {
  batch: string;
  report: { name: string; text: string };
  statement: { name: string; text: string };
  /** As the pages show them, without signs and group separators. */
  transactions: number;
  expected: string;
  received: string;
  fees: string;
};

const SAMPLE = resolve(__dirname, '../../../../../shared/samples/adyen/oca-settlement_detail_report_batch_380.csv');
/** The demo company's account that receives the payouts of this merchant account. */
const MERCHANT_ACCOUNT = 'ExampleBV_ECOM';
const ACCOUNT = 'NL13TEST0123456789';

const compact = (date: string) => date.slice(2).replaceAll('-', '');

/** An MT940 with one credit whose text names the batch; it foots. */
function mt940(date: string, batch: string, amount: string): string {
  const comma = amount.replace('.', ',');
  return [
    ':20:STATEMENT',
    `:25:${ACCOUNT}`,
    `:28C:${batch}/1`,
    `:60F:C${compact(date)}EUR0,00`,
    `:61:${compact(date)}${compact(date).slice(2)}C${comma}NTRFNONREF`,
    `:86:TX${batch} BATCH ${batch} ${MERCHANT_ACCOUNT}`,
    `:62F:C${compact(date)}EUR${comma}`,
    '-',
    '',
  ].join('\r\n');
}

const COLUMNS =
  'Company Account,Merchant Account,Psp Reference,Merchant Reference,Payment Method,Creation Date,TimeZone,Type,Modification Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Payment Method Variant,Batch Number';

/** A batch of our own making: three sales of 300.00 less 4.50 commission, and a batch fee of 5.00: 290.50 arrive. */
export function ownBatch(date: string, batch: string, received = '290.50'): Batch {
  const sale = (index: number, gross: string, net: string, commission: string) =>
    `Example,${MERCHANT_ACCOUNT},${batch}${index}000000000,E2E-${batch}-${index},visa,${date} 10:00:00,CET,Settled,${batch}${index}M,EUR,,${gross},1,EUR,,${net},${commission},,,,visa,${batch}`;
  const own = (type: string, note: string, debit: string) =>
    `Example,${MERCHANT_ACCOUNT},,,,${date} 23:00:00,CET,${type},${note},,,,,EUR,${debit},,,,,,,${batch}`;
  const text = [
    COLUMNS,
    sale(1, '100.00', '98.50', '1.50'),
    sale(2, '150.00', '147.75', '2.25'),
    sale(3, '50.00', '49.25', '0.75'),
    own('Fee', 'Transaction Fees', '5.00'),
    own('MerchantPayout', `"TX${batch} batch ${batch}, ${MERCHANT_ACCOUNT}"`, '290.50'),
    '',
  ].join('\n');
  return {
    batch,
    report: { name: `settlement_detail_report_batch_${batch}.csv`, text },
    statement: { name: `statement-${batch}.sta`, text: mt940(date, batch, received) },
    // The batch fee is a row of the report as well.
    transactions: 4,
    expected: '300.00',
    received,
    fees: '9.50',
  };
}

/**
 * The real batch 380 (227 rows, 55,735.80 gross, one bank line of 55,308.07), moved to the demo company's account, currency
 * and day; its amounts are untouched. Undefined where the samples are not there.
 */
export function realBatch(date: string, batch: string, received = '55308.07'): Batch | undefined {
  if (!existsSync(SAMPLE)) return undefined;
  const text = readFileSync(SAMPLE, 'utf8')
    .replaceAll('YOURCOMPANY_ACCOUNT', MERCHANT_ACCOUNT)
    .replace(/\b2021-01-\d\d\b/g, date)
    .replace(/,USD,/g, ',EUR,')
    .replace(/\bbatch 380\b/g, `batch ${batch}`)
    .replace(/,380,/g, `,${batch},`);
  return {
    batch,
    report: { name: `settlement_detail_report_batch_${batch}.csv`, text },
    statement: { name: `statement-${batch}.sta`, text: mt940(date, batch, received) },
    transactions: 227,
    expected: '55735.80',
    received,
    fees: '427.73',
  };
}

export const hasSamples = existsSync(SAMPLE);
