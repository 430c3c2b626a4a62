import { moneyFromJson, moneyToJson, sumByCurrency } from '@internal/plugin-payrec-common';
import { ActionBar, ActionButton } from '@internal/plugin-payrec-react';
import { BreakJson } from '@internal/plugin-payrec-reconciliation-common';
import { useReconciliationText } from '../../translation';
import { BreakDecisions, nextForMany, useActor, useBlockedText } from '../BreakDecisions';

export type SelectionBarProps = { selected: readonly BreakJson[]; decisions: BreakDecisions; onClear: () => void };

/** What can be done with the selected breaks, all at once, with a result for each. */
export function SelectionBar({ selected, decisions, onClear }: SelectionBarProps) {
  const { t } = useReconciliationText();
  const actor = useActor();
  const blocked = useBlockedText();
  if (selected.length === 0) return null;
  const amounts = sumByCurrency(selected.map(reconBreak => moneyFromJson(reconBreak.difference))).map(moneyToJson);
  const main = nextForMany(selected, actor);
  return (
    <ActionBar count={selected.length} amounts={amounts} onClear={onClear}>
      <ActionButton
        keyHint="S"
        disabledReason={blocked('assign', selected)}
        onClick={() => decisions.begin('assign', selected)}
      >
        {t('action.assign')}
      </ActionButton>
      <ActionButton
        keyHint="R"
        disabledReason={blocked('recheck', selected)}
        onClick={() => decisions.begin('recheck', selected)}
      >
        {t('action.recheck')}
      </ActionButton>
      <ActionButton
        keyHint="D"
        disabledReason={blocked('dispute', selected)}
        onClick={() => decisions.begin('dispute', selected)}
      >
        {t('action.dispute')}
      </ActionButton>
      <ActionButton
        kind="primary"
        keyHint="A"
        disabledReason={blocked(main, selected)}
        onClick={() => decisions.begin(main, selected)}
      >
        {t(main === 'approve' ? 'action.approve' : 'action.propose')}
      </ActionButton>
    </ActionBar>
  );
}
