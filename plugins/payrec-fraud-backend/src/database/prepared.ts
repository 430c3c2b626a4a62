import { Knex } from 'knex';

/**
 * A statement of the busy paths, which the server parses and plans once per connection and not each time: for an insert of
 * fifty columns that is dearer than the insert. One name stands for one text, and no `SELECT *`: a column added by the next
 * version would end the old one's statements.
 */
export function prepared<T>(trx: Knex, name: string, sql: string, bindings: readonly unknown[]): Knex.Raw<T> {
  return trx.raw<T>(sql, bindings as Knex.RawBinding[]).options({ name: `payrec_fraud_${name}` });
}
