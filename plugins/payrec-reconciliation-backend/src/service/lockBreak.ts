import { Knex } from 'knex';
import { Break, BreakStore } from '../database/BreakStore';
import { BreakRefused } from './BreakRefused';

/** The break as it is now, held until the transaction ends. @throws BreakRefused when there is none. */
export async function lockBreak(breaks: BreakStore, trx: Knex.Transaction, id: string): Promise<Break> {
  const one = await breaks.find(id, trx);
  if (!one) throw new BreakRefused('NOT_FOUND', `NOT_FOUND: there is no break ${id}`);
  return one;
}
