import { SloBound } from '@internal/plugin-payrec-pipelines-common';
import { CompiledSlo } from './types';

/**
 * The values between which the objective holds, for people. A freshness has a deadline in their place; an availability is
 * either there or not, and a volume that is only compared with the one before has no fixed bound: null for these.
 */
export function boundOf(
  slo: Pick<CompiledSlo, 'type' | 'threshold' | 'maxSeconds' | 'ratio' | 'rows'>,
): SloBound | null {
  switch (slo.type) {
    case 'lag':
      return known({ min: null, max: knownMax(slo.threshold?.fireAbove), unit: 'seconds' });
    case 'errorRate':
      return known({ min: null, max: knownMax(slo.threshold?.fireAbove), unit: 'ratio' });
    case 'duration':
      return known({ min: null, max: slo.maxSeconds, unit: 'seconds' });
    case 'completeness':
      // Nothing is below nothing: a minimum of 0 is none.
      return known({ min: slo.ratio?.min || null, max: knownMax(slo.ratio?.max), unit: 'ratio' });
    case 'volume':
      return known({ min: slo.rows?.min ?? null, max: slo.rows?.max ?? null, unit: 'rows' });
    default:
      return null;
  }
}

/** The largest safe integer stands for a bound that was not given. */
export function knownMax(value: number | undefined): number | null {
  return value === undefined || value === Number.MAX_SAFE_INTEGER ? null : value;
}

function known(bound: SloBound): SloBound | null {
  return bound.min === null && bound.max === null ? null : bound;
}
