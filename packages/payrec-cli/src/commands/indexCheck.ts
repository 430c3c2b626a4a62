import { FINAL_INDEX_TABLES, finalIndexMarkdown } from '@internal/plugin-payrec-common';
import { checkIndex, columnListSql, trinoCreateTableSql } from '@internal/plugin-payrec-node/system';
import { Command } from 'commander';
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** `index check|docs|ddl`: the Final Index contract against a given index, as a page, and as tables of an engine. */
export function registerIndex(program: Command): void {
  const index = program.command('index').description('the Final Index contract');
  index
    .command('check')
    .description('say which table, column or row of an index breaks the contract; exit 1 if any does')
    .requiredOption('--root <folder>', 'folder of the index, as in payrec.query.duckdb.root')
    .action(async ({ root }: { root: string }) => {
      const { tables, findings } = await checkIndex(resolve(root));
      for (const { table, files, rows } of tables) {
        process.stdout.write(`${table.padEnd(20)} ${String(rows).padStart(12)} rows in ${files} files\n`);
      }
      for (const { table, column, row, rows, problem, remedy } of findings) {
        const where = [column && `.${column}`, row && ` [${row}]`].filter(Boolean).join('');
        process.stdout.write(`\n${table}${where} ${problem}${rows ? ` (${rows} rows)` : ''}\n  → ${remedy}\n`);
      }
      process.stdout.write(
        `\n${findings.length === 0 ? 'The index keeps the contract.' : `${findings.length} breaches.`}\n`,
      );
      process.exitCode = findings.length === 0 ? 0 : 1;
    });
  index
    .command('docs')
    .description('write docs/final-index.md from the contract')
    .action(() => {
      writeFileSync(resolve(__dirname, '../../../../docs/final-index.md'), finalIndexMarkdown());
    });
  index
    .command('ddl')
    .description('print the tables of the contract for an engine')
    .requiredOption('--engine <engine>', 'duckdb or trino')
    .action(({ engine }: { engine: string }) => {
      if (engine !== 'duckdb' && engine !== 'trino') {
        throw new Error(`--engine "${engine}" is not duckdb or trino`);
      }
      for (const table of FINAL_INDEX_TABLES) {
        const name = `final_index.${table.name}`;
        const statement =
          engine === 'trino'
            ? trinoCreateTableSql(table, name)
            : `CREATE TABLE IF NOT EXISTS ${name} (${columnListSql('duckdb', table.columns)})`;
        process.stdout.write(`${statement};\n\n`);
      }
    });
}
