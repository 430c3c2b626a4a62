import {
  dayCellSchema,
  overviewTotalSchema,
  runUnitSchema,
  statementLineSchema,
  unitSchema,
} from '@internal/plugin-payrec-reconciliation-common';
import { z } from 'zod';

export type { MoneyJson } from '@internal/plugin-payrec-common';
/** Shapes of the contract that its package names by schema only. */
export type UnitJson = z.infer<typeof unitSchema>;
export type OverviewTotal = z.infer<typeof overviewTotalSchema>;
export type DayCell = z.infer<typeof dayCellSchema>;
export type RunUnitJson = z.infer<typeof runUnitSchema>;
export type StatementLineJson = z.infer<typeof statementLineSchema>;
