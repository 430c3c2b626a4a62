import { join } from 'node:path';

// The backend ends with the demo, even when the demo is killed and cannot tell it.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));

// eslint-disable-next-line @backstage/no-relative-monorepo-imports
require(join(__dirname, '../../../backend/src/index.ts'));
