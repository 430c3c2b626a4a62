import {
  approvalSchema,
  breakGlassSchema,
  linkGraphSchema,
  quarantineEntrySchema,
  savedViewSchema,
  shareSchema,
  suppressionSchema,
  viewerSchema,
} from '@internal/plugin-payrec-fraud-common';
import { z } from 'zod';

export type { UnmaskReviewJson } from '@internal/plugin-payrec-fraud-common';
export type { MoneyJson } from '@internal/plugin-payrec-common';
/** Shapes of the contract that its package names by schema only. */
export type ApprovalJson = z.infer<typeof approvalSchema>;
export type BreakGlassJson = z.infer<typeof breakGlassSchema>;
export type LinkGraphJson = z.infer<typeof linkGraphSchema>;
export type QuarantineEntryJson = z.infer<typeof quarantineEntrySchema>;
export type SavedViewJson = z.infer<typeof savedViewSchema>;
export type ShareJson = z.infer<typeof shareSchema>;
export type SuppressionJson = z.infer<typeof suppressionSchema>;
export type ViewerJson = z.infer<typeof viewerSchema>;
