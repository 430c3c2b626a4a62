import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FINAL_INDEX_TABLES, Table } from '@internal/plugin-payrec-common';

/** What one write does to the folder of a table, relative to that folder. */
type Plan = {
  readonly pending: string;
  readonly moves: ReadonlyArray<[from: string, to: string]>;
  readonly deletes: string[];
  /** Folder that is empty once the files are gone; absent where other writes share it. */
  readonly empties?: string;
};

const JOURNAL = /^\.commit-[0-9a-f-]+\.json$/;
const PENDING = /^\.pending-/;
const ABANDONED_AFTER_MS = 24 * 3600 * 1000;

/**
 * Replaces the files of one named write. New files are first complete in a folder no reader looks into; then a journal
 * is renamed into place, which is the moment of the commit; then files are moved. Killed before the journal the old files
 * stand, killed after it the next start finishes the moves.
 */
export class PartitionStore {
  constructor(private readonly root: string) {}

  /** A fresh folder for the files of a write, inside the table's folder so that a rename stays on one disk. */
  async begin(table: Table): Promise<string> {
    const pending = `.pending-${randomUUID()}`;
    await mkdir(path.join(this.root, table.name, pending), { recursive: true });
    return pending;
  }

  /**
   * Makes the Parquet files below `pending` the whole content of the write `partition`.
   * `meanwhile` runs between the commit and the last move with readers held off.
   */
  async commit(table: Table, partition: string, pending: string): Promise<void> {
    const plan = await this.plan(table, partition, pending);
    const folder = path.join(this.root, table.name);
    const journal = path.join(folder, `.commit-${randomUUID()}.json`);
    await writeFile(`${journal}.tmp`, JSON.stringify(plan), { flush: true });
    await rename(`${journal}.tmp`, journal);
    await apply(folder, journal, plan);
  }

  /** Throws away the files of a write that failed. */
  async abandon(table: Table, pending: string): Promise<void> {
    await rm(path.join(this.root, table.name, pending), { recursive: true, force: true });
  }

  /** Finishes commits a kill interrupted, and removes what never came to a commit and is a day old. */
  async recover(): Promise<void> {
    for (const { name } of FINAL_INDEX_TABLES) {
      const folder = path.join(this.root, name);
      for (const entry of await readdir(folder).catch(() => [] as string[])) {
        const found = path.join(folder, entry);
        if (JOURNAL.test(entry)) {
          const text = await readFile(found, 'utf8').catch(() => undefined);
          if (text) await apply(folder, found, JSON.parse(text) as Plan);
        } else if (PENDING.test(entry)) {
          const age = Date.now() - ((await stat(found).catch(() => undefined))?.mtimeMs ?? Date.now());
          if (age > ABANDONED_AFTER_MS) await rm(found, { recursive: true, force: true });
        }
      }
    }
  }

  private async plan(table: Table, partition: string, pending: string): Promise<Plan> {
    const folder = path.join(this.root, table.name);
    const byRun = table.partitionBy !== undefined && table.partitionBy !== 'business_date';
    const stem = byRun ? 'part' : `file-${partition}`;
    const written = await parquetFiles(path.join(folder, pending));
    const perFolder = new Map<string, number>();
    const moves = written.map(([within, file]): [string, string] => {
      const ordinal = perFolder.get(within) ?? 0;
      perFolder.set(within, ordinal + 1);
      const name = ordinal === 0 ? `${stem}.parquet` : `${stem}.${ordinal}.parquet`;
      return [path.posix.join(pending, within, file), path.posix.join(within, name)];
    });
    const kept = new Set(moves.map(([, to]) => to));
    const own = `${table.partitionBy}=${partition}`;
    const old = await this.filesOf(table, byRun ? [own] : undefined, stem);
    const deletes = old.filter(file => !kept.has(file));
    return { pending, moves, deletes, ...(byRun && moves.length === 0 && { empties: own }) };
  }

  private async filesOf(table: Table, only: string[] | undefined, stem: string): Promise<string[]> {
    const folder = path.join(this.root, table.name);
    const isCut = table.partitionBy !== undefined;
    const all = isCut ? (await readdir(folder)).filter(name => name.startsWith(`${table.partitionBy}=`)) : [''];
    const files = await Promise.all(
      (only ?? all).map(async within => {
        const names = await readdir(path.join(folder, within)).catch(() => [] as string[]);
        return names
          .filter(name => name.startsWith(`${stem}.`) && name.endsWith('.parquet'))
          .map(name => path.posix.join(within, name));
      }),
    );
    return files.flat();
  }
}

/** `[folder within, file]` of the Parquet files at most one level below. */
async function parquetFiles(folder: string): Promise<Array<[string, string]>> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry): Promise<Array<[string, string]>> => {
      if (entry.isFile()) return entry.name.endsWith('.parquet') ? [['', entry.name]] : [];
      const names = await readdir(path.join(folder, entry.name));
      return names.sort().map(name => [entry.name, name]);
    }),
  );
  return nested.flat();
}

/** Every step may have been done before by someone who was killed, or by another replica at this moment. */
async function apply(folder: string, journal: string, plan: Plan): Promise<void> {
  for (const [from, to] of plan.moves) {
    await mkdir(path.dirname(path.join(folder, to)), { recursive: true });
    await rename(path.join(folder, from), path.join(folder, to)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
  for (const file of plan.deletes) await rm(path.join(folder, file), { force: true });
  // Left behind where somebody keeps a file of their own in it.
  if (plan.empties) await rmdir(path.join(folder, plan.empties)).catch(() => undefined);
  await rm(path.join(folder, plan.pending), { recursive: true, force: true });
  await rm(journal, { force: true });
}
