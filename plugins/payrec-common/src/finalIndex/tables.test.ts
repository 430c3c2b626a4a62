import { FINAL_INDEX_TABLES, finalIndexTable } from './tables';

describe('the Final Index contract', () => {
  test.each(FINAL_INDEX_TABLES.map(table => [table.name, table] as const))('%s is consistent in itself', (_, table) => {
    const names = table.columns.map(column => column.name);
    expect(new Set(names).size).toBe(names.length);
    const referred = [...table.key, ...(table.sortBy ?? []), table.partitionBy, table.merchantColumn].filter(Boolean);
    expect(names).toEqual(expect.arrayContaining(referred));

    const typeOf = (suffix: string) =>
      table.columns.filter(column => column.name.endsWith(suffix)).map(one => one.type);
    expect(new Set(typeOf('_minor'))).toEqual(new Set(typeOf('_minor').map(() => 'bigint')));
    expect(new Set(typeOf('_at'))).toEqual(new Set(typeOf('_at').map(() => 'timestamp')));
    expect(table.columns.filter(column => !column.doc.endsWith('.'))).toEqual([]);
    // An amount without its currency beside it means nothing.
    expect(typeOf('_minor').length === 0 || names.includes('currency')).toBe(true);
  });

  it('names the tables that exist when asked for another', () => {
    expect(() => finalIndexTable('ledger')).toThrow(/has no table "ledger"; it has transactions, statements/);
  });
});
