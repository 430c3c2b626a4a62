// What every command of the root needs before anything is installed: plain Node, no dependency.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, utimesSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the checkout, absolute. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Stops with one sentence when this Node cannot run the portal: 20.19+, 22.12+ or 24. */
export function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const fits = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major === 24;
  if (!fits) {
    fail(
      `Node.js ${process.versions.node} cannot run the portal. Install Node.js 20.19 or later, 22.12 or later, or 24.`,
    );
  }
}

/** Ends the process with one sentence and no stack. */
export function fail(sentence) {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}

/** The committed Yarn; a global one is never needed. */
export function yarnPath() {
  const folder = join(root, '.yarn', 'releases');
  const file = readdirSync(folder).find(name => /^yarn-.*\.cjs$/.test(name));
  return join(folder, file);
}

const STATE = join(root, 'node_modules', '.yarn-state.yml');

/** True when node_modules was installed from the lockfile and manifests as they are now. */
export function isInstalled() {
  if (!existsSync(STATE)) return false;
  const installedAt = statSync(STATE).mtimeMs;
  const manifests = ['packages', 'plugins'].flatMap(folder =>
    readdirSync(join(root, folder)).map(name => join(root, folder, name, 'package.json')),
  );
  return [join(root, 'yarn.lock'), join(root, 'package.json'), ...manifests]
    .filter(existsSync)
    .every(file => statSync(file).mtimeMs <= installedAt);
}

/**
 * Installs the dependencies when they are missing or stale, with a sign of life every 20 seconds; a second call costs
 * milliseconds. Ends the process with the last lines of Yarn when it fails.
 */
export async function ensureInstalled({ log = line => process.stdout.write(`${line}\n`) } = {}) {
  if (isInstalled()) return;
  log('Installing dependencies (about two minutes the first time) …');
  const startedAt = Date.now();
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const tick = setInterval(() => log(`  still installing, ${seconds()} s`), 20_000);
  const child = spawn(process.execPath, [yarnPath(), 'install', '--immutable'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: process.env.CI ?? '1' },
  });
  let output = '';
  const keep = chunk => {
    output = `${output}${chunk}`.slice(-20_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const code = await new Promise(resolveExit => {
    child.once('error', () => resolveExit(1));
    child.once('close', resolveExit);
  });
  clearInterval(tick);
  if (code !== 0) {
    const tail = output.trim().split('\n').slice(-15).join('\n');
    fail(
      `Installing the dependencies failed:\n${tail}\n\nCheck the network and the free space on this disk, then run the command again.`,
    );
  }
  // Yarn leaves its state file alone when nothing of it changed, and every later start would install again.
  const now = new Date();
  if (existsSync(STATE)) utimesSync(STATE, now, now);
  log(`Dependencies installed in ${seconds()} s.`);
}

/** Path of a bin of the workspace, run with this Node. */
export function bin(name) {
  return join(root, 'node_modules', '.bin', name);
}

/** The text of a file below the root. */
export function readText(path) {
  return readFileSync(join(root, path), 'utf8');
}
