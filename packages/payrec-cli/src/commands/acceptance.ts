import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDbEngine, Engine, TrinoEngine } from '@internal/plugin-payrec-node/system';
import {
  caseDifferences,
  CaseResult,
  MatchingCase,
  runMatchingCases,
} from '@internal/plugin-payrec-reconciliation-backend/acceptance';
import { Argument, Command, Option } from 'commander';

type Options = {
  readonly engine: 'duckdb' | 'trino';
  readonly server?: string;
  readonly catalog: string;
  readonly out: string;
};

/**
 * `acceptance <matching|settlement|kpi|lineage> <file.json>`: runs the product's own code over worked examples and says what
 * differs. Exit 1 if any does, or if the portal has no code for the section yet.
 */
export function registerAcceptance(program: Command): void {
  program
    .command('acceptance')
    .description('run worked examples with a known result through the product')
    .addArgument(
      new Argument('<section>', 'which examples of the file').choices(['matching', 'settlement', 'kpi', 'lineage']),
    )
    .argument('<file>', 'JSON file with the examples, by section')
    .addOption(new Option('--engine <engine>', 'engine to run on').choices(['duckdb', 'trino']).default('duckdb'))
    .option('--server <url>', 'coordinator, for --engine trino')
    .option('--catalog <name>', 'catalog that scratch tables go to, for --engine trino', 'lake')
    .requiredOption('--out <file>', 'write the actual results as JSON, by example id')
    .action(async (section: string, file: string, options: Options) => {
      const { passed, failed, actual } = await accept(section, file, options);
      await writeFile(options.out, `${JSON.stringify(actual, null, 2)}\n`);
      process.stdout.write(`${passed} passed, ${failed} failed\n`);
      process.exitCode = failed === 0 ? 0 : 1;
      // A backend that was stopped leaves timers that keep the process for minutes; all is written by now.
      if (section === 'lineage') process.stdout.write('', () => process.exit());
    });
}

async function accept(section: string, file: string, options: Options): Promise<Outcome> {
  switch (section) {
    case 'matching':
      return acceptMatching(await readCases(file), options);
    case 'lineage':
      // Only now: it brings a whole backend along.
      return whole(await import('./acceptanceLineage')).acceptLineage(file);
    default:
      return refuseSection(section, file);
  }
}

/** Node wraps what the transform made CommonJS once more in `default`; jest does not. */
function whole<T extends object>(module: T): T {
  return (module as { default?: T }).default ?? module;
}

type Outcome = { readonly passed: number; readonly failed: number; readonly actual: Record<string, unknown> };
type ExpectedCase = MatchingCase & { readonly expect: Partial<CaseResult> };

async function acceptMatching(cases: readonly ExpectedCase[], options: Options): Promise<Outcome> {
  const byCase = await withEngine(options, engine =>
    engine.withSession({ name: 'acceptance' }, async session => (await runMatchingCases(session, cases)).byCase),
  );
  let failed = 0;
  for (const { id, title, expect } of cases) {
    const differences = caseDifferences(expect, byCase.get(id)!);
    if (differences.length > 0) {
      failed += 1;
      process.stdout.write(`${id} ${title ?? ''}\n${differences.map(line => `  ${line}\n`).join('')}`);
    }
  }
  return { passed: cases.length - failed, failed, actual: Object.fromEntries(byCase) };
}

async function refuseSection(section: string, file: string): Promise<Outcome> {
  const cases = await readSection(file, section);
  process.stdout.write(`${section}: not built yet\n`);
  return { passed: 0, failed: cases.length, actual: {} };
}

async function withEngine<T>(options: Options, work: (engine: Engine) => Promise<T>): Promise<T> {
  if (options.engine === 'trino') {
    if (!options.server) throw new Error('--engine trino needs --server, such as --server http://127.0.0.1:8080');
    const engine = new TrinoEngine({
      server: options.server,
      catalog: options.catalog,
      schema: 'final_index',
      source: 'payrec-cli',
      user: 'payrec',
      impersonate: false,
    });
    return work(engine).finally(() => engine.close());
  }
  // The examples are loaded into the session; the index itself stays empty.
  const root = await mkdtemp(join(tmpdir(), 'payrec-acceptance-'));
  try {
    const engine = await DuckDbEngine.open({ root });
    return await work(engine).finally(() => engine.close());
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function readCases(file: string): Promise<ExpectedCase[]> {
  return (await readSection(file, 'matching')) as ExpectedCase[];
}

async function readSection(file: string, section: string): Promise<unknown[]> {
  const content = JSON.parse(await readFile(file, 'utf8'));
  const cases = content[section];
  if (!Array.isArray(cases)) {
    throw new Error(`${file} has no list "${section}"; it has ${Object.keys(content).join(', ')}`);
  }
  return cases;
}
