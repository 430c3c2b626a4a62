import { join } from 'node:path';

// The backend ends with the demo, even when the demo is killed and cannot tell it.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));

// The demo starts this in packages/backend, as `backstage-cli package start` does.
require(join(process.cwd(), 'src/index.ts'));
