import { InputError } from '@backstage/errors';
import { currencyExponent, listCurrencies } from '@internal/plugin-payrec-common';
import { EngineRow } from '@internal/plugin-payrec-node';
import { MatchingUnit } from './types';

const LAG_DAYS_MAX = 31;
const INT64_MAX = 2n ** 63n - 1n;

/** A unit with every setting filled in. */
export type UnitSettings = Required<Omit<MatchingUnit, 'windowStart'>> & Pick<MatchingUnit, 'windowStart'>;

/** Defaults of a unit, and the bounds of what may be set. @throws InputError naming unit, setting and value. */
export function toUnitSettings(unit: MatchingUnit): UnitSettings {
  const settings: UnitSettings = {
    unit: unit.unit,
    asOf: unit.asOf,
    windowStart: unit.windowStart,
    keyWindowDays: unit.keyWindowDays ?? 31,
    lagMin: unit.lagMin ?? -1,
    lagMax: unit.lagMax ?? 5,
    toleranceMinor: unit.toleranceMinor ?? 0n,
    toleranceBps: unit.toleranceBps ?? 0,
    toleranceNeedsReference: unit.toleranceNeedsReference ?? true,
    dueLagDays: unit.dueLagDays ?? 5,
    fxToleranceBps: unit.fxToleranceBps ?? 50,
  };
  const refuse = (setting: keyof UnitSettings, wanted: string) => {
    throw new InputError(`${setting} of unit ${unit.unit} is ${settings[setting]}; it must be ${wanted}`);
  };
  const whole = (setting: 'keyWindowDays' | 'lagMin' | 'lagMax' | 'toleranceBps' | 'dueLagDays' | 'fxToleranceBps') =>
    Number.isSafeInteger(settings[setting]) || refuse(setting, 'a whole number');
  whole('keyWindowDays');
  whole('lagMin');
  whole('lagMax');
  whole('toleranceBps');
  whole('dueLagDays');
  whole('fxToleranceBps');
  if (settings.keyWindowDays < 0) refuse('keyWindowDays', 'zero or more');
  if (settings.lagMin > settings.lagMax) refuse('lagMin', `at most lagMax (${settings.lagMax})`);
  if (settings.lagMin < -LAG_DAYS_MAX) refuse('lagMin', `-${LAG_DAYS_MAX} or later`);
  if (settings.lagMax > LAG_DAYS_MAX) refuse('lagMax', `at most ${LAG_DAYS_MAX}`);
  if (settings.toleranceMinor < 0n) refuse('toleranceMinor', 'zero or more');
  if (settings.toleranceBps < 0 || settings.toleranceBps >= 5000) refuse('toleranceBps', 'from 0 to 4999');
  return settings;
}

export const hasTolerance = (unit: UnitSettings): boolean => unit.toleranceMinor > 0n || unit.toleranceBps > 0;

/** Rows of the scratch table `unit_config`. */
export const unitRows = (units: readonly UnitSettings[]): EngineRow[] =>
  units.map(unit => ({
    unit: unit.unit,
    as_of: unit.asOf,
    window_start: unit.windowStart ?? null,
    key_window_days: unit.keyWindowDays,
    lag_min: unit.lagMin,
    lag_max: unit.lagMax,
    tol_minor: unit.toleranceMinor,
    tol_bps: unit.toleranceBps,
    tol_needs_ref: unit.toleranceNeedsReference,
    due_lag_days: unit.dueLagDays,
    fx_tol_bps: unit.fxToleranceBps,
  }));

/**
 * Rows of `m_tolerance`: for a unit and a number of digits, a bucket width no tolerance there exceeds. Twice the exact
 * figure, because a transaction just above a power of ten looks into the buckets just below it.
 */
export const toleranceRows = (units: readonly UnitSettings[]): EngineRow[] =>
  units.filter(hasTolerance).flatMap(unit =>
    Array.from({ length: 18 }, (_, index) => {
      const digits = index + 1;
      const relative = (2n * 10n ** BigInt(digits) * BigInt(unit.toleranceBps)) / 10_000n + 1n;
      const width = relative > unit.toleranceMinor ? relative : unit.toleranceMinor;
      return { unit: unit.unit, digits, width: width > INT64_MAX / 8n ? INT64_MAX / 8n : width };
    }),
  );

/** Rows of the scratch table `currency`. */
export const currencyRows = (): EngineRow[] =>
  listCurrencies().map(currency => ({ ccy: currency, exponent: currencyExponent(currency) }));
