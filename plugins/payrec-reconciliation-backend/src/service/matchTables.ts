import { EngineSession } from '@internal/plugin-payrec-node';
import { RUN_UNIT_COLUMNS } from '../queries/runInputsSql';
import * as outputs from '../queries/runOutputsSql';
import { together } from './together';

/** Writes what matching found for the proven units to the index, under a name nothing points at yet. */
export async function writeMatchTables(
  session: EngineSession,
  matchRunId: string,
  proven: readonly string[],
): Promise<void> {
  await session.load(
    'proven',
    RUN_UNIT_COLUMNS.filter(({ name }) => name === 'unit'),
    proven.map(unit => ({ unit })),
  );
  if (proven.length === 0) return;
  const tables = [
    ['match_groups', outputs.MATCH_GROUPS_TO_WRITE],
    ['match_members', outputs.MATCH_MEMBERS_TO_WRITE],
    ['match_breaks', outputs.MATCH_BREAKS_TO_WRITE],
  ] as const;
  await together(tables.map(([table, select]) => session.replacePartition(table, matchRunId, select, [matchRunId])));
}
