import { useCallback, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router-dom';
import { z } from 'zod';

type FilterSchema = z.ZodObject<z.ZodRawShape>;

/** `replace` writes over the current history entry: for typing, so that Back leaves the page and not a letter. */
export type UrlWriteOptions = { replace?: boolean };

export type SetUrlFilters<S extends FilterSchema> = (
  patch: Partial<z.output<S>> | ((current: z.output<S>) => Partial<z.output<S>>),
  options?: UrlWriteOptions,
) => void;

type FieldKind = 'array' | 'boolean' | 'number' | 'text';

function kindOf(field: z.core.$ZodType): FieldKind {
  let inner = field;
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodNullable ||
    inner instanceof z.ZodCatch ||
    inner instanceof z.ZodPrefault
  ) {
    inner = inner.unwrap();
  }
  if (inner instanceof z.ZodArray) return 'array';
  if (inner instanceof z.ZodBoolean) return 'boolean';
  if (inner instanceof z.ZodNumber) return 'number';
  return 'text';
}

function rawOf(params: URLSearchParams, name: string, kind: FieldKind): unknown {
  if (!params.has(name)) return undefined;
  if (kind === 'array') return params.getAll(name);
  const text = params.get(name)!;
  if (kind === 'boolean') return text === 'true';
  return kind === 'number' ? Number(text) : text;
}

function fieldsOf(schema: FilterSchema): [string, z.core.$ZodType][] {
  return Object.entries(schema.shape);
}

/** Reads filters from a query string; a value that the schema refuses counts as absent, so that old links still open. */
export function readFilters<S extends FilterSchema>(schema: S, params: URLSearchParams): z.output<S> {
  const entries = fieldsOf(schema).map(([name, field]) => {
    const parsed = z.safeParse(field, rawOf(params, name, kindOf(field)));
    return [name, parsed.success ? parsed.data : z.safeParse(field, undefined).data];
  });
  return Object.fromEntries(entries) as z.output<S>;
}

/** Writes filters into a copy of the query string; defaults and empty values are left out, foreign parameters stay. */
export function writeFilters<S extends FilterSchema>(
  schema: S,
  params: URLSearchParams,
  filters: z.output<S>,
): URLSearchParams {
  const next = new URLSearchParams(params);
  for (const [name, field] of fieldsOf(schema)) {
    const value = (filters as Record<string, unknown>)[name];
    const fallback = z.safeParse(field, undefined).data;
    next.delete(name);
    if (value === undefined || value === null || value === '') continue;
    if (JSON.stringify(value) === JSON.stringify(fallback)) continue;
    for (const item of Array.isArray(value) ? value : [value]) next.append(name, String(item));
  }
  return next;
}

/** Search params whose setter may be called several times before the next render. */
function useQueuedSearchParams() {
  const [params, setParams] = useSearchParams();
  const pending = useRef(params);
  pending.current = params;
  const update = useCallback(
    (change: (current: URLSearchParams) => URLSearchParams, options: UrlWriteOptions = {}) => {
      const next = change(pending.current);
      if (next.toString() === pending.current.toString()) return;
      pending.current = next;
      setParams(next, { replace: options.replace ?? false });
    },
    [setParams],
  );
  return [params, update] as const;
}

/**
 * Filters of a page, kept in the URL. The schema is a flat zod object of texts, numbers, booleans, enums and arrays of
 * texts, each optional or with a default; define it at module level.
 */
export function useUrlFilters<S extends FilterSchema>(schema: S): [z.output<S>, SetUrlFilters<S>] {
  const [params, update] = useQueuedSearchParams();
  const filters = useMemo(() => readFilters(schema, params), [schema, params]);
  const setFilters = useCallback<SetUrlFilters<S>>(
    (patch, options) =>
      update(current => {
        const before = readFilters(schema, current);
        const change = typeof patch === 'function' ? patch(before) : patch;
        return writeFilters(schema, current, { ...before, ...change });
      }, options),
    [schema, update],
  );
  return [filters, setFilters];
}

/** One text of the page's state in the URL, such as the open break; undefined removes it. */
export function useUrlState(
  name: string,
): [string | undefined, (value: string | undefined, options?: UrlWriteOptions) => void] {
  const [params, update] = useQueuedSearchParams();
  const set = useCallback(
    (value: string | undefined, options?: UrlWriteOptions) =>
      update(current => {
        const next = new URLSearchParams(current);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      }, options),
    [name, update],
  );
  return [params.get(name) ?? undefined, set];
}
