import { CONTRACT_VERSION, FINAL_INDEX_TABLES } from './tables';
import { Table } from './types';

const INTRO = `# The Final Index contract

Generated from \`plugins/payrec-common/src/finalIndex/tables.ts\` by \`yarn payrec index docs\`; a test fails when it drifts.
Version ${CONTRACT_VERSION}. \`yarn payrec index check --root <folder>\` says which table, column or row of an index breaks it, and
\`yarn payrec index ddl --engine duckdb|trino\` prints the tables for an engine.

- Amounts are integer minor units (\`bigint\`) beside \`currency\` and \`currency_exponent\`; credit to us is positive. Sums are cast to
  DECIMAL(38,0). Rates are DECIMAL(38,10). Nothing is a float.
- Dates: \`business_date\` is the local business date under the account's cut-off, \`booking_date\` the day the bank posted,
  \`value_date\` the day from which it counts. Instants are UTC with microseconds.
- On disk: \`<root>/<table>/<partition>=<value>/*.parquet\`; the partition column stands inside the file as well. In Trino the same
  tables are Iceberg, partitioned by the same column.
`;

function section(table: Table): string {
  const facts = [
    `Key: ${table.key.map(name => `\`${name}\``).join(', ')}.`,
    table.partitionBy ? `Partition: \`${table.partitionBy}\`.` : 'Not partitioned.',
    table.merchantColumn ? `Row scope: \`${table.merchantColumn}\`.` : 'Readable only with full sight.',
    `Source: ${table.source}.`,
  ];
  const rows = table.columns.map(
    column =>
      `| \`${column.name}\` | ${column.type}${column.nullable ? '' : ', required'} | ${column.doc.replaceAll(
        '|',
        '\\|',
      )} |`,
  );
  return [
    `## ${table.name}`,
    '',
    table.doc,
    '',
    facts.join(' '),
    '',
    '| column | type | meaning |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}

/** `docs/final-index.md` as text: every table, column, type, unit, key and partition of the contract. */
export function finalIndexMarkdown(): string {
  return `${INTRO}\n${FINAL_INDEX_TABLES.map(section).join('\n\n')}\n`;
}
