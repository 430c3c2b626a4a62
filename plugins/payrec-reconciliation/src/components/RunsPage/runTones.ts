import { Tone } from '@internal/plugin-payrec-react';
import { RunJson } from '@internal/plugin-payrec-reconciliation-common';
import { RunUnitJson } from '../../api/types';
import { Translate } from '../../translation';

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

const PASS_LABELS = {
  P0_DECISION: 'passDecision',
  P1_EXACT_REF: 'passExactRef',
  P2_NORM_REF: 'passNormRef',
  P3_BATCH: 'passBatch',
  P3_SPLIT: 'passSplit',
  P3_ZERO_BATCH: 'passZeroBatch',
  P3_CONTRA: 'passContra',
  P4_AMOUNT_DATE: 'passAmountDate',
  P5_TOLERANCE: 'passTolerance',
} as const;
const isPass = (pass: string): pass is keyof typeof PASS_LABELS => Object.hasOwn(PASS_LABELS, pass);

/** A pass in words; one this page has no word for by its name. */
export function passText(pass: string, t: Translate): string {
  return isPass(pass) ? t(`runs.${PASS_LABELS[pass]}`) : pass;
}

export function isLive(run: RunJson): boolean {
  return run.state === 'queued' || run.state === 'running';
}
