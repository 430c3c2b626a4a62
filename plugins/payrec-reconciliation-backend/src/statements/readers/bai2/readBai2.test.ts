import { readStatements } from '../readStatementFile';

const read = (text: string) => readStatements(new TextEncoder().encode(text));
/** A file of one account whose trailers fit what stands in it, unless given. */
const file = (account: string, trailer = '') => {
  const records = `03,${account}${trailer || '\n'}`;
  return `01,SENDER,RECEIVER,260105,1200,1,,,2/\n02,RECEIVER,BANK,1,260104,,EUR,2/\n${records}`;
};
const details = async (record: string) => (await read(file(`1234,EUR,,,,/\n${record}`)))[0].lines;

describe('a detail', () => {
  it.each<[string, string, object]>([
    [
      'credit',
      '16,142,2500,Z,B1,C1,TEXT/',
      {
        amount: 2500n,
        bankRef: 'B1',
        customerRef: 'C1',
        reference: 'C1',
        text: 'TEXT',
        bankCode: '142',
        bookingDate: '2026-01-04',
        valueDate: null,
      },
    ],
    ['debit', '16,451,2500,,,,TEXT', { amount: -2500n }],
    ['customer credit code', '16,920,5,,,,', { amount: 5n }],
    ['customer debit code', '16,960,5,,,,', { amount: -5n }],
    [
      'value dated',
      '16,195,5,V,260107,,B1,C1,T/',
      { valueDate: '2026-01-07', bankRef: 'B1', customerRef: 'C1', text: 'T' },
    ],
    ['split availability', '16,195,5,S,1,2,2,B1,C1,T/', { bankRef: 'B1', customerRef: 'C1', text: 'T' }],
    ['distributed availability', '16,195,5,D,2,0,2,1,3,B1,C1,T/', { bankRef: 'B1', customerRef: 'C1', text: 'T' }],
    ['commas and slashes in the text', '16,195,5,,,,INV 08/18/23, PART 2', { text: 'INV 08/18/23, PART 2' }],
    [
      'continued text',
      '16,195,5,,,,ONE\n88,TWO/\n88,EREF: E77',
      { text: 'ONE TWO EREF: E77', endToEndId: 'E77', reference: 'E77' },
    ],
    [
      'continued fields',
      '16,195,5,V,260107/\n88,,B1,C1,TEXT/',
      { valueDate: '2026-01-07', bankRef: 'B1', text: 'TEXT' },
    ],
    ['continued without a code', '16,195,5,,,,ONE\nTWO/', { text: 'ONE TWO' }],
    ['batch of an aggregator', '16,195,5,,,,ADYEN BATCH 377', { batchRef: '377' }],
  ])('%s', async (_, record, expected) => {
    const lines = await details(record);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject(expected);
  });

  it('reads several records on one line', async () => {
    expect(
      (await details('16,142,1,Z,,,A/ 16,451,2,Z,,,B/   88,C/')).map(({ amount, text }) => [amount, text]),
    ).toEqual([
      [1n, 'A'],
      [-2n, 'B C'],
    ]);
  });

  it.each<[string, string, RegExp]>([
    ['no amount', '16,142,,Z,,,TEXT/', /^Line 4: The detail \(16\) has no amount/],
    ['a decimal point', '16,142,1.00,Z,,,TEXT/', /no integer of minor units/],
    ['an unknown direction', '16,701,5,Z,,,TEXT/', /credit or a debit/],
  ])('refuses %s', async (_, record, reason) => {
    await expect(details(record)).rejects.toThrow(reason);
  });
});

describe('an account', () => {
  it('reads balances, totals and continuations, and foots', async () => {
    const [statement] = await read(
      file(
        '1234,,010,-3500,,,015,-3600,,,100,3100,1,V,260101,,400/\n88,3200,1,/\n16,142,3100,Z,,,/\n16,451,3200,Z,,,/\n49,5500,5/\n',
        '98,5500,1,7/\n99,5500,1,9/\n',
      ),
    );
    expect(statement).toMatchObject({
      accountNumber: '1234',
      currency: 'EUR',
      bank: 'BANK',
      opening: -3500n,
      closing: -3600n,
      foots: true,
    });
    expect(statement.warnings.filter(({ code }) => code !== 'control-mismatch')).toEqual([]);
  });

  it.each<[string, string, string[]]>([
    ['all right', '49,5,3/\n98,5,1,5/\n99,5,1,7/\n', []],
    ['wrong total is reported once', '49,6,3/\n98,6,1,5/\n99,6,1,7/\n', ['control-mismatch']],
    ['wrong record count', '49,5,4/\n98,5,1,5/\n99,5,1,7/\n', ['control-mismatch']],
    ['wrong account count', '49,5,3/\n98,5,2,5/\n99,5,1,7/\n', ['control-mismatch']],
    ['no trailers', '', ['missing-trailer', 'missing-trailer']],
  ])('trailers: %s', async (_, trailers, codes) => {
    const [statement] = await read(file(`1234,EUR,,,,/\n16,142,5,Z,,,T/\n${trailers}`));
    expect(statement.lines[0].amount).toBe(5n);
    expect(statement.warnings.map(({ code }) => code)).toEqual(codes);
  });

  it('takes USD where neither account nor group names a currency', async () => {
    expect((await read(file('1234,,,,,/\n').replace(',EUR,', ',,')))[0].currency).toBe('USD');
  });

  it.each<[string, string, RegExp]>([
    ['a test group', file('1,EUR,,,,/\n').replace('BANK,1,', 'BANK,4,'), /test, not a report/],
    ['a detail outside of an account', '01,A,B,260101,,1,,,2/\n16,142,5,Z,,,/', /outside of an account/],
    ['no account', '01,A,B,260101,,1,,,2/\n', /no account record/],
  ])('refuses %s', async (_, text, reason) => {
    await expect(read(text)).rejects.toThrow(reason);
  });
});
