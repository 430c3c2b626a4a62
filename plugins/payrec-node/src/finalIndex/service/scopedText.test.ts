import { z } from 'zod';
import { duckDbDialect } from '../dialect';
import { Scope } from '../types';
import { scopedStatement } from './scopedText';

const base = { name: 'test.rows', reads: [], params: () => [], rowLimit: 1, timeoutMs: 1, row: z.object({}) };
// Only the gate makes a real scope; the text is refused before the scope is looked at.
const scope = { visibility: 'partial', hash: 'x' } as Scope;

test.each([
  'SELECT 1 FROM final_index.transactions ORDER BY 1',
  'SELECT 1 FROM "final_index".transactions ORDER BY 1',
  "SELECT 1 FROM read_parquet('x') ORDER BY 1",
])('a scoped text cannot reach around its scope: %s', sql => {
  const query = { ...base, sql };
  expect(() => scopedStatement(query, {}, { scope, dialect: duckDbDialect })).toThrow('names the index itself');
  expect(() => scopedStatement(query, {}, { scope: null, dialect: duckDbDialect })).not.toThrow();
});
