import { Slo } from '@internal/plugin-payrec-pipelines-common';
import { formatInteger } from '@internal/plugin-payrec-react';
import { durationText } from '../../text/duration';
import { Translate } from '../../translation';

type Clock = { time: (instant: string) => string };

/** What an objective says now in a few words: landed, predicted or its value. */
export function currentText({ current }: Slo, t: Translate, clock: Clock): string {
  const { state, landedAt, predictedAt, overdueSeconds, marginSeconds, value, unit } = current;
  if (value !== null && unit !== null) return valueText(value, unit);
  const over = overdueSeconds ?? 0;
  if (state === 'BREACHED') return over > 0 ? t('sla.over', { time: durationText(over) }) : t('verdict.BREACHED');
  if (landedAt)
    return over > 0
      ? t('sla.landedLate', { time: durationText(over) })
      : t('sla.landed', { time: clock.time(landedAt) });
  if (predictedAt) {
    const predicted = t('sla.predicted', { time: clock.time(predictedAt) });
    if (marginSeconds === null) return predicted;
    return `${predicted}, ${marginText(marginSeconds, t)}`;
  }
  return t(`verdict.${state}`);
}

export function marginText(seconds: number, t: Translate): string {
  return t(seconds < 0 ? 'sla.lateBy' : 'sla.margin', { time: durationText(seconds) });
}

export function valueText(value: number, unit: 'seconds' | 'ratio' | 'rows'): string {
  if (unit === 'seconds') return durationText(value);
  if (unit === 'ratio') return `${Number((value * 100).toFixed(2))}\u00a0%`;
  return formatInteger(Math.round(value));
}
