import { createHmac, randomBytes } from 'node:crypto';
import { Knex } from 'knex';

export type TokenKind = 'user' | 'pan' | 'device' | 'ip';

/** Stands for a personal value: equal for equal values, and without the key nobody finds the value to it. */
export type Tokeniser = (kind: TokenKind, value: string) => string;

export function createTokeniser(key: string): Tokeniser {
  return (kind, value) =>
    `tok_${createHmac('sha256', key)
      .update(`${kind}\0${value.normalize('NFC')}`)
      .digest('base64url')
      .slice(0, 22)}`;
}

/** The key of this installation: made by whoever starts first, the same for all replicas. */
export async function installationTokenKey(db: Knex): Promise<string> {
  await db.raw('INSERT INTO token_keys (version, key) VALUES (1, ?) ON CONFLICT (version) DO NOTHING', [
    randomBytes(32).toString('base64url'),
  ]);
  const { rows } = await db.raw<{ rows: Array<{ key: string }> }>(
    'SELECT key FROM token_keys ORDER BY version DESC LIMIT 1',
  );
  return rows[0].key;
}
