import { messageOf, ReasonDialog, useToasts } from '@internal/plugin-payrec-react';
import { RunJson } from '@internal/plugin-payrec-reconciliation-common';
import { useCancelRun } from '../../hooks/useCancelRun';
import { useReconciliationText } from '../../translation';
import { runNumber } from '../ModuleFrame';

/** Stops a run with a reason. */
export function CancelRunDialog({ run, onClose }: { run: RunJson | null; onClose: () => void }) {
  const { t } = useReconciliationText();
  const toasts = useToasts();
  const { mutate, isPending, error, reset } = useCancelRun();
  const number = run ? runNumber(run.id) : '';
  const close = () => {
    reset();
    onClose();
  };
  return (
    <ReasonDialog
      open={run !== null}
      title={t('runs.cancelTitle', { run: number })}
      confirmLabel={t('runs.cancel')}
      danger
      busy={isPending}
      error={error ? t('decision.failed', { message: messageOf(error) }) : undefined}
      onClose={close}
      onConfirm={reason => {
        if (!run) return;
        mutate(
          { runId: run.id, reason },
          {
            onSuccess: () => {
              toasts.done(t('runs.cancelled', { run: number }));
              close();
            },
          },
        );
      }}
    >
      <p>{t('runs.cancelHint')}</p>
    </ReasonDialog>
  );
}
