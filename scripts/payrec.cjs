// `yarn payrec …`: runs the command line of the portal from its TypeScript sources, without a build.
const path = require('node:path');

require('@backstage/cli/config/nodeTransform.cjs');
require(path.resolve(__dirname, '../packages/payrec-cli/src/main.ts'));
