import { useCallback } from 'react';
import { Translate, useFraudText } from '../../translation';

const MINUTE_MS = 60_000;

/** `33 min`, `2 h 05`, `3 d`: a length of time in milliseconds, rounded down. */
export function ageText(t: Translate, ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / MINUTE_MS));
  if (minutes < 60) return t('time.minutes', { m: String(minutes) });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t('time.hours', { h: String(hours), m: String(minutes % 60).padStart(2, '0') });
  return t('time.days', { d: String(Math.floor(hours / 24)) });
}

/** `11:42`: minutes and seconds that are left; never below zero. */
export function clockText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export function useSpanText() {
  const { t } = useFraudText();
  return useCallback((ms: number) => ageText(t, ms), [t]);
}
