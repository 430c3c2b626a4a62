import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startNode } from './childProcess';
import { DemoState } from './demoState';

/** Packages whose sources end up in the browser. */
const FRONTEND = /^(app|payrec-react|payrec-common|payrec-[a-z]+|payrec-[a-z]+-common)$/;

/** Beside the build, which the next build empties. */
const MARK = 'packages/app/dist/.payrec-sources';

/** Builds the app when its sources changed since the last build. @throws Error with the last words of the build. */
export async function buildApp(
  root: string,
  state: DemoState,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const hash = hashOfSources(root);
  if (hashOfBuild(root) === hash) return;
  say('Building the app');
  const child = startNode([require.resolve('@backstage/cli/bin/backstage-cli'), 'package', 'build'], {
    cwd: join(root, 'packages/app'),
    log: state.path('logs', 'build.log'),
    env: { NODE_ENV: 'production' },
  });
  signal.addEventListener('abort', () => child.stop(), { once: true });
  const code = await child.exited;
  signal.throwIfAborted();
  if (code !== 0) throw new Error(`Building the app failed:\n${child.tail(20)}`);
  writeFileSync(join(root, MARK), hash);
  say('  app built');
}

/** The sources the app was built from, kept with the build so that every demo folder finds it. */
function hashOfBuild(root: string): string | undefined {
  const mark = join(root, MARK);
  const built = existsSync(join(root, 'packages/app/dist/index.html')) && existsSync(mark);
  return built ? readFileSync(mark, 'utf8') : undefined;
}

function hashOfSources(root: string): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'yarn.lock')));
  const packages = ['packages', 'plugins'].flatMap(folder =>
    readdirSync(join(root, folder))
      .filter(name => FRONTEND.test(name) && !/(backend|node|testkit|cli)$/.test(name))
      .map(name => join(folder, name)),
  );
  for (const folder of packages.sort()) {
    for (const file of listFiles(join(root, folder)).sort()) {
      hash.update(file.slice(root.length)).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    if (['node_modules', 'dist', 'coverage', 'e2e-tests'].includes(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
}
