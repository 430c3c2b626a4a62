import { z } from 'zod';
import { alertTriagePermission, fraudViewPermission } from '../permissions';

/** One alert of the path. */
export const alertParams = z.object({ alertId: z.string().min(1).max(200) });

/** Idempotency key of one intent. */
export const key = z.string().min(8).max(100);
/** Text of a person. */
export const words = (min: number) => z.string().trim().min(min).max(2000);
export const version = z.number().int().min(0);
/** Every write by an analyst carries the version they saw and the fence of their claim. */
export const heldShape = { expectedRowVersion: version, fence: version };
export const page = <T extends z.ZodType>(row: T) =>
  z.object({ items: z.array(row), nextCursor: z.string().optional() });

export const view = { permission: fraudViewPermission } as const;
export const triage = { permission: alertTriagePermission } as const;
