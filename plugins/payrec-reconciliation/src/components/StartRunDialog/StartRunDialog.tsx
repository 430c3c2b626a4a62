import { ConfirmDialog, FilterSelect, messageOf, useToasts } from '@internal/plugin-payrec-react';
import { useEffect, useState } from 'react';
import { newIntentKey } from '../../hooks/queryKeys';
import { useAccountOptions } from '../../hooks/useAccountOptions';
import { useStartRun } from '../../hooks/useStartRun';
import { useReconciliationText } from '../../translation';
import { runNumber } from '../ModuleFrame';

export type StartRunDialogProps = {
  open: boolean;
  /** Business date to run for; the latest when absent. */
  asOfDate?: string;
  onClose: () => void;
};

/** Which accounts to match again. One intent has one key, so that a second press starts no second run. */
export function StartRunDialog({ open, asOfDate, onClose }: StartRunDialogProps) {
  const { t } = useReconciliationText();
  const toasts = useToasts();
  const accounts = useAccountOptions();
  const [chosen, setChosen] = useState<string[]>([]);
  const [intentKey, setIntentKey] = useState(newIntentKey);
  const { mutate, isPending, error, reset } = useStartRun();
  useEffect(() => {
    if (!open) return;
    setIntentKey(newIntentKey());
    setChosen([]);
    reset();
  }, [open, reset]);
  const start = () =>
    mutate(
      { ...(chosen.length > 0 && { units: chosen }), ...(asOfDate && { asOfDate }), idempotencyKey: intentKey },
      {
        onSuccess: run => {
          toasts.done(t('runs.started', { run: runNumber(run.id) }));
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      open={open}
      title={t('runs.startTitle')}
      confirmLabel={t('runs.start')}
      busy={isPending}
      error={error ? t('decision.failed', { message: messageOf(error) }) : undefined}
      onConfirm={start}
      onClose={onClose}
    >
      <p>{t('runs.startHint')}</p>
      <FilterSelect
        multiple
        label={chosen.length === 0 ? t('runs.allUnits') : t('runs.units')}
        allLabel={t('runs.allUnits')}
        value={chosen}
        options={accounts}
        onChange={setChosen}
      />
    </ConfirmDialog>
  );
}
