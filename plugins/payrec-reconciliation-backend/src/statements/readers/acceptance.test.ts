import { existsSync, readFileSync } from 'fs';
import { resolve } from 'path';
import { currencyExponent, minorToDecimal } from '@internal/plugin-payrec-common';
import { readStatements } from './readStatementFile';
import { ParsedStatement } from './types';

const shared = resolve(__dirname, '../../../../../../shared');
const acceptanceFile = resolve(shared, 'acceptance/reconciliation.json');
const present = existsSync(acceptanceFile);

type Detail = {
  account?: string;
  ccy?: string | null;
  open?: string | null;
  close?: string | null;
  lines?: number;
  sum?: string | number;
  balanced?: boolean | null;
  id?: string;
  entries?: number;
  txdtls?: number;
  reversals?: number | null;
};
type BaiAccount = {
  acct: string;
  ccy: string;
  n16: number;
  sum: number;
  control: number;
  ok_amount: boolean;
  ok_recs: boolean;
};
type Case = {
  file: string;
  statements?: number;
  lines?: number;
  entries?: number;
  foots?: number;
  does_not_foot?: number[];
  detail?: Detail[] | null;
  accounts?: number | BaiAccount[];
};

const cases: Case[] = present ? JSON.parse(readFileSync(acceptanceFile, 'utf8')).parsing : [];
const read = (file: string) => readStatements(readFileSync(resolve(shared, file)), { fileName: file });
const sumOf = ({ lines }: ParsedStatement) => lines.reduce((total, { amount }) => total + amount, 0n);

/** Amounts of the acceptance file are decimals with any number of decimals; compared exactly as minor units. */
function decimal(minor: bigint | null, statement: ParsedStatement): string | null {
  const currency = statement.currency ?? statement.lines[0]?.currency;
  return minor === null ? null : minorToDecimal(minor, currencyExponent(currency));
}
const padded = (text: string | null | undefined) =>
  text === null || text === undefined ? null : `${text.split('.')[0]}.${(text.split('.')[1] ?? '').padEnd(2, '0')}`;

if (!present) {
  // eslint-disable-next-line no-console
  console.warn(`Statement samples are not tested: ${shared} is absent`);
}
// Without the shared folder there is nothing to compare with; the readers have their own tests.
const describeShared = present ? describe : describe.skip;

describeShared('statements of the acceptance file', () => {
  it.each(cases.map(found => [found.file, found] as const))('%s', async (file, expected) => {
    expect(factsOf(await read(file))).toMatchObject(factsExpected(expected));
  });

  it('reads every row of Adyen batch 380 to a net of zero, fees explaining gross less net', async () => {
    const [statement, ...rest] = await read('samples/adyen/oca-settlement_detail_report_batch_380.csv');
    expect(rest).toEqual([]);
    expect(statement).toMatchObject({
      accountNumber: 'YOURCOMPANY_ACCOUNT',
      statementNo: '380',
      currency: 'USD',
      foots: true,
      warnings: [],
    });
    expect(sumOf(statement)).toBe(0n);
    const payout = statement.lines.filter(line => line.settlement!.kind === 'payout');
    expect(payout.map(({ amount, batchRef }) => [amount, batchRef])).toEqual([[-5_530_807n, '380']]);
    const rows = statement.lines.filter(line => line.settlement!.kind !== 'payout');
    expect(rows).toHaveLength(227);
    const gross = rows.reduce((total, { settlement }) => total + (settlement!.gross ?? 0n), 0n);
    const fee = rows.reduce((total, { settlement }) => {
      const { commission, markup, scheme, interchange } = settlement!.fees;
      return total + [commission, markup, scheme, interchange].reduce<bigint>((sum, part) => sum + (part ?? 0n), 0n);
    }, 0n);
    const charged = rows
      .filter(line => line.settlement!.kind === 'fee')
      .reduce((total, { amount }) => total + amount, 0n);
    expect(gross - fee + charged).toBe(5_530_807n);
  });

  it('reads Stripe objects of the API in minor units', async () => {
    const [balance] = await read('samples/stripe/fivetran-balance_transaction_data.csv');
    expect(balance).toMatchObject({ format: 'stripe-balance', currency: 'USD', warnings: [] });
    expect(balance.lines.map(({ amount }) => amount)[1]).toBe(1_980_810n);
    expect(balance.lines[1].settlement).toMatchObject({
      kind: 'sale',
      gross: 2_040_000n,
      batch: 'po_0IFUKBig6peNXzgDZQM7WPAo',
    });
    const [payouts] = await read('samples/stripe/fivetran-payout_data.csv');
    expect(payouts.lines).toHaveLength(15);
    expect(payouts.lines[0]).toMatchObject({
      amount: 3_029_432n,
      status: 'BOOK',
      valueDate: '2021-01-20',
      batchRef: 'po_0IB8cXig6peNXzgDJWLvHBB7',
    });
  });

  it('says that 30 February stands in the file without making it another day', async () => {
    const [statement] = await read('samples/mt940/february_30.sta');
    expect(statement.lines[0]).toMatchObject({ valueDate: null, valueDateRaw: '160230', bookingDate: '2016-03-01' });
    expect(statement.warnings).toMatchObject([{ code: 'impossible-date', line: 6 }]);
  });
});

/** Everything the acceptance file may say of a file, as read. */
function factsOf(statements: readonly ParsedStatement[]) {
  return {
    statementCount: statements.length,
    lineCount: statements.flatMap(({ lines }) => lines).length,
    footing: statements.filter(({ foots }) => foots).length,
    notFooting: statements.flatMap(({ foots }, index) => (foots === false ? [index] : [])),
    details: statements.map(statement => ({
      account: statement.accountNumber,
      id: statement.statementRef,
      ccy: statement.currency,
      open: decimal(statement.opening, statement),
      close: decimal(statement.closing, statement),
      sum: decimal(sumOf(statement), statement),
      balanced: statement.foots,
      lines: statement.lines.length,
      txdtls: statement.lines.reduce((count, line) => count + line.detailCount, 0),
      reversals: statement.lines.filter(({ reversal }) => reversal).length,
      sumMinor: sumOf(statement),
      controlsAgree: !statement.warnings.some(({ code }) => code === 'control-mismatch'),
    })),
  };
}

/** The same shape with only what the case states; `null` reversals mean the file has no such mark. */
function factsExpected(expected: Case): object {
  const accounts = typeof expected.accounts === 'number' ? undefined : expected.accounts;
  const details =
    expected.detail?.map(({ entries, reversals, open, close, sum, ...same }) =>
      stated({
        ...same,
        lines: same.lines ?? entries,
        reversals: reversals ?? undefined,
        open: open === undefined ? undefined : padded(open),
        close: close === undefined ? undefined : padded(close),
        sum: sum === undefined ? undefined : padded(String(sum)),
        ns: undefined,
      }),
    ) ??
    accounts?.map(account => ({
      account: account.acct,
      ccy: account.ccy,
      lines: account.n16,
      sumMinor: BigInt(account.sum),
      controlsAgree: account.ok_amount && account.ok_recs,
    }));
  return stated({
    statementCount:
      expected.statements ?? (typeof expected.accounts === 'number' ? expected.accounts : accounts?.length),
    lineCount: expected.lines ?? expected.entries,
    footing: expected.foots,
    notFooting: expected.does_not_foot,
    details,
  });
}

function stated(facts: object): object {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}
