import { resolve } from 'node:path';
import { openApiDrift } from '@internal/plugin-payrec-node';
import { pipelinesContract } from '@internal/plugin-payrec-pipelines-common';

it('openapi.yaml is what the contract emits', async () => {
  expect(await openApiDrift(pipelinesContract, resolve(__dirname, '../openapi.yaml'))).toBeUndefined();
});
