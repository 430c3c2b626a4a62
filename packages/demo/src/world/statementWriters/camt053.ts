import { BankStatement, decimalText } from './statement';

const xml = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const mark = (minor: bigint) => (minor < 0n ? 'DBIT' : 'CRDT');

/** A bank-to-customer statement camt.053.001.08. */
export function writeCamt053(statement: BankStatement): string {
  const { account, date } = statement;
  const amount = (minor: bigint) =>
    `<Amt Ccy="${account.currency}">${decimalText(minor, account.exponent, '.')}</Amt><CdtDbtInd>${mark(
      minor,
    )}</CdtDbtInd>`;
  const balance = (code: string, minor: bigint) =>
    `      <Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amount(minor)}<Dt><Dt>${date}</Dt></Dt></Bal>`;
  const id = `${account.id}-${date.slice(0, 4)}-${statement.number}`;
  const account_ = /^[A-Z]{2}\d{2}/.test(account.number)
    ? `<IBAN>${account.number}</IBAN>`
    : `<Othr><Id>${account.number}</Id></Othr>`;
  const entries = statement.lines.map(line => {
    const family = line.amountMinor < 0n ? 'ICDT' : 'RCDT';
    const party = line.amountMinor < 0n ? 'Cdtr' : 'Dbtr';
    // With a reversal the indicator says what is booked, and the flag that it takes back the opposite.
    return [
      `      <Ntry>`,
      `        <NtryRef>${line.ordinal}</NtryRef>`,
      `        ${amount(line.amountMinor)}${line.reversal ? '<RvslInd>true</RvslInd>' : ''}<Sts><Cd>BOOK</Cd></Sts>`,
      `        <BookgDt><Dt>${line.bookingDate}</Dt></BookgDt><ValDt><Dt>${line.valueDate}</Dt></ValDt>`,
      `        <AcctSvcrRef>${statement.number}-${line.ordinal}</AcctSvcrRef>`,
      `        <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>${family}</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>`,
      `        <NtryDtls><TxDtls>`,
      `          <Refs><EndToEndId>${xml(line.reference ?? 'NOTPROVIDED')}</EndToEndId></Refs>`,
      `          <RltdPties><${party}><Pty><Nm>${xml(line.counterparty)}</Nm></Pty></${party}></RltdPties>`,
      `          <RmtInf><Ustrd>${xml(line.remittance)}</Ustrd></RmtInf>`,
      `        </TxDtls></NtryDtls>`,
      `      </Ntry>`,
    ].join('\n');
  });
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">`,
    `  <BkToCstmrStmt>`,
    `    <GrpHdr><MsgId>${id}</MsgId><CreDtTm>${date}T22:15:00Z</CreDtTm></GrpHdr>`,
    `    <Stmt>`,
    `      <Id>${id}</Id>`,
    `      <ElctrncSeqNb>${statement.number}</ElctrncSeqNb>`,
    `      <CreDtTm>${date}T22:15:00Z</CreDtTm>`,
    `      <Acct><Id>${account_}</Id><Ccy>${account.currency}</Ccy><Svcr><FinInstnId><Nm>${xml(
      account.bank,
    )}</Nm></FinInstnId></Svcr></Acct>`,
    balance('OPBD', statement.openingMinor),
    balance('CLBD', statement.closingMinor),
    ...entries,
    `    </Stmt>`,
    `  </BkToCstmrStmt>`,
    `</Document>`,
    '',
  ].join('\n');
}
