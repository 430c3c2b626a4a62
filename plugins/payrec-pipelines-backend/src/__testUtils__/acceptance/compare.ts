import { bareKey, lookUp } from './shape';

/** Where `actual` does not hold what `expected` says; objects may have more, times are compared as times. */
export function differences(where: string, expected: unknown, actual: unknown): string[] {
  const differ = () => [`${where}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
  if (typeof expected === 'string' && /^<mentions (.+)>$/.test(expected)) {
    const wanted = /^<mentions (.+)>$/.exec(expected)![1];
    const text = typeof actual === 'string' ? actual : JSON.stringify(actual);
    return text?.includes(wanted) ? [] : [`${where}: expected a text with ${wanted}, got ${JSON.stringify(actual)}`];
  }
  // `<any>`, `<uuid>`, `<set>`: something is there.
  if (typeof expected === 'string' && /^<[^<>]+>$/.test(expected) && expected !== '<hidden>') {
    return actual === null || actual === undefined ? differ() : [];
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return differ();
    return expected.flatMap((one, at) => differences(`${where}[${at}]`, one, actual[at]));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return differ();
    return Object.entries(expected).flatMap(([key, one]) => {
      if (key === 'why' || key === 'note') return [];
      const bound = /(<=|>=|<|>)$/.exec(key)?.[1];
      const value = lookUp(actual, bareKey(key));
      if (bound)
        return within(`${where}.${key}`, bound, Number(one), Number(Array.isArray(value) ? value.length : value));
      return differences(`${where}.${key}`, one, value);
    });
  }
  const same =
    expected === actual ||
    (isTime(expected) && isTime(actual) && Date.parse(expected) === Date.parse(actual)) ||
    (typeof expected === 'number' && typeof actual === 'number' && Math.abs(expected - actual) < 1e-6);
  return same ? [] : differ();
}

/** The same things in any order. */
export function sameSet(where: string, expected: unknown, actual: unknown): string[] {
  const text = (list: unknown) =>
    Array.isArray(list)
      ? list
          .map(one => JSON.stringify(one))
          .sort()
          .join('\n')
      : String(list);
  return text(expected) === text(actual)
    ? []
    : [`${where}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
}

export function within(where: string, operator: string, limit: number, value: number): string[] {
  const holds = { '<=': value <= limit, '>=': value >= limit, '<': value < limit, '>': value > limit }[operator];
  return holds ? [] : [`${where} ${limit}: got ${value}`];
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value);
}
