import { z } from 'zod';

const sloId = z.string();

/** The catalog entity an objective is of. */
export const sloEntity = { entityRef: z.string(), entityTitle: z.string() };

/** Which objective, where its name is not shown. */
export const sloReference = { sloId, ...sloEntity };

/** Which objective, by name, and who answers for it. */
export const namedSlo = { sloId, sloName: z.string(), ...sloEntity, owner: z.string().nullable() };
