import { useChanges } from '@internal/plugin-payrec-react';
import { CHANGES_CHANNEL } from '@internal/plugin-payrec-reconciliation-common';
import { MODULE_KEY } from './queryKeys';

/** Query keys that one kind of change makes old. The list of breaks is not among them: rows must not move under the pointer. */
const OUTDATED: Record<string, (id: string) => readonly unknown[][]> = {
  run: id => [['listRuns'], ['getRun', id], ['getOverview'], ['listBreaks', 'count']],
  break: id => [['getBreak', ...(id === 'many' ? [] : [id])], ['getOverview'], ['listBreaks', 'count']],
  file: id => [['listStatementFiles'], ['getStatementFile', id], ['getOverview']],
};

/** Pages follow runs, files and decisions as they happen; without signals they poll as before. */
export function useLiveUpdates(): void {
  useChanges(CHANGES_CHANNEL, ({ kind, id }) => (OUTDATED[kind]?.(id) ?? []).map(key => [MODULE_KEY, ...key]));
}
