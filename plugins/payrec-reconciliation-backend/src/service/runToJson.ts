import { RunJson } from '@internal/plugin-payrec-reconciliation-common';
import { Run } from '../database/RunStore';

export function runToJson(run: Run): RunJson {
  const { seq: _seq, units, ...rest } = run;
  return {
    ...rest,
    units: units.map(unit => ({
      unit: unit.unit,
      state: unit.state,
      reason: unit.reason,
      currency: unit.currency,
      leftCount: unit.leftCount,
      rightCount: unit.rightCount,
      matchedLeft: unit.matchedLeft,
      matchedRight: unit.matchedRight,
      groups: unit.groups,
      openLeft: unit.openLeft,
      openRight: unit.openRight,
      expected: { minor: unit.expectedMinor, currency: unit.currency },
      received: { minor: unit.receivedMinor, currency: unit.currency },
      proof: { minor: unit.proofMinor, currency: unit.currency },
      passes: unit.passes,
    })),
  };
}
