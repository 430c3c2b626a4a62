import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { finalIndexMarkdown } from './markdown';

it('docs/final-index.md says what the contract says (yarn payrec index docs)', () => {
  const file = resolve(__dirname, '../../../../docs/final-index.md');
  expect(readFileSync(file, 'utf8')).toBe(finalIndexMarkdown());
});
