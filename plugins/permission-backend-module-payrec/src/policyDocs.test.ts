import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { policyMarkdown } from './policyDocs';

it('docs/permissions.md says what the policy does (UPDATE_DOCS=1 rewrites it)', () => {
  const file = resolve(__dirname, '../../../docs/permissions.md');
  if (process.env.UPDATE_DOCS === '1') writeFileSync(file, policyMarkdown());
  expect(readFileSync(file, 'utf8')).toBe(policyMarkdown());
});
