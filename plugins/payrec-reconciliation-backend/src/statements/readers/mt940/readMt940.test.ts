import { readStatements } from '../readStatementFile';

const bytes = (text: string) => new TextEncoder().encode(text);
const read = (text: string) => readStatements(bytes(text), { format: 'mt940' });
const message = (body: string, { currency = 'EUR', close = '0,00' } = {}) =>
  `:20:REF\n:25:NL08BANK0123456789\n:28C:7/2\n:60F:C251230${currency}0,00\n${body}\n:62F:C260105${currency}${close}\n-\n`;
const onlyLine = async (body: string, options = {}) => (await read(message(body, options)))[0].lines[0];

describe('the entry', () => {
  it.each<[string, string, string, object]>([
    [
      'credit',
      'EUR',
      ':61:2601020102C107,NTRFREF1//BANK1',
      { amount: 10700n, customerRef: 'REF1', bankRef: 'BANK1', bankCode: 'NTRF' },
    ],
    [
      'debit with funds code',
      'EUR',
      ':61:2601020102DR1,5NMSCNONREF',
      { amount: -150n, reversal: false, customerRef: null },
    ],
    ['reversal of a credit is money out', 'EUR', ':61:2601020102RC2,00NRTINONREF', { amount: -200n, reversal: true }],
    ['reversal of a debit is money in', 'EUR', ':61:2601020102RD2,00NRTINONREF', { amount: 200n, reversal: true }],
    [
      'reversal of a credit with funds code',
      'EUR',
      ':61:2601020102RCR2,00NRTINONREF',
      { amount: -200n, reversal: true },
    ],
    [
      'space between mark and funds code',
      'EUR',
      ':61:2601020102C R 500,00NTRFX12',
      { amount: 50000n, customerRef: 'X12' },
    ],
    ['no decimals', 'JPY', ':61:2601020102C500,NTRFX12', { amount: 500n, currency: 'JPY' }],
    ['three decimals', 'KWD', ':61:2601020102D1,005NTRFX12', { amount: -1005n }],
    ['no entry date', 'EUR', ':61:260102C1,00NTRFX12', { bookingDate: null, valueDate: '2026-01-02' }],
    [
      'entry date in the year before',
      'EUR',
      ':61:2601021231C1,00NTRFX12',
      { bookingDate: '2025-12-31', valueDate: '2026-01-02' },
    ],
    [
      'entry date in the year after',
      'EUR',
      ':61:2512310102C1,00NTRFX12',
      { bookingDate: '2026-01-02', valueDate: '2025-12-31' },
    ],
    [
      '30 February',
      'EUR',
      ':61:2602300301D1,00NTRFX12',
      { valueDate: null, valueDateRaw: '260230', bookingDate: '2026-03-01' },
    ],
    ['expected entry is not booked', 'EUR', ':61:2601020102EC1,00NTRFX12', { amount: 100n, status: 'PDNG' }],
    ['no type', 'EUR', ':61:2601020102C1,00', { amount: 100n, bankCode: null }],
    ['spaces in the type', 'EUR', ':61:2601020102DF2402,00S   X', { amount: -240200n, bankCode: 'S' }],
    ['cut by the bank', 'EUR', ':61:2601020102CR\n30,00N062NONREF', { amount: 3000n, bankCode: 'N062' }],
    ['supplementary line', 'EUR', ':61:2601020102C1,00NTRFX12//B1\nCARD 42', { text: 'CARD 42', bankRef: 'B1' }],
    ['bank reference on the supplementary line', 'EUR', ':61:2601020102C1,00NTRFX12\n//B77', { bankRef: 'B77' }],
  ])('%s', async (_, currency, body, expected) => {
    expect(await onlyLine(body, { currency })).toMatchObject(expected);
  });

  it.each<[string, string, RegExp]>([
    ['no mark', ':61:26010201021,00NTRFX', /^Line 5: The entry in :61: cannot be read/],
    ['no amount', ':61:2601020102CNTRFX', /^Line 5: The entry in :61: cannot be read/],
    [
      'too many decimals',
      ':61:2601020102C1,005NTRFX',
      /^Line 5: The amount has more than the 2 decimals of EUR \("1.005"\)/,
    ],
    ['two commas', ':61:2601020102C1,0,5NTRFX', /^Line 5: The amount cannot be read/],
  ])('refuses %s with line and reason', async (_, body, reason) => {
    await expect(read(message(body))).rejects.toThrow(reason);
  });
});

describe('the information to the account owner', () => {
  const entry = ':61:2601020102C1,00NTRFNONREF\n';
  it.each<[string, string, object]>([
    [
      'subfields',
      ':86:166?00GUTSCHRIFT?100599?20EREF+E2E 1?21SVWZ+Adyen batch 3?2280 NL?32MUEL?33LER',
      {
        endToEndId: 'E2E 1',
        reference: 'E2E 1',
        batchRef: '380',
        counterparty: 'MUELLER',
        text: 'GUTSCHRIFT EREF+E2E 1 SVWZ+Adyen batch 380 NL',
      },
    ],
    [
      'keyword straight after a filler',
      ':86:116?20EREF+NONREF?21KREF+K77?22SVWZ+x',
      { endToEndId: null, reference: 'K77' },
    ],
    ['another separator', ':86:000>100987>20HUUR>21 KANTOOR', { text: 'HUUR KANTOOR' }],
    ['tag cut at the line end', ':86:166?20EREF+E2E9?2\n1SVWZ+Text', { endToEndId: 'E2E9' }],
    [
      'slash tags',
      ':86:/TRTP/SEPA/EREF/E77/REMI/Adyen BATCH NR. 377/NAME/ADYEN NV',
      {
        endToEndId: 'E77',
        text: 'Adyen BATCH NR. 377',
        counterparty: 'ADYEN NV',
        batchRef: '377',
      },
    ],
    ['slash tags wrapped', `:86:/EREF/E77/REMI/${'x'.repeat(46)}\nyy/NAME/N`, { text: `${'x'.repeat(46)}yy` }],
    [
      'free text',
      ':86:ADYEN N.V. TX8823 batch 380\nMORE',
      { text: 'ADYEN N.V. TX8823 batch 380 MORE', batchRef: '380' },
    ],
    ['Stripe payout', ':86:STRIPE po_1NqXyz9aB', { batchRef: 'po_1NqXyz9aB' }],
    ['a time that looks like a tag', ':86:2026-01-01T13\n:12:11', { text: '2026-01-01T13 :12:11' }],
    ['a dash inside the text', ':86:ONE\n-\nTWO', { text: 'ONE - TWO' }],
    ['non-SWIFT lines', ':NS:01Zweck\n15Name\n17Buchung', { text: 'Buchung Zweck', counterparty: 'Name' }],
  ])('%s', async (_, information, expected) => {
    expect(await onlyLine(entry + information)).toMatchObject(expected);
  });

  it('takes the reference from the text where the entry only points to it', async () => {
    const line = await onlyLine(':61:2601020102D1,00NTRFKREF+//B1\n:86:191?20KREF+PAY 7?21 01');
    expect(line).toMatchObject({ customerRef: 'PAY 7 01', bankRef: 'B1' });
  });
});

describe('the statement', () => {
  const good = message(':61:2601020102C1,00NTRFX12', { close: '1,00' });
  it.each<[string, string]>([
    ['LF', good],
    ['CRLF', good.replace(/\n/g, '\r\n')],
    ['CR', good.replace(/\n/g, '\r')],
    ['BOM', `\ufeff${good}`],
    [
      'SWIFT blocks',
      `{1:F01AAAABBCCAXXX0000000000}{2:O9401200260105BANKNL2AXXXX00000000002601051200N}{4:\r\n${good.replace(
        '-\n',
        '-}{5:}',
      )}`,
    ],
    ['bank header lines', `ABNANL2A\n940\nABNANL2A\n${good}`],
    ['control characters', `\x01\n${good.replace('-\n', '-\x03\n')}`],
    ['no trailer', good.replace('-\n', '')],
    ['blank lines', good.replace(/\n/g, '\n\n')],
  ])('reads %s alike', async (_, text) => {
    const statements = await readStatements(bytes(text));
    expect(statements).toHaveLength(1);
    expect(statements[0]).toMatchObject({
      format: 'mt940',
      accountNumber: 'NL08BANK0123456789',
      currency: 'EUR',
      statementNo: '7',
      page: '2',
      opening: 0n,
      closing: 100n,
      openingDate: '2025-12-30',
      closingDate: '2026-01-05',
      foots: true,
      interim: false,
    });
    expect(statements[0].lines.map(({ amount }) => amount)).toEqual([100n]);
  });

  it.each<[string, string, string]>([
    ['mixed line ends', good.replace('\n', '\r\n'), 'line-ends'],
    ['missing trailer', good.replace('-\n', ''), 'missing-trailer'],
    ['does not foot', good.replace('62F:C260105EUR1', '62F:C260105EUR2'), 'does-not-foot'],
    ['no opening balance', good.replace(/:60F.*\n/, ''), 'missing-balance'],
    ['no account', good.replace(/:25:.*\n/, ''), 'missing-account'],
    ['a point for the comma', good.replace('C1,00N', 'C1.00N'), 'amount-format'],
    ['unknown tag', good.replace('-\n', ':99:X\n-\n'), 'unknown-tag'],
  ])('warns of %s and reads on', async (_, text, code) => {
    const [statement] = await readStatements(bytes(text));
    expect(statement.lines[0].amount).toBe(100n);
    expect(statement.warnings.map(warning => warning.code)).toContain(code);
  });

  it('reads latin-1 with a warning that names the line', async () => {
    const text = message(':61:2601020102C1,00NTRFX12\n:86:M\u00fcller', { close: '1,00' });
    const [statement] = await readStatements(Uint8Array.from(text, char => char.charCodeAt(0)));
    expect(statement.lines[0].text).toBe('Müller');
    expect(statement.warnings).toMatchObject([{ code: 'encoding', line: 6 }]);
  });

  it.each<[string, string]>([
    ['NL08BANK0123456789EUR', 'NL08BANK0123456789'],
    ['0129199348 EUR', '0129199348'],
    ['BANK/123/EUR', 'BANK/123'],
    ['BANK/ACCEUR', 'BANK/ACCEUR'],
    ['45050050/76198810', '45050050/76198810'],
  ])('account %s is %s', async (written, account) => {
    const [statement] = await read(good.replace('NL08BANK0123456789', written));
    expect(statement.accountNumber).toBe(account);
  });

  it('keeps pages as statements and checks that they chain', async () => {
    const page = (no: number, open: string, close: string) =>
      `:20:P\n:25:1/2\n:28C:1/${no}\n:60${no === 1 ? 'F' : 'M'}:C260101EUR${open}\n:61:260101C1,00NTRFX12\n:62${
        no === 2 ? 'F' : 'M'
      }:C260101EUR${close}\n-\n`;
    const chained = await read(page(1, '0,', '1,') + page(2, '1,', '2,'));
    expect(chained.map(({ foots, chainOk, page: no }) => [foots, chainOk, no])).toEqual([
      [true, null, '1'],
      [true, true, '2'],
    ]);
    const broken = await read(page(1, '0,', '1,') + page(2, '3,', '4,'));
    expect(broken.map(({ chainOk }) => chainOk)).toEqual([null, false]);
    expect(broken[1].warnings).toMatchObject([
      {
        code: 'chain-broken',
        message: expect.stringContaining('Opens with 3.00 EUR, but the statement before it closed with 1.00'),
      },
    ]);
  });

  it('reads a page without :20: and :25: as the next page of the same account', async () => {
    const text = good.replace('-\n', ':28C:7/3\n:60M:C260105EUR1,00\n:62F:C260105EUR1,00\n-\n');
    expect(
      (await read(text)).map(({ accountNumber, page, foots, chainOk }) => [accountNumber, page, foots, chainOk]),
    ).toEqual([
      ['NL08BANK0123456789', '2', true, null],
      ['NL08BANK0123456789', '3', true, true],
    ]);
  });

  it('reads MT942 as interim, without balances, and checks its totals', async () => {
    const text =
      ':20:X\n:25:1/2\n:28C:1/1\n:34F:EURD0,\n:13D:2601011200+0100\n:61:260101C1,00NTRFX12\n:90D:0EUR0,\n:90C:1EUR2,00\n-\n';
    const [statement] = await readStatements(bytes(text));
    expect(statement).toMatchObject({
      format: 'mt942',
      interim: true,
      currency: null,
      opening: null,
      closing: null,
      foots: null,
    });
    expect(statement.lines[0]).toMatchObject({ amount: 100n, currency: 'EUR' });
    expect(statement.warnings).toMatchObject([{ code: 'control-mismatch', line: 8 }]);
  });

  it.each<[string, string, RegExp]>([
    ['unknown currency', good.replace(/EUR/g, 'QQQ'), /^Line 4: The currency is not known/],
    ['unreadable balance', good.replace('60F:C', '60F:X'), /^Line 4: The balance in :60F: cannot be read/],
    ['two currencies', good.replace('62F:C260105EUR', '62F:C260105USD'), /opens in EUR and closes in USD/],
    ['no currency at all', ':20:X\n:25:1\n:61:260101C1,00NTRFX\n', /names a currency/],
    ['no balance and no entry', ':20:X\n:25:1\n', /neither a balance nor an entry/],
    ['nothing', 'hello\nworld\n', /contains no MT940/],
  ])('refuses %s', async (_, text, reason) => {
    await expect(read(text)).rejects.toThrow(reason);
  });
});
