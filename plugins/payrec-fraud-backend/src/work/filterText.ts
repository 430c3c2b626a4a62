import { InputError } from '@backstage/errors';
import { AlertFilter, alertFilterSchema } from '@internal/plugin-payrec-fraud-common';
import { z } from 'zod';

/**
 * A filter as the address bar writes it (`scoreMin=0.85&state=NEW&state=IN_REVIEW`), for saved views and serve-next. Sort,
 * cursor and what screens add besides are passed over.
 * @throws InputError naming the part that is wrong.
 */
export function parseFilterText(text: string): AlertFilter {
  const params = new URLSearchParams(text.replace(/^\?/, ''));
  const raw: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(alertFilterSchema.shape)) {
    const values = params.getAll(name);
    if (values.length === 0) continue;
    const inner = schema instanceof z.ZodOptional ? schema.unwrap() : schema;
    if (inner instanceof z.ZodArray) raw[name] = values;
    // Coercion would take the text "false" for true.
    else if (inner instanceof z.ZodBoolean) raw[name] = values[0] !== 'false' && values[0] !== '0';
    else raw[name] = values[0];
  }
  const parsed = alertFilterSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(`The filter "${text}" has a wrong part: ${issue.path.join('.')} ${issue.message}`);
}
