import { Slo, SloBound } from '@internal/plugin-payrec-pipelines-common';
import { formatInteger } from '@internal/plugin-payrec-react';
import { durationText } from '../../text/duration';
import { readableText, ReadingClock } from '../../text/readableText';
import { Translate } from '../../translation';

/**
 * What an objective says now in a few words: landed, predicted, its value or why it has none. Empty where that is no more
 * than its state, which stands beside it.
 */
export function currentText({ current }: Pick<Slo, 'current'>, t: Translate, clock: ReadingClock): string {
  const { state, landedAt, predictedAt, overdueSeconds, marginSeconds, value, unit, reason } = current;
  if (value !== null && unit !== null) return valueText(value, unit);
  const over = overdueSeconds ?? 0;
  const why = readableText(reason, clock);
  if (state === 'BREACHED') return over > 0 ? t('sla.over', { time: durationText(over) }) : why;
  if (landedAt)
    return over > 0
      ? t('sla.landedLate', { time: durationText(over) })
      : t('sla.landed', { time: clock.time(landedAt) });
  if (predictedAt) {
    const predicted = t('sla.predicted', { time: clock.time(predictedAt) });
    if (marginSeconds === null) return predicted;
    return `${predicted}, ${marginText(marginSeconds, t)}`;
  }
  return why;
}

export function marginText(seconds: number, t: Translate): string {
  return t(seconds < 0 ? 'sla.lateBy' : 'sla.margin', { time: durationText(seconds) });
}

export function valueText(value: number, unit: SloBound['unit']): string {
  if (unit === 'seconds') return durationText(value);
  if (unit === 'ratio') return `${Number((value * 100).toFixed(2))}\u00a0%`;
  return formatInteger(Math.round(value));
}

/** `at most 2 %`, `at least 900`, `900 to 1 100`. */
export function boundText({ min, max, unit }: SloBound, t: Translate): string {
  const text = (value: number) => (unit === 'ratio' ? `${percentText(value)}\u00a0%` : valueText(value, unit));
  if (min === null) return max === null ? '' : t('sla.atMost', { bound: text(max) });
  return max === null ? t('sla.atLeast', { bound: text(min) }) : t('sla.between', { min: text(min), max: text(max) });
}

/** 0.995 → `99.5`. */
export function percentText(ratio: number): string {
  return String(Number((ratio * 100).toFixed(3)));
}
