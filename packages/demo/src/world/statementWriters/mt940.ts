import { BankStatement, decimalText } from './statement';

const yymmdd = (date: string) => date.slice(2).replace(/-/g, '');

/** Text of :86:, cut into the lines of 65 characters the standard allows; a line must not begin with a colon or dash. */
function wrap(text: string): string {
  const lines: string[] = [];
  for (let rest = text; rest.length > 0; rest = rest.slice(65)) lines.push(rest.slice(0, 65));
  return lines.join('\r\n');
}

/** Marks by "is a credit"; a returned credit is written as the reversal of a credit, not as a debit. */
const BOOKING: Record<string, string> = { true: 'C', false: 'D' };
const REVERSAL: Record<string, string> = { true: 'RD', false: 'RC' };

/** A customer statement message MT940, one message per day. */
export function writeMt940(statement: BankStatement): string {
  const { account, date, lines } = statement;
  const amount = (minor: bigint) => {
    const text = decimalText(minor, account.exponent, ',');
    return account.exponent === 0 ? `${text},` : text;
  };
  const balance = (tag: string, minor: bigint) =>
    `:${tag}:${minor < 0n ? 'D' : 'C'}${yymmdd(date)}${account.currency}${amount(minor)}`;
  const out = [
    `:20:STMT${yymmdd(date)}`,
    `:25:${account.number}`,
    `:28C:${String(statement.number).padStart(5, '0')}/1`,
    balance('60F', statement.openingMinor),
  ];
  lines.forEach((line, index) => {
    const value = index === 0 && statement.impossibleValueDate ? statement.impossibleValueDate : yymmdd(line.valueDate);
    const credit = line.amountMinor >= 0n;
    const mark = line.reversal ? REVERSAL[String(credit)] : BOOKING[String(credit)];
    out.push(
      `:61:${value}${yymmdd(line.bookingDate).slice(2)}${mark}${amount(line.amountMinor)}NTRF${
        line.reference ?? 'NONREF'
      }//${statement.number}-${line.ordinal}`,
      `:86:${wrap(`/TRTP/SEPA OVERBOEKING/NAME/${line.counterparty}/REMI/${line.remittance}`)}`,
    );
  });
  out.push(balance('62F', statement.closingMinor), '-', '');
  return out.join('\r\n');
}
