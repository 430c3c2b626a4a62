/*
 * Thread that looks at the files of the Final Index, for `IndexFolder`. A look is some thousand calls of the system, which cost
 * five times as much when each is a promise of the main thread, and every request meanwhile would pay for them.
 *
 * Plain JavaScript, as a thread starts from a file whatever the package was built to.
 */
const { createHash } = require('node:crypto');
const { readdirSync, statSync } = require('node:fs');
const path = require('node:path');
const { parentPort, workerData } = require('node:worker_threads');

const GONE = ['ENOENT', 'ENOTDIR'];

/** What `read` answers, or nothing when what it reads is not there: a file may go between listing and looking. */
function ifThere(read) {
  try {
    return read();
  } catch (error) {
    if (GONE.includes(error.code)) return undefined;
    throw error;
  }
}

const entries = folder => ifThere(() => readdirSync(folder)) ?? [];

/** `path size mtime` of each Parquet file of a table, sorted. */
function filesOf(root, { name, partitionBy }) {
  const folder = path.join(root, name);
  const folders = partitionBy
    ? entries(folder)
        .filter(entry => entry.startsWith(`${partitionBy}=`))
        .map(entry => path.join(folder, entry))
    : [folder];
  const files = [];
  for (const each of folders) {
    for (const entry of entries(each)) {
      if (!entry.endsWith('.parquet')) continue;
      const file = path.join(each, entry);
      const found = ifThere(() => statSync(file));
      if (found) files.push(`${path.relative(root, file)} ${found.size} ${found.mtimeMs}`);
    }
  }
  return files.sort();
}

function look({ root, tables }) {
  if (!ifThere(() => statSync(root))?.isDirectory()) return { gone: true };
  const hash = createHash('sha256');
  const filled = [];
  let latestBusinessDate = null;
  for (const table of tables) {
    const files = filesOf(root, table);
    if (files.length > 0) filled.push(table.name);
    for (const file of files) hash.update(`${file}\n`);
    if (table.name !== 'transactions') continue;
    for (const file of files) {
      const day = /business_date=(\d{4}-\d{2}-\d{2})/.exec(file)?.[1];
      if (day && (latestBusinessDate === null || day > latestBusinessDate)) latestBusinessDate = day;
    }
  }
  return { state: { version: hash.digest('hex').slice(0, 32), filled, latestBusinessDate } };
}

/** Names of the Parquet files in each folder; none where there is no folder. */
const list = folders => ({ files: folders.map(folder => entries(folder).filter(entry => entry.endsWith('.parquet'))) });

parentPort.on('message', ({ number, folders }) => {
  try {
    parentPort.postMessage({ number, ...(folders ? list(folders) : look(workerData)) });
  } catch (error) {
    parentPort.postMessage({ number, failure: `${error.code ?? error.name}: ${error.message}` });
  }
});
