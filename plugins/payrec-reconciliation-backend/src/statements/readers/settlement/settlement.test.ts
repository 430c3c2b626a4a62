import { readStatements } from '../readStatementFile';

const read = (text: string) => readStatements(new TextEncoder().encode(text));

const COLUMNS =
  'Merchant Account,Type,Psp Reference,Merchant Reference,Gross Currency,Gross Debit (GC),Gross Credit (GC),Exchange Rate,Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Markup (NC),Scheme Fees (NC),Interchange (NC),Batch Number,Booking Date';
const SALE = 'MA,Settled,P1,M1,EUR,,10.00,1,EUR,,9.50,,0.20,0.10,0.20,7,2026-01-02 23:50:00';
const PAYOUT = 'MA,MerchantPayout,,,,,,,EUR,9.50,,,,,,7,2026-01-03 01:00:00';

describe('Adyen settlement details', () => {
  it('reads rows by column name in any order, with gross, fees and net', async () => {
    const reverse = (row: string) => row.split(',').reverse().join(';');
    for (const text of [
      [COLUMNS, SALE, PAYOUT].join('\n'),
      [COLUMNS, SALE, PAYOUT].map(reverse).join('\r\n'),
      `Settlement report\n\n${[COLUMNS, SALE, PAYOUT].join('\n')}`,
    ]) {
      const [statement] = await read(text);
      expect(statement).toMatchObject({
        format: 'adyen-settlement',
        accountNumber: 'MA',
        statementNo: '7',
        currency: 'EUR',
        opening: null,
        foots: true,
      });
      expect(statement.lines[0]).toMatchObject({
        amount: 950n,
        reference: 'P1',
        batchRef: '7',
        bookingDate: '2026-01-02',
        settlement: {
          kind: 'sale',
          gross: 1000n,
          net: 950n,
          fees: { commission: null, markup: 20n, scheme: 10n, interchange: 20n },
        },
      });
      expect(statement.lines[1]).toMatchObject({ amount: -950n, settlement: { kind: 'payout', gross: null } });
    }
  });

  it('makes a statement of every batch and currency, though they are mixed', async () => {
    const other = SALE.replace(',7,', ',8,');
    const statements = await read([COLUMNS, SALE, other, SALE, other].join('\n'));
    expect(statements.map(({ statementNo, lines, foots }) => [statementNo, lines.length, foots])).toEqual([
      ['7', 2, null],
      ['8', 2, null],
    ]);
  });

  it.each<[string, string, string]>([
    ['fees that do not explain net', SALE.replace('9.50', '9.49'), 'fees-do-not-add'],
    ['a fee finer than the currency', SALE.replace('0.20,0.10', '0.1955,0.10'), 'amount-format'],
    ['an unknown journal type', SALE.replace('Settled', 'Whatever'), 'unknown-record'],
    ['rows that do not net to zero', `${SALE}\n${PAYOUT.replace('9.50', '9.40')}`, 'does-not-foot'],
  ])('warns of %s', async (_, rows, code) => {
    expect((await read(`${COLUMNS}\n${rows}`))[0].warnings.map(warning => warning.code)).toContain(code);
  });

  it.each<[string, string, RegExp]>([
    ['no net amount', SALE.replace('9.50', ''), /^Line 2: The row has neither a net debit nor a net credit/],
    ['no currency', SALE.replace(/EUR/g, ''), /currency is not known/],
    ['an unreadable amount', SALE.replace('9.50', '9-50'), /amount cannot be read/],
  ])('refuses %s', async (_, row, reason) => {
    await expect(read(`${COLUMNS}\n${row}`)).rejects.toThrow(reason);
  });
});

const API = 'id,amount,available_on,created,currency,description,fee,net,source,status,type,payout_id';
const REPORT =
  'automatic_payout_id,automatic_payout_effective_at,balance_transaction_id,created,available_on,currency,gross,fee,net,reporting_category,source_id,description';

describe('Stripe', () => {
  it.each<[string, string, object]>([
    [
      'API balance transaction, minor units',
      `${API}\ntxn_1,1200,2026-01-04,2026-01-02 10:00:00,usd,D,30,1170,ch_1,available,charge,po_1`,
      {
        amount: 1170n,
        currency: 'USD',
        reference: 'ch_1',
        batchRef: 'po_1',
        bookingDate: '2026-01-02',
        valueDate: '2026-01-04',
        settlement: { gross: 1200n, kind: 'sale', fees: { total: 30n } },
      },
    ],
    [
      'created as seconds',
      `${API}\ntxn_1,1200,1767484800,1767312000,usd,D,30,1170,ch_1,available,charge,po_1`,
      { bookingDate: '2026-01-02', valueDate: '2026-01-04' },
    ],
    [
      'report, major units',
      `${REPORT}\npo_1,2026-01-05,txn_1,2026-01-02 10:00:00,2026-01-04,usd,1200.00,30.00,1170.00,charge,ch_1,D`,
      { amount: 117_000n, batchRef: 'po_1', settlement: { gross: 120_000n } },
    ],
    [
      'report of integers is still in major units',
      `${REPORT}\npo_1,,txn_1,2026-01-02,2026-01-04,usd,1200,30,1170,charge,ch_1,D`,
      { amount: 117_000n },
    ],
    [
      'yen have no minor unit',
      `${API}\ntxn_1,1200,2026-01-04,2026-01-02,jpy,D,30,1170,ch_1,available,charge,`,
      { amount: 1170n, currency: 'JPY' },
    ],
    [
      'ISK is written with two decimals by Stripe',
      `${API}\ntxn_1,1200,2026-01-04,2026-01-02,isk,D,0,1200,ch_1,available,charge,`,
      { amount: 12n, currency: 'ISK' },
    ],
    [
      'MGA is written without decimals by Stripe',
      `${API}\ntxn_1,12,2026-01-04,2026-01-02,mga,D,0,12,ch_1,available,charge,`,
      { amount: 1200n, currency: 'MGA' },
    ],
    [
      'dashboard export',
      'id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Available On (UTC)\ntxn_1,charge,ch_1,12.00,0.30,11.70,usd,2026-01-02 10:00,2026-01-04 00:00',
      { amount: 1170n, bookingDate: '2026-01-02' },
    ],
    [
      'API payout',
      'id,amount,arrival_date,created,currency,status\npo_1,1170,2026-01-05,2026-01-03,usd,paid',
      { amount: 1170n, valueDate: '2026-01-05', batchRef: 'po_1', status: 'BOOK' },
    ],
    [
      'payout on its way',
      'id,amount,arrival_date,created,currency,status\npo_1,1170,2026-01-05,2026-01-03,usd,in_transit',
      { status: 'PDNG' },
    ],
    [
      'payout report, seen from the balance',
      'payout_id,effective_at,currency,balance_transaction_id,gross,fee,net,reporting_category,payout_expected_arrival_date,payout_status\npo_1,2026-01-03,usd,txn_9,-11.70,0.00,-11.70,payout,2026-01-05,paid',
      { amount: 1170n, valueDate: '2026-01-05', batchRef: 'po_1' },
    ],
  ])('%s', async (_, text, expected) => {
    expect((await read(text))[0].lines[0]).toMatchObject(expected);
  });

  it.each<[string, string, RegExp]>([
    [
      'major units where the API has minor',
      `${API}\ntxn_1,12.00,2026-01-04,2026-01-02,usd,D,0.30,11.70,ch_1,available,charge,`,
      /no integer of minor units/,
    ],
    ['no net', `${API}\ntxn_1,1200,2026-01-04,2026-01-02,usd,D,30,,ch_1,available,charge,`, /no net/],
    [
      'a currency nobody knows',
      `${API}\ntxn_1,1200,2026-01-04,2026-01-02,zzz,D,30,1170,ch_1,available,charge,`,
      /currency is not known/,
    ],
    ['other columns', 'a,b,c\n1,2,3', /no statement of a format/],
  ])('refuses %s', async (_, text, reason) => {
    await expect(read(text)).rejects.toThrow(reason);
  });
});
