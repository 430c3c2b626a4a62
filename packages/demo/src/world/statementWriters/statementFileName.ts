import { DemoAccount } from '../company';

const EXTENSION: Record<DemoAccount['format'], string> = { mt940: 'sta', camt053: 'xml', bai2: 'bai2' };

/** Name a statement file of that account and day comes under. */
export function statementFileName(account: DemoAccount, date: string): string {
  return `${account.id}-${date}.${EXTENSION[account.format]}`;
}
