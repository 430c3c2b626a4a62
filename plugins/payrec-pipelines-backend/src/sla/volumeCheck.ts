import { instantFromEpochMs } from '@internal/plugin-payrec-common';
import { LineageName, VolumeCheck } from '@internal/plugin-payrec-pipelines-common';
import { decideVolume } from './decide/bounds';
import { orderedWrites } from './decide/landings';
import { RegistryReader } from './deps';
import { SlaConfig } from './config';
import { cadenceOfId } from './partitions/cadence';
import { Ruled, findPartition, partitionIdOfLanding, shortInstant } from './partitions/partitions';

/** How far back writes of a partition are looked for. */
const BACK_MS = 400 * 86_400_000;

/**
 * Writes of one partition and whether the last one changed its size too much. Every overwritten partition is checked,
 * also one without an objective: a green freshness must not hide a destroyed partition.
 */
export async function checkVolume(
  registry: RegistryReader,
  config: SlaConfig,
  dataset: LineageName,
  partition: string,
  owner: Ruled | undefined,
  nowMs: number,
): Promise<VolumeCheck> {
  const rule =
    owner && findPartition(owner, partition, config.calendars)
      ? owner
      : {
          timezone: owner?.timezone ?? config.timezone,
          partition: { every: cadenceOfId(partition), calendar: null },
          expectedBy: null,
        };
  const landings = await registry.landings(dataset, instantFromEpochMs(nowMs - BACK_MS));
  const writes = orderedWrites(landings.filter(landing => partitionIdOfLanding(rule, landing) === partition));
  const rowsAt = (index: number) => writes[index]?.landing.rowCount ?? null;
  const [current, previous] = [rowsAt(writes.length - 1), rowsAt(writes.length - 2)];
  const verdict =
    writes.length === 0
      ? { state: 'PENDING' as const, reason: 'nothing landed yet', changeRatio: null }
      : decideVolume({ min: null, max: null, maxChange: config.volumeMaxChange }, current, previous);
  return {
    partition,
    verdict: verdict.state,
    previous,
    current,
    changeRatio: verdict.changeRatio,
    timeline: writes.map(({ landing, atMs }, index) => ({
      at: shortInstant(atMs),
      text: `${index === 0 ? 'landed' : 'overwritten'} ${landing.rowCount ?? 'an unknown number of rows'}`,
      runId: landing.runId,
      rowCount: landing.rowCount,
    })),
    reason: verdict.reason,
  };
}
