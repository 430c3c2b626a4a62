import { AlertJson, AlertPriority, AlertState } from '@internal/plugin-payrec-fraud-common';
import { Tone } from '@internal/plugin-payrec-react';

export const STATE_TONES: Record<AlertState, Tone> = {
  NEW: 'neutral',
  IN_REVIEW: 'info',
  ESCALATED: 'hold',
  APPROVAL: 'warn',
  SNOOZED: 'neutral',
  CLOSED: 'neutral',
};

export const PRIORITY_TONES: Record<AlertPriority, Tone> = {
  CRITICAL: 'bad',
  HIGH: 'warn',
  MEDIUM: 'info',
  LOW: 'neutral',
};

/** No deadline runs any more. */
export function isDone(alert: AlertJson): boolean {
  return alert.state === 'CLOSED';
}
