import { StateChip } from '@internal/plugin-payrec-react';
import { Overview } from '@internal/plugin-payrec-reconciliation-common';
import { useCounted } from '../../hooks/useCounted';
import { useReconciliationText } from '../../translation';

/** True when no account has a result for the day. */
export function isNotRun(overview: Overview): boolean {
  const cells = overview.accounts.map(account => account.days.find(day => day.businessDate === overview.date));
  return (
    cells.every(cell => !cell || cell.state === 'not-run') &&
    overview.totals.every(total => total.transactionCount === 0)
  );
}

/** Whether the day is closed, in one word and one number. */
export function DayChip({ overview }: { overview: Overview | undefined }) {
  const { t } = useReconciliationText();
  const counted = useCounted();
  if (!overview) return null;
  const proven =
    overview.totals.every(total => BigInt(total.proof.minor) === 0n) &&
    overview.accounts.every(account => BigInt(account.proof.minor) === 0n);
  if (!proven) return <StateChip tone="bad">{t('overview.notProven')}</StateChip>;
  if (isNotRun(overview)) return <StateChip tone="neutral">{t('overview.notRun')}</StateChip>;
  const open = overview.totals.reduce((count, total) => count + total.openBreaks, 0);
  if (open > 0) return <StateChip tone="warn">{t('overview.notClosed', counted(open))}</StateChip>;
  return <StateChip tone="ok">{t('overview.closed')}</StateChip>;
}
