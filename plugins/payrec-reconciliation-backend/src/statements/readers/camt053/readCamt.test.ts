import { setFlagsFromString } from 'v8';
import { runInNewContext } from 'vm';
import { readStatementFile, readStatements } from '../readStatementFile';
import { StatementFooter } from '../types';

const bytes = (text: string) => new TextEncoder().encode(text);
const entry = ({
  amount = '1.00',
  currency = ' Ccy="EUR"',
  mark = 'CRDT',
  status = '<Sts>BOOK</Sts>',
  more = '',
} = {}) =>
  `<Ntry><Amt${currency}>${amount}</Amt><CdtDbtInd>${mark}</CdtDbtInd>${status}<BookgDt><Dt>2026-01-02</Dt></BookgDt><ValDt><DtTm>2026-01-03T23:30:00-05:00</DtTm></ValDt>${more}</Ntry>`;
const balance = (type: string, amount: string, { mark = 'CRDT', currency = 'EUR' } = {}) =>
  `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="${currency}">${amount}</Amt><CdtDbtInd>${mark}</CdtDbtInd><Dt><Dt>2026-01-01</Dt></Dt></Bal>`;
const statement = (content: string, account = '<Acct><Id><IBAN>NL08BANK0123456789</IBAN></Id><Ccy>EUR</Ccy></Acct>') =>
  `<Stmt><Id>S1</Id><ElctrncSeqNb>7</ElctrncSeqNb>${account}${content}</Stmt>`;
const document = (content: string, version = '02') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.${version}"><BkToCstmrStmt>${content}</BkToCstmrStmt></Document>`;
const read = (content: string) => readStatements(bytes(document(content)));
const onlyLine = async (parts: Parameters<typeof entry>[0]) => (await read(statement(entry(parts))))[0].lines[0];

describe('the entry', () => {
  it.each<[string, Parameters<typeof entry>[0], object]>([
    [
      'credit',
      {},
      { amount: 100n, currency: 'EUR', bookingDate: '2026-01-02', valueDate: '2026-01-03', status: 'BOOK' },
    ],
    ['debit', { mark: 'DBIT' }, { amount: -100n }],
    [
      'reversal keeps the sign of its mark',
      { mark: 'DBIT', more: '<RvslInd>true</RvslInd>' },
      { amount: -100n, reversal: true },
    ],
    ['five decimals', { amount: '12.34000' }, { amount: 1234n }],
    ['no decimals', { amount: '5', currency: ' Ccy="JPY"' }, { amount: 5n, currency: 'JPY' }],
    ['currency of the account', { currency: '' }, { currency: 'EUR' }],
    ['status of version 8', { status: '<Sts><Cd>PDNG</Cd></Sts>' }, { status: 'PDNG' }],
    ['no status', { status: '' }, { status: 'BOOK' }],
    ['impossible date', { more: '<ValDt/>' }, { valueDate: '2026-01-03' }],
    [
      'detail',
      {
        more: '<AcctSvcrRef>B1</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><InstrId>I1</InstrId><EndToEndId>E1</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>ADYEN</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>Adyen batch </Ustrd><Ustrd>380</Ustrd></RmtInf></TxDtls></NtryDtls>',
      },
      {
        endToEndId: 'E1',
        reference: 'E1',
        customerRef: 'I1',
        bankRef: 'B1',
        counterparty: 'ADYEN',
        text: 'Adyen batch 380',
        batchRef: '380',
        bankCode: 'PMNT/RCDT/ESCT',
        detailCount: 1,
      },
    ],
    [
      'structured reference',
      {
        more: '<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RmtInf><Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>',
      },
      { endToEndId: null, reference: 'RF18' },
    ],
  ])('%s', async (_, parts, expected) => {
    expect(await onlyLine(parts)).toMatchObject(expected);
  });

  it('keeps a batch as one line and its details beside it', async () => {
    const detail = (amount: string) =>
      `<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">${amount}</Amt></TxAmt></AmtDtls><Refs><EndToEndId>E${amount}</EndToEndId></Refs></TxDtls>`;
    const more = `<NtryDtls><Btch><PmtInfId>P1</PmtInfId></Btch>${detail('1.00')}${detail('2.00')}</NtryDtls>`;
    const [found] = await read(
      statement(`${balance('OPBD', '0')}${balance('CLBD', '3')}${entry({ amount: '3.00', more })}`),
    );
    expect(found).toMatchObject({ foots: true, lineCount: 1, warnings: [] });
    expect(found.lines[0]).toMatchObject({ amount: 300n, endToEndId: null, reference: 'P1', detailCount: 2 });
    expect(found.lines[0].details.map(({ amount, endToEndId }) => [amount, endToEndId])).toEqual([
      [100n, 'E1.00'],
      [200n, 'E2.00'],
    ]);
    const [wrong] = await read(statement(entry({ amount: '4.00', more })));
    expect(wrong.warnings.map(({ code }) => code)).toContain('details-do-not-add');
  });

  it.each<[string, Parameters<typeof entry>[0], RegExp]>([
    ['no amount', { amount: '' }, /^Line 2: The entry has no readable amount/],
    ['a negative amount', { amount: '-1.00' }, /no readable amount/],
    ['a comma', { amount: '1,00' }, /no readable amount/],
    ['no mark', { mark: '' }, /sign is unknown/],
    ['an unknown currency', { currency: ' Ccy="QQQ"' }, /currency is not known/],
    ['more decimals than the currency', { amount: '1.005' }, /more than the 2 decimals of EUR/],
  ])('refuses %s', async (_, parts, reason) => {
    await expect(onlyLine(parts)).rejects.toThrow(reason);
  });
});

describe('the statement', () => {
  it.each<[string, string, object]>([
    ['foots', balance('OPBD', '1') + balance('CLBD', '2') + entry(), { opening: 100n, closing: 200n, foots: true }],
    [
      'opens by the closing of the day before',
      balance('PRCD', '1') + balance('CLBD', '2') + entry(),
      { opening: 100n, foots: true },
    ],
    [
      'overdrawn',
      balance('OPBD', '1', { mark: 'DBIT' }) + balance('CLBD', '0') + entry(),
      { opening: -100n, foots: true },
    ],
    [
      'middle page',
      balance('ITBD', '1') + balance('ITBD', '2') + entry(),
      { opening: 100n, closing: 200n, foots: true },
    ],
    ['does not foot', balance('OPBD', '1') + balance('CLBD', '3') + entry(), { foots: false }],
    [
      'pending does not count',
      balance('OPBD', '1') + balance('CLBD', '1') + entry({ status: '<Sts>PDNG</Sts>' }),
      { foots: true },
    ],
    ['no balances', entry(), { opening: null, closing: null, foots: null }],
    [
      'closing in another currency',
      balance('OPBD', '1') + balance('CLBD', '2', { currency: 'SEK' }) + entry(),
      { currency: 'EUR', closing: null, foots: false },
    ],
    [
      'available balances are not booked ones',
      balance('OPAV', '9') + balance('OPBD', '1') + balance('CLAV', '9') + balance('CLBD', '2') + entry(),
      { foots: true },
    ],
  ])('%s', async (_, content, expected) => {
    expect((await read(statement(content)))[0]).toMatchObject({
      accountNumber: 'NL08BANK0123456789',
      statementRef: 'S1',
      statementNo: '7',
      ...expected,
    });
  });

  it('reads any prefix, version and several statements', async () => {
    const text = document(statement(entry()) + statement(entry({ mark: 'DBIT' })), '08')
      .replace(/<(\/?)(?=[A-Z])/g, '<$1n:')
      .replace('xmlns=', 'xmlns:n=');
    expect((await readStatements(bytes(text))).map(({ lines }) => lines[0].amount)).toEqual([100n, -100n]);
  });

  it('takes the currency of the entries where the account names none, and the bank by BICFI', async () => {
    const account =
      '<Acct><Id><Othr><Id>12</Id></Othr></Id><Svcr><FinInstnId><BICFI>BANKNL2A</BICFI></FinInstnId></Svcr></Acct>';
    expect((await read(statement(entry({ currency: ' Ccy="SEK"' }), account)))[0]).toMatchObject({
      accountNumber: '12',
      bank: 'BANKNL2A',
      currency: 'SEK',
    });
  });

  it('reads camt.052 as interim', async () => {
    const text = document(statement(entry()).replace(/Stmt>/g, 'Rpt>')).replace(/BkToCstmrStmt/g, 'BkToCstmrAcctRpt');
    expect((await readStatements(bytes(text)))[0]).toMatchObject({ interim: true, lineCount: 1 });
  });

  it('compares the summary with the entries', async () => {
    const summary = '<TxsSummry><TtlCdtNtries><NbOfNtries>2</NbOfNtries><Sum>1.00</Sum></TtlCdtNtries></TxsSummry>';
    expect((await read(statement(summary + entry())))[0].warnings.map(({ code }) => code)).toContain(
      'control-mismatch',
    );
  });

  it.each<[string, string, RegExp]>([
    ['a DOCTYPE', `<!DOCTYPE Document [<!ENTITY a "aaa">]>${document(statement(entry())).slice(38)}`, /DOCTYPE/],
    [
      'an external entity',
      `<!DOCTYPE Document [<!ENTITY a SYSTEM "file:///etc/passwd">]><Document><BkToCstmrStmt>&a;</BkToCstmrStmt></Document>`,
      /DOCTYPE/,
    ],
    ['an undefined entity', document(statement(entry({ more: '&evil;' }))), /not well-formed/],
    ['a cut file', document(statement(entry())).slice(0, -30), /not well-formed/],
    ['no statement', document('<GrpHdr/>'), /no statement/],
    [
      'camt.054',
      document(statement(entry())).replace(/BkToCstmrStmt/g, 'BkToCstmrDbtCdtNtfctn'),
      /camt.054 notification/,
    ],
  ])('refuses %s', async (_, text, reason) => {
    await expect(readStatements(bytes(text), { format: 'camt053' })).rejects.toThrow(reason);
  });
});

it('reads a long statement in constant memory', async () => {
  const entryCount = 40_000;
  async function* source() {
    const encoder = new TextEncoder();
    yield encoder.encode(
      document('').split('</BkToCstmrStmt>')[0] +
        statement(balance('OPBD', '0') + balance('CLBD', `${entryCount}`)).replace('</Stmt>', ''),
    );
    const piece = encoder.encode(
      entry({
        more: `<NtryDtls><TxDtls><RmtInf><Ustrd>${'x'.repeat(140)}</Ustrd></RmtInf></TxDtls></NtryDtls>`,
      }).repeat(100),
    );
    for (let sent = 0; sent < entryCount; sent += 100) yield piece;
    yield encoder.encode('</Stmt></BkToCstmrStmt></Document>');
  }
  // Heap in use says nothing before a collection: how much garbage is left depends on the machine.
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const heapUsed = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  let lineCount = 0;
  let early = 0;
  let footer: StatementFooter | undefined;
  let late = 0;
  for await (const event of readStatementFile(source())) {
    if (event.type === 'line') {
      lineCount += 1;
      if (lineCount === 5_000) early = heapUsed();
      if (lineCount === entryCount) late = heapUsed();
    }
    if (event.type === 'statement-end') footer = event.footer;
  }
  expect(lineCount).toBe(entryCount);
  expect(footer).toMatchObject({ foots: true, lineCount: entryCount });
  // 35,000 held lines would be some 40 MB.
  expect(late - early).toBeLessThan(8_000_000);
}, 60_000);
