import { LineageNode } from '@internal/plugin-payrec-pipelines-common';
import { usePipelinesText } from '../../translation';
import { useClock } from '../Zone';
import { SlaStates } from './nodeState';

/** The state of a node in words: its objectives, else its last run and when. */
export function useNodeText(states: SlaStates): (node: LineageNode) => string {
  const { t } = usePipelinesText();
  const clock = useClock();
  return node => {
    const verdict = node.entityRef ? states.get(node.entityRef) : undefined;
    const at = node.lastRunAt ? ` ${clock.time(node.lastRunAt)}` : '';
    if (verdict) return `${t(`verdict.${verdict}`)}${at && `,${at}`}`;
    if (!node.lastRunState) return t('lineage.noRun');
    return `${t(`runState.${node.lastRunState}`)}${at}`;
  };
}
