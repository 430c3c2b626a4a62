import { IsoDate } from '@internal/plugin-payrec-common';
import { DemoAccount } from '../company';

/** One line as a bank books it; amounts in minor units of the account, credit positive. */
export type BankLine = {
  readonly ordinal: number;
  readonly amountMinor: bigint;
  readonly bookingDate: IsoDate;
  readonly valueDate: IsoDate;
  readonly reference: string | null;
  readonly counterparty: string;
  readonly remittance: string;
  readonly reversal: boolean;
};

/** One statement of one account for one day. */
export type BankStatement = {
  readonly account: DemoAccount;
  readonly date: IsoDate;
  readonly number: number;
  readonly openingMinor: bigint;
  readonly closingMinor: bigint;
  readonly lines: readonly BankLine[];
  /** Writes this instead of the value date of the first line, as a sloppy bank would. */
  readonly impossibleValueDate?: string;
};

/** Minor units → decimal text without a sign, with `point` between the units: 5530807 EUR → `55308,07`. */
export function decimalText(minor: bigint, exponent: number, point: string): string {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  return exponent === 0 ? whole : `${whole}${point}${digits.slice(-exponent)}`;
}
