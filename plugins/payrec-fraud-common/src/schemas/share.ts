import { z } from 'zod';

/** A share with its Wilson 95 % interval; null while n is 0. */
export const shareSchema = z
  .object({ hits: z.number().int(), n: z.number().int(), share: z.number(), low: z.number(), high: z.number() })
  .meta({ id: 'Share' });
