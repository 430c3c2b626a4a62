import { FINAL_INDEX_TABLES, finalIndexTable } from './tables';

describe('the Final Index contract', () => {
  test.each(FINAL_INDEX_TABLES.map(table => [table.name, table] as const))('%s is consistent in itself', (_, table) => {
    const names = table.columns.map(column => column.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of [...table.key, ...(table.sortBy ?? []), table.partitionBy, table.merchantColumn]) {
      if (name) expect(names).toContain(name);
    }
    for (const column of table.columns) {
      if (column.name.endsWith('_minor')) expect(column.type).toBe('bigint');
      if (column.name.endsWith('_at')) expect(column.type).toBe('timestamp');
      expect(column.doc).toMatch(/\.$/);
    }
    if (names.some(name => name.endsWith('_minor'))) expect(names).toContain('currency');
  });

  it('names the tables that exist when asked for another', () => {
    expect(() => finalIndexTable('ledger')).toThrow(/has no table "ledger"; it has transactions, statements/);
  });
});
