import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

type ConfigLoader = typeof import('@backstage/config-loader');

/**
 * Keeps the schema of the configuration between two starts. Backstage compiles it anew each time, with TypeScript, from some
 * fifty `config.d.ts`, only to know which values are secret: four seconds of each start. It changes with the packages, so
 * their lockfile and our own schemas name the copy. To be called in the backend's process before anything is loaded there.
 */
export function cacheConfigSchema(root: string): void {
  const file = join(root, 'node_modules/.cache/payrec', `config-schema-${hashOfSchemas(root)}.json`);
  // The loader that the backend itself will get.
  const backendRequire = createRequire(
    createRequire(join(root, 'packages/backend/')).resolve('@backstage/backend-defaults'),
  );
  const loader = backendRequire('@backstage/config-loader') as { loadConfigSchema: ConfigLoader['loadConfigSchema'] };
  const original = loader.loadConfigSchema;
  loader.loadConfigSchema = async options => {
    if (!('dependencies' in options)) return original(options);
    const known = read(file);
    if (known) return original({ serialized: known });
    const schema = await original(options);
    write(file, schema.serialize());
    return schema;
  };
}

function hashOfSchemas(root: string): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'yarn.lock')));
  for (const folder of ['packages', 'plugins']) {
    for (const name of readdirSync(join(root, folder)).sort()) {
      for (const part of ['package.json', 'config.d.ts']) {
        try {
          hash.update(`${name}/${part}`).update(readFileSync(join(root, folder, name, part)));
        } catch {
          // Most packages have no configuration.
        }
      }
    }
  }
  return hash.digest('hex').slice(0, 20);
}

function read(file: string): ReturnType<typeof JSON.parse> | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A copy that cannot be kept is made again next time. */
function write(file: string, schema: unknown): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.${process.pid}`, JSON.stringify(schema));
    renameSync(`${file}.${process.pid}`, file);
  } catch {
    // The disk is full or not ours.
  }
}
