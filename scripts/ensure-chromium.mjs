// A Chromium for the browser suites: CHROMIUM_PATH, one on the system, or Debian's package when this is root.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fail } from './lib/workspace.mjs';
import { findChromium } from './lib/chromium.mjs';

if (!findChromium()) {
  if (!existsSync('/usr/bin/apt-get') || process.getuid?.() !== 0) {
    fail('No Chromium found. Install one (apt-get install chromium) or set CHROMIUM_PATH to its executable.');
  }
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { stdio: ['ignore', 'ignore', 'inherit'], env };
  spawnSync('apt-get', ['update', '-qq'], quiet);
  const { status } = spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quiet);
  if (status !== 0 || !findChromium()) fail('Installing Chromium with apt-get failed; the lines above say why.');
}
process.stdout.write(`Chromium: ${findChromium()}\n`);
