import { StatementFormat } from '../types';

/** A header must come this early. */
export const HEADER_ROWS_MAX = 20;

/** Column names as written → comparable: case, quotes and spaces at the ends are no difference. */
export function columnKey(name: string): string {
  return name.trim().replace(/^"|"$/g, '').trim().toLowerCase().replace(/\s+/g, ' ');
}

export type SettlementLayout = {
  readonly format: StatementFormat;
  /** How amounts are written: decided by the columns alone, since 1200 may be twelve or twelve hundred. */
  readonly units: 'major' | 'minor';
};

/**
 * Which report a header row belongs to; undefined for any other row.
 * Stripe's API objects have `id` and `amount` in minor units; its reports have `gross` and a `…_id` in major units; its
 * dashboard exports have `(UTC)` in their date columns and major units.
 */
export function layoutOf(header: readonly string[]): SettlementLayout | undefined {
  const keys = new Set(header.map(columnKey));
  const has = (...names: string[]) => names.every(name => keys.has(name));
  if (has('type', 'net currency', 'net debit (nc)', 'net credit (nc)'))
    return { format: 'adyen-settlement', units: 'major' };
  if (has('payout_id', 'gross', 'currency') && (has('payout_expected_arrival_date') || has('payout_status'))) {
    return { format: 'stripe-payout', units: 'major' };
  }
  if (has('balance_transaction_id', 'gross', 'net', 'currency')) return { format: 'stripe-balance', units: 'major' };
  if (has('id', 'amount', 'currency') && header.some(name => /\(utc\)/i.test(name))) {
    if (has('net')) return { format: 'stripe-balance', units: 'major' };
    return header.some(name => /^arrival date/i.test(name.trim()))
      ? { format: 'stripe-payout', units: 'major' }
      : undefined;
  }
  if (has('id', 'amount', 'currency', 'net', 'fee')) return { format: 'stripe-balance', units: 'minor' };
  if (has('id', 'amount', 'currency', 'arrival_date')) return { format: 'stripe-payout', units: 'minor' };
  return undefined;
}

/** The column separator of a header row: the candidate that occurs most. */
export function delimiterOf(row: string): string {
  const count = (mark: string) => row.split(mark).length;
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

/** For detection from the first text of a file: a report may have title rows above its header. */
export function settlementFormatOf(text: string): StatementFormat | undefined {
  for (const row of text.split(/\r\n|\r|\n/, HEADER_ROWS_MAX)) {
    const layout = layoutOf(row.split(delimiterOf(row)));
    if (layout) return layout.format;
  }
  return undefined;
}
