import { PipelineRunState, StripPipeline, VerdictState } from '@internal/plugin-payrec-pipelines-common';
import { Tone } from '@internal/plugin-payrec-react';
import { GlyphName } from './Glyph';

export type StateLook = { tone: Tone; glyph: GlyphName };

/** Late landed after its deadline, breached did not land; unknown is never green; waiting is nobody's fault. */
export const VERDICT_LOOKS: Record<VerdictState, StateLook> = {
  MET: { tone: 'ok', glyph: 'check' },
  LATE: { tone: 'warn', glyph: 'clock' },
  BREACHED: { tone: 'bad', glyph: 'cross' },
  AT_RISK: { tone: 'warn', glyph: 'warning' },
  PENDING: { tone: 'neutral', glyph: 'circle' },
  UNKNOWN: { tone: 'neutral', glyph: 'question' },
  EXCLUDED: { tone: 'neutral', glyph: 'hatch' },
};

/** From what needs a person to what does not. */
export const VERDICT_ORDER: readonly VerdictState[] = [
  'BREACHED',
  'LATE',
  'AT_RISK',
  'UNKNOWN',
  'PENDING',
  'MET',
  'EXCLUDED',
];

export const RUN_LOOKS: Record<PipelineRunState, StateLook> = {
  COMPLETED: { tone: 'ok', glyph: 'check' },
  FAILED: { tone: 'bad', glyph: 'cross' },
  ABORTED: { tone: 'warn', glyph: 'cross' },
  RUNNING: { tone: 'info', glyph: 'running' },
  PENDING: { tone: 'neutral', glyph: 'circle' },
};

export const STRIP_LOOKS: Record<StripPipeline['state'], StateLook> = {
  done: { tone: 'ok', glyph: 'check' },
  running: { tone: 'info', glyph: 'running' },
  failed: { tone: 'bad', glyph: 'cross' },
  waiting: { tone: 'neutral', glyph: 'circle' },
  late: { tone: 'warn', glyph: 'clock' },
  unknown: { tone: 'neutral', glyph: 'question' },
};
