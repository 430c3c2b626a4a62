import { sloSeveritySchema, sloTypeSchema } from '@internal/plugin-payrec-pipelines-common';
import { z } from 'zod';
import { CADENCES } from '../partitions/cadence';
import { findSeconds } from './duration';

/** A length of time in seconds. A check and no transform, so that the message names the text as it was written. */
export const durationText = z
  .string()
  .refine(text => findSeconds(text) !== undefined, { error: 'is not a duration such as PT30M, P1D or 28d' });
export const wallClockText = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'is not a wall-clock time as HH:MM');
const zoneText = z.string().refine(isZone, { error: 'is not an IANA time zone such as Europe/Berlin' });
/** `06:30 on D+1`, with the calendar of the offset behind it where there is one. */
export const EXPECTED_BY_TEXT = /^(\d{2}:\d{2}) on D(?:\+(\d{1,2}))?(?: ([A-Za-z0-9_-]+))?$/;
/** `<namespace> <name>` or the two as keys. */
const lineageNameText = z.union([
  z.string().regex(/^\S+ .+$/, 'is not "<namespace> <name>"'),
  z.strictObject({ namespace: z.string().min(1), name: z.string().min(1) }),
]);
const calendarName = z.string().min(1);
const ratio = z.number().min(0);
const cadence = z.enum(CADENCES, {
  error: `is none of ${CADENCES.join(', ')}; business days are P1D with a calendar`,
});

const objective = z.strictObject({
  target: z.number().gt(0, 'is not between 0 and 1').lt(1, 'is not between 0 and 1'),
  window: durationText.optional(),
  method: z.enum(['occurrences', 'timeslices']).optional(),
  slice: durationText.optional(),
});

/**
 * One item of `spec.slos[]`. Unknown keys of the item itself are reported and the objective is judged without them: a
 * typing error must neither pass silently nor switch the check off. Inside a key they are refused.
 */
export const sloDocumentSchema = z.object({
  name: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/, 'is not a name of a-z, 0-9, "-" and "." (63 at most)'),
  title: z.string().max(200).optional(),
  description: z.string().max(2000).optional(),
  type: sloTypeSchema,
  dataset: lineageNameText.optional(),
  job: lineageNameText.optional(),
  timezone: zoneText.optional(),
  calendar: calendarName.optional(),
  partition: z
    .union([
      cadence,
      z.strictObject({
        every: cadence,
        field: z.string().optional(),
        timezone: zoneText.optional(),
        calendar: calendarName.optional(),
      }),
    ])
    .optional(),
  expectedBy: z
    .union([
      z.string().regex(EXPECTED_BY_TEXT, 'is not of the form "06:30 on D+1"'),
      z.strictObject({ at: wallClockText, offset: durationText.optional(), calendar: calendarName.optional() }),
      z.strictObject({ after: durationText }),
    ])
    .optional(),
  grace: durationText.optional(),
  warnBefore: durationText.optional(),
  evaluateEvery: durationText.optional(),
  objective: objective.optional(),
  // The short form of `objective`.
  target: objective.shape.target.optional(),
  window: durationText.optional(),
  method: objective.shape.method,
  slice: durationText.optional(),
  severity: z
    .union([
      sloSeveritySchema,
      z.strictObject({ breach: sloSeveritySchema.optional(), warn: sloSeveritySchema.optional() }),
    ])
    .optional(),
  runbook: z.url({ protocol: /^https?$/, error: 'is not an http or https address' }).optional(),
  source: z
    .union([
      z.string().min(1),
      z.strictObject({ prometheus: z.string().min(1) }),
      z.strictObject({ cloudwatch: z.string().min(1) }),
      z.strictObject({ datadog: z.string().min(1) }),
      z.strictObject({ query: z.string().min(1) }),
    ])
    .optional(),
  fireAbove: z.number().optional(),
  clearBelow: z.number().optional(),
  for: durationText.optional(),
  keepFiringFor: durationText.optional(),
  flap: z
    .strictObject({
      transitions: z.number().int().min(2),
      within: durationText.optional(),
      stable: durationText.optional(),
    })
    .optional(),
  max: z.union([durationText, z.number().positive()]).optional(),
  ratio: z.strictObject({ min: ratio.optional(), max: ratio.optional() }).optional(),
  expected: z.strictObject({ from: z.enum(['control-total', 'rows']), dataset: lineageNameText.optional() }).optional(),
  rows: z
    .strictObject({ min: z.number().min(0).optional(), max: z.number().min(0).optional(), maxChange: ratio.optional() })
    .optional(),
  maxChange: ratio.optional(),
  minCount: z.number().int().min(1).optional(),
  over: durationText.optional(),
  serviceHours: z
    .strictObject({ from: wallClockText, to: wallClockText, calendar: calendarName.optional() })
    .optional(),
});
export type SloDocument = z.infer<typeof sloDocumentSchema>;

function isZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}
