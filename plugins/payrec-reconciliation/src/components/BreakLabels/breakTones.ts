import { moneyFromJson, subtract } from '@internal/plugin-payrec-common';
import { Tone } from '@internal/plugin-payrec-react';
import { BreakClass, BreakJson, BreakState } from '@internal/plugin-payrec-reconciliation-common';
import { MoneyJson } from '../../api/types';

export const STATE_TONES: Record<BreakState, Tone> = {
  open: 'neutral',
  proposed: 'info',
  approved: 'ok',
  disputed: 'hold',
  resolved: 'ok',
};

/** Nobody's fault (yet): on its way, or explained by fees and rates. */
const EXPLAINED_CLASSES: ReadonlySet<BreakClass> = new Set(['FEE', 'FX', 'EXPLAINED']);

export function classTone(breakClass: BreakClass): Tone {
  if (breakClass === 'TIMING') return 'neutral';
  return EXPLAINED_CLASSES.has(breakClass) ? 'info' : 'bad';
}

/** Grey for what is explained or on its way, red for missing money, amber for money that waits for an owner. */
export function differenceTone(reconBreak: BreakJson): Tone {
  const difference = moneyFromJson(reconBreak.difference);
  const rest = subtract(difference, moneyFromJson(reconBreak.explained)).minor;
  if (rest === 0n || reconBreak.breakClass === 'TIMING') return 'neutral';
  return difference.minor < 0n ? 'bad' : 'warn';
}

/** Young breaks usually close by themselves; from here on they are late. */
const LATE_DAYS = 6;
export function isLate(reconBreak: BreakJson): boolean {
  return reconBreak.ageDays >= LATE_DAYS;
}

export function isZeroMoney(money: MoneyJson): boolean {
  return BigInt(money.minor) === 0n;
}
