import { Knex } from 'knex';
import { canonicalNames } from './canonicalNames';
import { SeenAlias } from './EventBatch';
import { nameKey, readNameKey } from './nameKey';

/**
 * Table `lineage_alias`: which names events say are one dataset.
 * @returns whether who stands for whom may have changed.
 */
export async function writeAliases(trx: Knex.Transaction, aliases: readonly SeenAlias[]): Promise<boolean> {
  if (aliases.length === 0) return false;
  const rows = aliases.map(({ from, to, source }) => {
    const target = readNameKey(to);
    return { ...readNameKey(from), target_namespace: target.namespace, target_name: target.name, source };
  });
  const fresh = await trx('lineage_alias')
    .insert(rows)
    .onConflict(['namespace', 'name', 'target_namespace', 'target_name', 'source'])
    .ignore()
    .returning('name');
  // A known pair may still bring a name whose row is new.
  const strangers = await trx('lineage_dataset')
    .whereIn(
      ['namespace', 'name'],
      rows.flatMap(row => [
        [row.namespace, row.name],
        [row.target_namespace, row.target_name],
      ]),
    )
    .whereRaw('canonical_id = id')
    .select('id');
  return fresh.length > 0 || strangers.length > 1;
}

/** Column `canonical_id` of the datasets, from all aliases there are. @returns whether a dataset has another one now. */
export async function writeCanonicalIds(trx: Knex.Transaction): Promise<boolean> {
  const aliases = (await trx('lineage_alias').select()).map(row => ({
    from: nameKey(row.namespace, row.name),
    to: nameKey(row.target_namespace, row.target_name),
  }));
  const rows = await trx.raw(
    `SELECT d.id, d.namespace, d.name, d.canonical_id FROM lineage_dataset d
     WHERE d.canonical_id <> d.id OR EXISTS (SELECT 1 FROM lineage_alias a
       WHERE (a.namespace = d.namespace AND a.name = d.name)
          OR (a.target_namespace = d.namespace AND a.target_name = d.name))`,
  );
  const ids = new Map<string, string>(
    rows.rows.map((row: Record<string, string>) => [nameKey(row.namespace, row.name), row.id]),
  );
  const chosen = canonicalNames(aliases, new Set(ids.keys()));
  let changed = false;
  for (const row of rows.rows) {
    const wanted = ids.get(chosen.get(nameKey(row.namespace, row.name)) ?? '') ?? row.id;
    if (wanted === row.canonical_id) continue;
    await trx('lineage_dataset').where({ id: row.id }).update({ canonical_id: wanted });
    changed = true;
  }
  return changed;
}
