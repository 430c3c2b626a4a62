import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { FINAL_INDEX_TABLES, Table } from '@internal/plugin-payrec-common';
import { FinalIndexUnavailableError } from '../../errors/errors';
import { castListSql, columnTypeSql, emptySelectSql } from '../ddl';

/** What lies in the folder of the index at one moment. */
export type FolderState = {
  /** Hash over path, size and time of every file: equal means nothing changed. */
  readonly version: string;
  /** Names of tables that have at least one file. */
  readonly filled: ReadonlySet<string>;
  /** Latest day folder of `transactions`, from the folder names. */
  readonly latestBusinessDate: string | null;
};

function ignoreAbsent(error: NodeJS.ErrnoException): undefined {
  // A file may go between listing and looking; the next listing tells the truth.
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}

const entries = (folder: string): Promise<string[]> => readdir(folder).catch(error => ignoreAbsent(error) ?? []);

/**
 * Reads the file list of `<root>/<table>/[<partitionBy>=<value>/]*.parquet`. A root that is gone (an unmounted disk) is no
 * empty index: nobody may read "no transactions" where there are only no files to look at.
 * @throws FinalIndexUnavailableError while the root is no folder.
 */
export async function readFolderState(root: string): Promise<FolderState> {
  const found = await stat(root).catch(ignoreAbsent);
  if (!found?.isDirectory()) {
    throw new FinalIndexUnavailableError('The folder of the Final Index is not there; check that its disk is mounted');
  }
  const perTable = await Promise.all(FINAL_INDEX_TABLES.map(table => listFiles(root, table)));
  const hash = createHash('sha256');
  const filled = new Set<string>();
  perTable.forEach((files, index) => {
    if (files.length > 0) filled.add(FINAL_INDEX_TABLES[index].name);
    for (const file of files) hash.update(`${file}\n`);
  });
  const days = perTable[0]
    .map(file => /business_date=(\d{4}-\d{2}-\d{2})/.exec(file)?.[1])
    .filter(day => day !== undefined);
  return {
    version: hash.digest('hex').slice(0, 32),
    filled,
    latestBusinessDate: days.length > 0 ? days.reduce((latest, day) => (day > latest ? day : latest)) : null,
  };
}

/** `path size mtime` of each file of the table, sorted. */
async function listFiles(root: string, table: Table): Promise<string[]> {
  const folder = path.join(root, table.name);
  const folders = table.partitionBy
    ? (await entries(folder)).filter(name => name.startsWith(`${table.partitionBy}=`)).map(name => `${folder}/${name}`)
    : [folder];
  const files = await Promise.all(
    folders.map(async each =>
      (await entries(each)).filter(name => name.endsWith('.parquet')).map(name => path.join(each, name)),
    ),
  );
  const described = await Promise.all(
    files.flat().map(async file => {
      const found = await stat(file).catch(ignoreAbsent);
      return found && `${path.relative(root, file)} ${found.size} ${found.mtimeMs}`;
    }),
  );
  return described.filter(line => line !== undefined).sort();
}

/** The view `final_index.<table>` over the files as they are when a query is planned, or over nothing. */
export function viewSql(root: string, table: Table, filled: boolean): string {
  const select = filled ? parquetSelectSql(root, table) : emptySelectSql('duckdb', table);
  return `CREATE OR REPLACE VIEW final_index.${table.name} AS ${select}`;
}

function parquetSelectSql(root: string, table: Table): string {
  const { partitionBy } = table;
  const partitionType = table.columns.find(column => column.name === partitionBy)?.type;
  const glob = [root.replaceAll('\\', '/'), table.name, ...(partitionBy ? [`${partitionBy}=*`] : []), '*.parquet'];
  const hive = partitionType
    ? `, hive_partitioning = true, hive_types = {'${partitionBy}': ${columnTypeSql('duckdb', partitionType)}}`
    : ', hive_partitioning = false';
  const source = `read_parquet(${quoteSql(glob.join('/'))}${hive})`;
  return `SELECT ${castListSql('duckdb', table.columns)} FROM ${source}`;
}

/** Text as an SQL literal; for file names, which cannot be bound. */
export function quoteSql(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
