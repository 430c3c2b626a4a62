export type Step = Record<string, any>;
export type Scenario = {
  readonly id: string;
  readonly title?: string;
  readonly category?: string;
  readonly given?: Record<string, any>;
  readonly steps: readonly Step[];
  readonly expect: Record<string, any>;
};

/** What a step may do; several words for one thing, since files of this form are written by hand. */
const OPS: Record<string, readonly string[]> = {
  request: ['POST', 'GET', 'PUT', 'DELETE'],
  advance: ['advance', 'clock', 'now'],
  refresh: ['refresh'],
  entities: ['entity', 'entities', 'yaml', 'catalog', 'register'],
  remove: ['remove', 'unregister'],
  check: ['check', 'evaluate'],
  deadline: ['deadline'],
  samples: ['samples'],
  prometheus: ['prometheus'],
  land: ['land', 'landed'],
  maintenance: ['maintenance'],
  correct: ['correct'],
  budget: ['budget', 'burn', 'counts'],
};
const KIND_OF = new Map(Object.entries(OPS).flatMap(([kind, words]) => words.map(word => [word, kind] as const)));

/** @returns what kind of step it is; undefined for a word nobody knows. */
export function kindOfStep(step: Step): string | undefined {
  return KIND_OF.get(String(step.op));
}

/**
 * The scenarios of a file: `{ scenarios: [...] }` or the bare list.
 * @throws Error that names the place and what is expected there.
 */
export function readScenarios(text: string, file: string): Scenario[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${error instanceof Error ? error.message : error}`);
  }
  const list = Array.isArray(content) ? content : (content as { scenarios?: unknown } | null)?.scenarios;
  if (!Array.isArray(list)) {
    const keys = typeof content === 'object' && content !== null ? Object.keys(content).join(', ') : typeof content;
    throw new Error(`${file} has no list "scenarios"; it has ${keys || 'nothing'}`);
  }
  const seen = new Set<string>();
  const faults = list.flatMap((one, at) => {
    const where = `scenarios[${at}]${typeof one?.id === 'string' ? ` (${one.id})` : ''}`;
    if (typeof one !== 'object' || one === null) return [`${where} is not an object`];
    const found: string[] = [];
    if (typeof one.id !== 'string' || one.id === '') found.push(`${where}.id is not a text`);
    else if (seen.has(one.id)) found.push(`${where}.id is there twice`);
    seen.add(one.id);
    if (typeof one.expect !== 'object' || one.expect === null) found.push(`${where}.expect is not an object`);
    if (!Array.isArray(one.steps)) return [...found, `${where}.steps is not a list`];
    return found;
  });
  if (faults.length > 0) throw new Error(`${file} cannot be run:\n  ${faults.join('\n  ')}`);
  return list as Scenario[];
}

/** @throws Error for a step with an op nobody knows: the scenario fails and the others run. */
export function assertKnownSteps({ steps }: Scenario): void {
  steps.forEach((step, at) => {
    if (kindOfStep(step) === undefined) {
      throw new Error(
        `steps[${at}].op is ${JSON.stringify(step?.op)}; this runner knows ${[...KIND_OF.keys()].join(', ')}`,
      );
    }
  });
}
