import { resolve } from 'node:path';
import { payrecContract } from '@internal/plugin-payrec-common';
import { openApiDrift } from '@internal/plugin-payrec-node';

it('openapi.yaml is what the contract emits', async () => {
  expect(await openApiDrift(payrecContract, resolve(__dirname, '../openapi.yaml'))).toBeUndefined();
});
