import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Secrets of the local provider, made once per demo folder. */
export type OidcKeys = {
  readonly jwks: { readonly keys: ReadonlyArray<Record<string, unknown>> };
  readonly clientSecret: string;
  readonly cookieKeys: readonly string[];
};

/** Reads the keys of the demo folder, making them when there are none; only the owner can read the file. */
export async function loadOidcKeys(demoDir: string): Promise<OidcKeys> {
  const file = join(demoDir, 'oidc-keys.json');
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keys: OidcKeys = {
    jwks: {
      keys: [
        { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: randomBytes(8).toString('hex') },
      ],
    },
    clientSecret: randomBytes(24).toString('hex'),
    cookieKeys: [randomBytes(24).toString('hex')],
  };
  await writeFile(file, JSON.stringify(keys), { mode: 0o600 });
  return keys;
}
