// `npm start`: from a fresh clone to a running demo. Plain Node without dependencies, since it is what installs them.
import { createRequire } from 'node:module';
import { ensureInstalled, fail, requireNode, root } from './lib/workspace.mjs';

const require = createRequire(import.meta.url);

requireNode();
await ensureInstalled();
try {
  require('@backstage/cli/config/nodeTransform.cjs');
  const { startDemo } = require('../packages/demo/src/start/startDemo.ts');
  await startDemo({ root, args: process.argv.slice(2) });
} catch (error) {
  if (process.env.PAYREC_DEBUG) process.stderr.write(`${error.stack}\n`);
  fail(error.code === 'ENOSPC' ? 'The disk is full: make room and run npm start again.' : error.message);
}
