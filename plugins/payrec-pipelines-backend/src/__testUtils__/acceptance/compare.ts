/** Where `actual` does not hold what `expected` says; objects may have more, times are compared as times. */
export function differences(where: string, expected: unknown, actual: unknown): string[] {
  if (typeof expected === 'string' && /^<mentions (.+)>$/.test(expected)) {
    const wanted = /^<mentions (.+)>$/.exec(expected)![1];
    return String(actual).includes(wanted)
      ? []
      : [`${where}: expected a text with ${wanted}, got ${JSON.stringify(actual)}`];
  }
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return [`${where}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
    return expected.flatMap((one, at) => differences(`${where}[${at}]`, one, actual[at]));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null)
      return [`${where}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
    return Object.entries(expected).flatMap(([key, one]) => {
      const bound = /^(.*?)(<=|>=|<|>)$/.exec(key);
      if (bound) return within(`${where}.${key}`, bound[2], Number(one), Number(Reflect.get(actual, bound[1])));
      return differences(`${where}.${key}`, one, Reflect.get(actual, key));
    });
  }
  const same =
    expected === actual ||
    (isTime(expected) && isTime(actual) && Date.parse(expected) === Date.parse(actual)) ||
    (typeof expected === 'number' && typeof actual === 'number' && Math.abs(expected - actual) < 1e-6);
  return same ? [] : [`${where}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`];
}

export function within(where: string, operator: string, limit: number, value: number): string[] {
  const holds = { '<=': value <= limit, '>=': value >= limit, '<': value < limit, '>': value > limit }[operator];
  return holds ? [] : [`${where} ${limit}: got ${value}`];
}

function isTime(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value);
}
