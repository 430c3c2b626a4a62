import { join } from 'node:path';
import { cacheConfigSchema } from './configSchemaCache';

// The backend ends with the demo, even when the demo is killed and cannot tell it.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Watching the channel alone must not keep a backend alive that has shut down.
process.channel?.unref();

cacheConfigSchema(join(process.cwd(), '../..'));

// The demo starts this in packages/backend, as `backstage-cli package start` does.
require(join(process.cwd(), 'src/index.ts'));
