// API reports of the shared and common packages; `--ci` fails on drift. Types are emitted first, since the reports read them.
import { spawnSync } from 'node:child_process';
import { bin, root } from './lib/workspace.mjs';

const packages = ['common', 'node', 'react', 'reconciliation-common', 'fraud-common', 'pipelines-common'].map(
  name => `plugins/payrec-${name}`,
);
const run = (name, args) => {
  const { status } = spawnSync(process.execPath, [bin(name), ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) process.exit(status ?? 1);
};
run('tsc', ['--declaration', '--emitDeclarationOnly', '--incremental', 'false']);
run('backstage-repo-tools', [
  'api-reports',
  ...process.argv.slice(2),
  // Packages of the workspace are read from source; the message about that names this machine's folders.
  '--omit-messages',
  'ae-wrong-input-file-type',
  '--allow-warnings',
  packages.join(','),
  ...packages,
]);
