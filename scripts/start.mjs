// `npm start`: from a fresh clone to a running demo. Plain Node without dependencies, since it is what installs them.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);

/** The Node versions the portal is tested on; equal to `engines` of package.json. */
function isSupported(version) {
  const [major, minor] = version.split('.').map(Number);
  return (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major === 24;
}

/** True when node_modules is missing or older than what the lock file asks for. */
function needsInstall() {
  const state = join(root, 'node_modules', '.yarn-state.yml');
  return !existsSync(state) || statSync(state).mtimeMs < statSync(join(root, 'yarn.lock')).mtimeMs;
}

/** Runs the Yarn of the repository; its output goes to a file, and to the screen only when it fails. */
async function install() {
  const release = readdirSync(join(root, '.yarn', 'releases')).find(name => /^yarn-.*\.cjs$/.test(name));
  const logs = join(root, '.demo', 'logs');
  mkdirSync(logs, { recursive: true });
  const log = join(logs, 'install.log');
  const out = openSync(log, 'w');
  const started = Date.now();
  process.stdout.write('Installing packages (once, about two minutes) …\n');
  const tick = setInterval(() => {
    process.stdout.write(`  still installing, ${Math.round((Date.now() - started) / 1000)} s\n`);
  }, 20_000);
  const child = spawn(process.execPath, [join(root, '.yarn', 'releases', release), 'install', '--immutable'], {
    cwd: root,
    stdio: ['ignore', out, out],
  });
  const stop = () => child.kill('SIGTERM');
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const code = await new Promise(resolve => child.once('exit', resolve));
  clearInterval(tick);
  process.off('SIGINT', stop);
  process.off('SIGTERM', stop);
  if (code !== 0) {
    const tail = readFileSync(log, 'utf8').split('\n').slice(-15).join('\n');
    throw new Error(`${tail}\nInstalling the packages failed; the whole output is in .demo/logs/install.log`);
  }
}

async function main() {
  if (!isSupported(process.versions.node)) {
    throw new Error(
      `Node ${process.versions.node} is not supported: install Node 20.19 or later, 22.12 or later, or 24, and run npm start again.`,
    );
  }
  if (needsInstall()) await install();
  require('@backstage/cli/config/nodeTransform.cjs');
  const { startDemo } = require('../packages/demo/src/start/startDemo.ts');
  await startDemo({ root, args: process.argv.slice(2) });
}

main().catch(error => {
  process.stderr.write(
    `\n${error.code === 'ENOSPC' ? 'The disk is full: make room and run npm start again.' : error.message}\n`,
  );
  if (process.env.PAYREC_DEBUG) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
