import {
  Money,
  addDays,
  currencyExponent,
  minorToDecimal,
  moneyFromMinor,
  openDaysBetween,
  rollForward,
} from '@internal/plugin-payrec-common';
import { Break } from '../database/BreakStore';

/** Amount in words of a sentence: no sign, currency in front. */
function amountText(minor: string, currency: string): string {
  const { minor: value, currency: code } = moneyFromMinor(minor, currency);
  return `${code} ${minorToDecimal(value < 0n ? -value : value, currencyExponent(code))}`;
}

function subject(one: Break): string {
  if (one.leftReference?.startsWith('batch ')) return `Batch ${one.leftReference.slice(6)}`;
  if (one.leftCount > 1) return `${one.leftCount} transactions`;
  return one.leftReference ?? one.rightReference ?? (one.rightCount > 0 ? 'A bank line' : 'A transaction');
}

/** One sentence a person would say: what happened to the money. */
export function headlineOf(one: Break): string {
  const what = subject(one);
  const gap = amountText(one.differenceMinor, one.currency);
  const isShort = one.differenceMinor.startsWith('-');
  const unexplained = BigInt(one.differenceMinor) - BigInt(one.explainedMinor);
  switch (one.breakClass) {
    case 'EXPLAINED':
      return unexplained === 0n
        ? `${what} came in ${isShort ? 'short' : 'over'} by its fees. All of it is explained.`
        : `${what} is matched and leaves ${amountText(unexplained.toString(), one.currency)} unexplained.`;
    case 'BATCH_AMOUNT':
      return `${what} does not add up to its bank line: ${amountText(unexplained.toString(), one.currency)} ${
        unexplained < 0n ? 'is missing' : 'too much arrived'
      } after fees.`;
    case 'TIMING':
      return `${what} is on its way: ${amountText(one.leftMinor, one.currency)} is not due yet.`;
    case 'MISSING_RIGHT':
      return `${amountText(one.leftMinor, one.currency)} of ${what} should be in the bank and is not.`;
    case 'MISSING_LEFT':
      return `The bank booked ${amountText(one.rightMinor, one.currency)} that nothing in our records explains.`;
    case 'DUPLICATE':
      return `${what} occurs once more than the other side knows it: ${gap} too ${
        isShort ? 'little' : 'much'
      } arrived.`;
    case 'FX':
      return `${what} arrived in another currency, or at another rate than expected.`;
    case 'DATE_WINDOW':
      return `${what} agrees in amount, but the bank booked it outside the days allowed.`;
    case 'SIGN':
      return `${what} was booked the other way round: ${amountText(
        one.rightMinor,
        one.currency,
      )} instead of the opposite.`;
    case 'FEE':
      return `${what} came in ${isShort ? 'short' : 'over'} by ${gap}, which looks like a fee other than agreed.`;
    case 'ZERO_AMOUNT':
      return `${what} has no amount, so nothing can be matched to it.`;
    case 'REJECTED':
      return `A person said that ${what} and its candidate are not the same money.`;
    default:
      return `${what} came in ${isShort ? 'short' : 'over'} by ${gap}.`;
  }
}

export type ChainLink = { label: string; amount: Money; emphasis: boolean };

/** Lines that add up, from what was expected to the unexplained rest (received − should arrive). */
export function amountChainOf(one: Break): ChainLink[] {
  const money = (minor: bigint | string): Money => moneyFromMinor(minor, one.currency);
  const gross = BigInt(one.leftMinor);
  const explained = BigInt(one.explainedMinor);
  const received = BigInt(one.rightMinor);
  const links: ChainLink[] = [
    {
      label: one.leftCount === 1 ? 'Expected' : `Expected, ${one.leftCount} transactions`,
      amount: money(gross),
      emphasis: false,
    },
  ];
  if (explained !== 0n) links.push({ label: 'Expected fees', amount: money(explained), emphasis: false });
  links.push(
    { label: 'Should arrive', amount: money(gross + explained), emphasis: true },
    {
      label: one.rightCount > 1 ? `Received, ${one.rightCount} bank lines` : 'Received',
      amount: money(received),
      emphasis: false,
    },
    { label: 'Unexplained', amount: money(received - gross - explained), emphasis: true },
  );
  return links;
}

const PASSES: Record<string, string> = {
  P0_DECISION: 'P0 · decision of a person',
  P1_EXACT_REF: 'P1 · exact reference and amount',
  P2_NORM_REF: 'P2 · reference without punctuation, and amount',
  P3_BATCH: 'P3 · settlement batch to bank line',
  P3_SPLIT: 'P3 · one transaction in several bank lines',
  P3_ZERO_BATCH: 'P3 · batch that nets to zero',
  P3_CONTRA: 'P3 · bank lines that cancel',
  P4_AMOUNT_DATE: 'P4 · amount and date',
  P5_TOLERANCE: 'P5 · within tolerance',
};

/** Why the rows are together or why nothing was found, one sentence each. */
export function whyOf(
  one: Break,
  facts: { calendar: 'TARGET' | 'FED' | 'UK'; dueLagDays: number; asOf: string; rivals: number },
): string[] {
  const sentences: string[] = [];
  if (one.pass) {
    const key = one.matchKey ? `: both sides agree on ${one.matchKey}` : '';
    sentences.push(`Pass ${PASSES[one.pass] ?? one.pass}${key}, currency and account.`);
  } else if (one.breakClass === 'BATCH_AMOUNT') {
    sentences.push(
      'The bank line names the batch, but its amount is not the sum of the batch after fees, so no row was cleared.',
    );
  } else if (one.leftCount > 0 && one.rightCount > 0) {
    sentences.push('Each side is the nearest to the other by reference, and no pass could clear the difference.');
  } else {
    sentences.push('No pass found a row of the other side with its reference, batch, or amount and date.');
  }
  if (one.breakClass === 'TIMING' && one.leftValueDate) {
    const due = rollForward(facts.calendar, addDays(one.leftValueDate, facts.dueLagDays), 0);
    sentences.push(`Money of ${one.leftValueDate} is due by ${due}; until then it counts as on its way.`);
  }
  if (one.leftValueDate && one.rightValueDate && one.leftValueDate !== one.rightValueDate) {
    const [first, last] = [one.leftValueDate, one.rightValueDate].sort() as [
      typeof one.leftValueDate,
      typeof one.leftValueDate,
    ];
    const days = openDaysBetween(facts.calendar, first, last);
    sentences.push(`The value dates are ${days} open ${days === 1 ? 'day' : 'days'} of ${facts.calendar} apart.`);
  }
  sentences.push(
    facts.rivals === 0
      ? 'No rival candidate on the other side.'
      : `${facts.rivals} open ${facts.rivals === 1 ? 'row' : 'rows'} of the other side came close.`,
  );
  return sentences;
}
