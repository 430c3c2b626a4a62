import { Tone } from '@internal/plugin-payrec-react';
import { StatementFileJson } from '@internal/plugin-payrec-reconciliation-common';
import { StatementLineJson } from '../../api/types';

export const FILE_TONES: Record<StatementFileJson['state'], Tone> = {
  received: 'info',
  reading: 'info',
  ingested: 'ok',
  rejected: 'bad',
};
export const FILE_LABELS = {
  received: 'stateReceived',
  reading: 'stateReading',
  ingested: 'stateIngested',
  rejected: 'stateRejected',
} as const;

export const OUTCOME_TONES: Record<StatementLineJson['outcome'], Tone> = {
  matched: 'ok',
  open: 'warn',
  interim: 'neutral',
  'not-run': 'neutral',
};
export const OUTCOME_LABELS = {
  matched: 'outcomeMatched',
  open: 'outcomeOpen',
  interim: 'outcomeInterim',
  'not-run': 'outcomeNotRun',
} as const;

/** Of several statements the weakest word counts: no before not stated before yes. */
export function worst(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(false)) return false;
  return values.includes(null) || values.length === 0 ? null : true;
}
