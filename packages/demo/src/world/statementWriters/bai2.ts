import { BankStatement } from './statement';

const yymmdd = (date: string) => date.slice(2).replace(/-/g, '');

/** A BAI2 balance report of one account and day; amounts are minor units without a point, trailers carry the totals. */
export function writeBai2(statement: BankStatement): string {
  const { account, date } = statement;
  const records = [
    `03,${account.number},${account.currency},010,${statement.openingMinor},,/`,
    `88,015,${statement.closingMinor},,/`,
  ];
  // The account control total is the sum of all amounts of the 03, 16 and 88 records, balances included.
  let total = statement.openingMinor + statement.closingMinor;
  for (const line of statement.lines) {
    const magnitude = line.amountMinor < 0n ? -line.amountMinor : line.amountMinor;
    total += magnitude;
    records.push(
      `16,${line.amountMinor < 0n ? '495' : '195'},${magnitude},,${statement.number}-${line.ordinal},${
        line.reference ?? ''
      },${line.remittance}`,
      `88,ORIG:${line.counterparty}`,
    );
  }
  const account49 = records.length + 1;
  return [
    `01,121140399,EXAMPLEBV,${yymmdd(date)},2215,${statement.number},80,1,2/`,
    `02,EXAMPLEBV,121140399,1,${yymmdd(date)},2215,${account.currency},2/`,
    ...records,
    `49,${total},${account49}/`,
    `98,${total},1,${account49 + 2}/`,
    `99,${total},1,${account49 + 4}/`,
    '',
  ].join('\n');
}
