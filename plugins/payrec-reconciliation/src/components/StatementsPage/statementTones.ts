import { Tone } from '@internal/plugin-payrec-react';
import { StatementFileJson } from '@internal/plugin-payrec-reconciliation-common';
import { StatementLineJson } from '../../api/types';
import { Translate } from '../../translation';

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

const FORMAT_LABELS = {
  mt940: 'formatMt940',
  mt942: 'formatMt942',
  camt053: 'formatCamt053',
  bai2: 'formatBai2',
  'adyen-settlement': 'formatAdyenSettlement',
  'stripe-balance': 'formatStripeBalance',
  'stripe-payout': 'formatStripePayout',
} as const;
const isFormat = (format: string): format is keyof typeof FORMAT_LABELS => Object.hasOwn(FORMAT_LABELS, format);

/** A format as its users call it; one this page has no word for by its name, a dash before it is known. */
export function formatText(format: string | null, t: Translate): string {
  if (format === null) return '—';
  return isFormat(format) ? t(`statements.${FORMAT_LABELS[format]}`) : format;
}

/** Of several statements the weakest word counts: no before not stated before yes. */
export function worst(values: readonly (boolean | null)[]): boolean | null {
  if (values.includes(false)) return false;
  return values.includes(null) || values.length === 0 ? null : true;
}
