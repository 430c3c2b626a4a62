import { Tone } from '@internal/plugin-payrec-react';
import { RunJson } from '@internal/plugin-payrec-reconciliation-common';
import { RunUnitJson } from '../../api/types';

export const RUN_TONES: Record<RunJson['state'], Tone> = {
  queued: 'neutral',
  running: 'info',
  published: 'ok',
  failed: 'bad',
  cancelled: 'neutral',
  superseded: 'neutral',
};
export const RUN_LABELS = {
  queued: 'stateQueued',
  running: 'stateRunning',
  published: 'statePublished',
  failed: 'stateFailed',
  cancelled: 'stateCancelled',
  superseded: 'stateSuperseded',
} as const;

export const UNIT_TONES: Record<RunUnitJson['state'], Tone> = {
  pending: 'neutral',
  published: 'ok',
  refused: 'bad',
  failed: 'bad',
  cancelled: 'neutral',
};
export const UNIT_LABELS = {
  pending: 'unitPending',
  published: 'unitPublished',
  refused: 'unitRefused',
  failed: 'unitFailed',
  cancelled: 'unitCancelled',
} as const;

export const TRIGGER_LABELS = {
  schedule: 'triggerSchedule',
  manual: 'triggerManual',
  statement: 'triggerStatement',
  recheck: 'triggerRecheck',
} as const;

export function isLive(run: RunJson): boolean {
  return run.state === 'queued' || run.state === 'running';
}
