import { createHash } from 'node:crypto';
import { ConflictError } from '@backstage/errors';
import { Knex } from 'knex';

/** JSON with sorted keys, so that equal requests have equal hashes. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * Runs `work` once per (actor, key) inside the transaction that holds its effects, and answers a retry with the stored
 * response. Two requests with one key at the same moment: the second waits for the first to commit and gets its answer.
 * A request that throws keeps nothing, so its key may be used again.
 * @throws ConflictError when the key was used for another request.
 */
export async function once<T>(
  trx: Knex.Transaction,
  request: { actor: string; key: string; operation: string; body: unknown; now: string },
  work: () => Promise<T>,
): Promise<T> {
  const requestSha256 = createHash('sha256')
    .update(canonicalJson([request.operation, request.body]))
    .digest('hex');
  // The conflicting insert waits for the other transaction: that is the lock.
  const { rowCount } = await trx.raw(
    `INSERT INTO idempotency_keys (actor, key, operation, request_sha256, created_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (actor, key) DO NOTHING`,
    [request.actor, request.key, request.operation, requestSha256, request.now],
  );
  if (rowCount === 0) {
    const row = await trx('idempotency_keys').where({ actor: request.actor, key: request.key }).first();
    if (row.request_sha256 !== requestSha256) {
      throw new ConflictError(
        `KEY_REUSED: the idempotency key "${request.key}" belongs to another request (${row.operation}); use a new one`,
      );
    }
    return row.response as T;
  }
  const response = await work();
  await trx('idempotency_keys')
    .where({ actor: request.actor, key: request.key })
    .update({ response: JSON.stringify(response) });
  return response;
}
