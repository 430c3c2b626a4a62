import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const TRINO_VERSION = '476';

/** What the portal and its tests use; the other connectors weigh another gigabyte. */
const KEPT_PLUGINS = new Set([
  'iceberg',
  'hive',
  'memory',
  'tpch',
  'openlineage',
  'http-event-listener',
  'password-authenticators',
  'resource-group-managers',
  'session-property-managers',
  'spooling-filesystem',
  'exchange-filesystem',
]);

/**
 * Folder of an unpacked Trino, fetched with Maven at the first call (some 800 MB) and kept under `~/.cache`.
 * @throws Error that says what is missing.
 */
export async function trinoDistribution(log: (line: string) => void = () => {}): Promise<string> {
  const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'payrec-portal');
  const home = path.join(cache, `trino-${TRINO_VERSION}`);
  if (existsSync(path.join(home, 'bin', 'launcher'))) return home;
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(path.join(cache, 'unpack-'));
  try {
    log(`Fetching Trino ${TRINO_VERSION} with Maven, once (821 MB)`);
    await fetchArchive(work);
    log('Unpacking Trino');
    const archive = path.join(work, `trino-server-${TRINO_VERSION}.tar.gz`);
    await run('tar', ['-xzf', archive, '-C', work]);
    const unpacked = path.join(work, `trino-server-${TRINO_VERSION}`);
    // Jars are hard links between plugins, so all is unpacked first and pruned then.
    for (const plugin of await readdir(path.join(unpacked, 'plugin'))) {
      if (!KEPT_PLUGINS.has(plugin)) await rm(path.join(unpacked, 'plugin', plugin), { recursive: true });
    }
    await rename(unpacked, home).catch(error => {
      // Somebody else was faster.
      if (!existsSync(path.join(home, 'bin', 'launcher'))) throw error;
    });
    return home;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function fetchArchive(folder: string): Promise<void> {
  const artifact = `io.trino:trino-server:${TRINO_VERSION}:tar.gz`;
  try {
    await run('mvn', ['-q', '-B', 'dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${folder}`], {
      cwd: folder,
      maxBuffer: 16 * 1024 * 1024,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new Error('Trino is fetched with Maven, and there is no "mvn" on the path; install Maven or set TRINO_URL');
    }
    const { stdout = '' } = error as { stdout?: string };
    throw new Error(`Maven could not fetch ${artifact}: ${stdout.split('\n').slice(0, 3).join(' ').slice(0, 400)}`);
  }
}
