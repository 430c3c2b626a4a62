import { Slo } from '@internal/plugin-payrec-pipelines-common';
import { usePipelinesText } from '../../translation';
import { boundText, percentText } from './currentText';
import { hasTarget } from './EntitySlaStrip';
import { useSlaStyles } from './useSlaStyles';

/** What was promised: the share of good partitions or slices, and the bound each is held against, as far as there are any. */
export function TargetText({ slo, withWindow }: { slo: Slo; withWindow?: boolean }) {
  const { t } = usePipelinesText();
  const classes = useSlaStyles();
  const bound = slo.bound && boundText(slo.bound, t);
  if (!hasTarget(slo)) return <span title={t('sla.noTarget')}>{bound ?? '—'}</span>;
  return (
    <>
      {percentText(slo.objective.target)}&nbsp;%{withWindow && ` / ${slo.objective.window}`}
      {bound && <div className={classes.muted}>{bound}</div>}
    </>
  );
}
