import { IsoDate } from '@internal/plugin-payrec-common';
import { EngineSession } from '@internal/plugin-payrec-node';
import { PassFigures, UnitFigures } from '../database/RunStore';
import { DayFigures } from '../database/UnitStore';
import { DAYS, OPEN_ROWS, PASSES, PROOFS } from '../queries/runOutputsSql';

export type UnitReport = {
  readonly figures: UnitFigures;
  /** The same by business date, oldest first. */
  readonly days: readonly DayFigures[];
  /** Why the unit may not be published; null when it may. */
  readonly refusal: string | null;
};

const NOTHING: UnitFigures = {
  leftCount: 0,
  rightCount: 0,
  matchedLeft: 0,
  matchedRight: 0,
  groups: 0,
  openLeft: 0,
  openRight: 0,
  expectedMinor: '0',
  receivedMinor: '0',
  matchedMinor: '0',
  onItsWayMinor: '0',
  explainedMinor: '0',
  unexplainedMinor: '0',
  proofMinor: '0',
  passes: [],
};

/**
 * Figures and verdict of each unit, also of those without a row. Expected = received + on its way + explained +
 * unexplained by construction of the four, which the caller's table checks again.
 */
export async function reportUnits(
  session: EngineSession,
  units: ReadonlyArray<{ unit: string; currency: string }>,
): Promise<Map<string, UnitReport>> {
  const proofs = await session.all(PROOFS);
  const passes = await session.all(PASSES);
  const openRows = await session.all(OPEN_ROWS);
  const daysOfUnits = await readDays(session);
  return new Map(
    units.map(({ unit, currency }) => {
      const days = daysOfUnits.get(unit) ?? [];
      const mine = proofs.filter(row => row.recon_unit === unit);
      const foreign = mine.find(row => row.currency !== currency);
      if (foreign) {
        return [
          unit,
          {
            figures: NOTHING,
            days,
            refusal: `The unit is in ${currency} and has rows in ${String(
              foreign.currency,
            )}; correct their account or currency at the source`,
          },
        ];
      }
      const [proof] = mine;
      if (!proof) return [unit, { figures: NOTHING, days, refusal: null }];
      const own = passes.filter(row => row.recon_unit === unit);
      const open = openRows.filter(row => row.recon_unit === unit);
      const opened = (side: string, timing?: string) =>
        open.filter(row => row.side === side && (timing === undefined || row.timing === timing));
      const total = (rows: typeof own, name: string) => rows.reduce((sum, row) => sum + BigInt(String(row[name])), 0n);
      const explained = total(own, 'explained_minor');
      const onItsWay = total(opened('L', 'yes'), 'minor');
      const unexplained =
        total(opened('L', 'no'), 'minor') - total(opened('R'), 'minor') - total(own, 'unexplained_minor');
      const figures: UnitFigures = {
        leftCount: Number(proof.left_count),
        rightCount: Number(proof.right_count),
        matchedLeft: Number(total(own, 'left_count')),
        matchedRight: Number(total(own, 'right_count')),
        groups: Number(total(own, 'groups')),
        openLeft: Number(total(opened('L'), 'row_count')),
        openRight: Number(total(opened('R'), 'row_count')),
        expectedMinor: String(proof.left_minor),
        receivedMinor: String(proof.right_minor),
        matchedMinor: total(own, 'matched_minor').toString(),
        onItsWayMinor: onItsWay.toString(),
        explainedMinor: explained.toString(),
        unexplainedMinor: unexplained.toString(),
        proofMinor: String(proof.proof_minor),
        passes: own.map(
          (row): PassFigures => ({
            pass: String(row.pass),
            groups: Number(row.groups),
            left: Number(row.left_count),
            right: Number(row.right_count),
          }),
        ),
      };
      return [unit, { figures, days, refusal: refusalOf(figures, String(proof.miscounted_rows)) }];
    }),
  );
}

async function readDays(session: EngineSession): Promise<Map<string, DayFigures[]>> {
  const byUnit = new Map<string, DayFigures[]>();
  for (const row of await session.all(DAYS)) {
    const unit = String(row.recon_unit);
    const days = byUnit.get(unit) ?? [];
    byUnit.set(unit, days);
    days.push({
      businessDate: String(row.business_date) as IsoDate,
      leftCount: Number(row.left_count),
      matchedLeft: Number(row.matched_left),
      expectedMinor: String(row.expected_minor),
      receivedMinor: String(row.received_minor),
      unexplainedMinor: String(row.unexplained_minor),
    });
  }
  return byUnit;
}

function refusalOf(figures: UnitFigures, miscountedRows: string): string | null {
  if (figures.proofMinor !== '0') {
    return `The proof is ${figures.proofMinor} minor units and must be 0: money of the unit is in no group and no break. Nothing was published; report it with the run id`;
  }
  if (miscountedRows !== '0') {
    return `${miscountedRows} rows are in no group and no break, or in several. Nothing was published; check the index for repeated ids, then run again`;
  }
  const rest =
    BigInt(figures.expectedMinor) -
    BigInt(figures.receivedMinor) -
    BigInt(figures.onItsWayMinor) -
    BigInt(figures.explainedMinor) -
    BigInt(figures.unexplainedMinor);
  return rest === 0n ? null : `The parts of the overview miss the whole by ${rest} minor units. Nothing was published`;
}
