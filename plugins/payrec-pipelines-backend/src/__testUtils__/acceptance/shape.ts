const BOUND = /^(.*?)(<=|>=|<|>)$/;

/** Key of `expect` without its bound: `ms<` → `ms`. */
export const bareKey = (key: string) => BOUND.exec(key)?.[1] ?? key;

/** Words of files for words of the contract. */
const SYNONYMS: Record<string, readonly string[]> = {
  id: ['runId', 'entityRef'],
  error: ['errorMessage', 'message'],
  deadline: ['deadlineAt'],
  verdict: ['state'],
  total: ['valid'],
  consumed: ['consumedRatio'],
  remaining: ['remainingRatio'],
  budgetConsumed: ['consumedRatio'],
  budgetRemaining: ['remainingRatio'],
  margin: ['marginSeconds'],
  predicted: ['predictedAt'],
  predictedLanding: ['predictedAt'],
  late: ['overdueSeconds'],
  lateSeconds: ['overdueSeconds'],
  lateBySeconds: ['overdueSeconds'],
  duration: ['durationSeconds'],
  commit: ['version'],
  rows: ['rowCount'],
  bytes: ['size'],
  parent: ['parentRunId'],
  jobType: ['processingType'],
  fires: ['notifications'],
};
const plain = (key: string) => key.toLocaleLowerCase('en-US').replace(/[^a-z0-9]/g, '');

/**
 * Value of `object` a file asks for by `key`, whatever its case, its separators, or the unit behind it. Undefined when there
 * is none.
 */
export function lookUp(object: unknown, key: string): unknown {
  if (typeof object !== 'object' || object === null) return undefined;
  const names = [key, ...(SYNONYMS[key] ?? [])];
  for (const name of names) if (name in object) return Reflect.get(object, name);
  const wanted = new Set(names.flatMap(name => [plain(name), `${plain(name)}at`, `${plain(name)}seconds`]));
  const found = Object.keys(object).find(name => wanted.has(plain(name)));
  return found === undefined ? undefined : Reflect.get(object, found);
}

/**
 * `actual` cut to the keys `expected` names, so that the two can be laid side by side. Lists of another length, and values
 * where `expected` has none, are left whole: what is there is what one looks for then.
 */
export function inShapeOf(expected: unknown, actual: unknown): unknown {
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual)) return actual ?? null;
    return actual.map((one, at) => (at < expected.length ? inShapeOf(expected[at], one) : one));
  }
  if (typeof expected === 'object' && expected !== null && typeof actual === 'object' && actual !== null) {
    return Object.fromEntries(
      Object.entries(expected).map(([key, one]) => [key, inShapeOf(one, lookUp(actual, bareKey(key)) ?? null)]),
    );
  }
  // One instant written two ways is one.
  if (typeof expected === 'string' && typeof actual === 'string' && isTime(expected) && isTime(actual)) {
    return Date.parse(expected) === Date.parse(actual) ? expected : actual;
  }
  return actual ?? null;
}

function isTime(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text);
}
