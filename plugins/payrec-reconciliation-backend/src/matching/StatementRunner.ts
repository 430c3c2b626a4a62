import { EngineSession } from '@internal/plugin-payrec-node';
import { Statement } from './statement';

/** Two of them fill the gaps of each other: much of a small statement is planning, which has one thread. */
const AT_ONCE = 2;

const MAKES = /^(?:CREATE TABLE|CREATE VIEW|INSERT INTO) (\w+)/;

/**
 * Runs the statements of a run, each as soon as those before it that fill what it reads are done; independent ones run two at
 * a time. What a statement reads are the words of its text, through views as well: a word too many only makes it wait.
 */
export class StatementRunner {
  /** What a table or view was made from, itself among it. */
  private readonly sources = new Map<string, ReadonlySet<string>>();
  private planned = 0;

  constructor(
    private readonly session: EngineSession,
    private readonly options: {
      readonly signal?: AbortSignal;
      readonly onDone: (statement: Statement, ms: number) => void;
    },
  ) {}

  /** @throws the first error, or the abort reason between statements; nothing is running any more then. */
  async run(statements: readonly Statement[]): Promise<void> {
    const waiting = statements.map(statement => this.plan(statement));
    const running = new Set<Promise<void>>();
    const unfinished = new Set(waiting);
    let failure: { readonly error: unknown } | undefined;
    const start = (one: Planned) => {
      const work = this.execute(one.statement)
        .catch(error => (failure ??= { error }))
        .then(() => {
          unfinished.delete(one);
          running.delete(work);
        });
      running.add(work);
    };
    for (;;) {
      while (!failure && running.size < AT_ONCE) {
        const next = waiting.findIndex(one => ![...unfinished].some(other => mustWait(one, other)));
        if (next < 0) break;
        start(waiting.splice(next, 1)[0]);
      }
      if (running.size === 0) break;
      await Promise.race(running);
    }
    if (failure) throw failure.error;
  }

  private async execute(statement: Statement): Promise<void> {
    this.options.signal?.throwIfAborted();
    const before = Date.now();
    await this.session.run(statement.sql, statement.params);
    this.options.onDone(statement, Date.now() - before);
  }

  private plan(statement: Statement): Planned {
    const makes = MAKES.exec(statement.sql)?.[1];
    if (!makes) throw new Error(`A statement of matching makes or fills a table; this one does not: ${statement.sql}`);
    const reads = new Set<string>();
    for (const word of statement.sql.match(/\w+/g) ?? []) {
      for (const source of this.sources.get(word) ?? []) reads.add(source);
    }
    const sources = statement.sql.startsWith('CREATE VIEW') ? new Set([makes, ...reads]) : new Set([makes]);
    if (!this.sources.has(makes)) this.sources.set(makes, sources);
    this.planned += 1;
    return { statement, place: this.planned, makes, reads };
  }
}

type Planned = {
  readonly statement: Statement;
  readonly place: number;
  readonly makes: string;
  readonly reads: ReadonlySet<string>;
};

/** Whether `other` comes before `one` and fills what it reads, reads what it fills, or fills the same. */
const mustWait = (one: Planned, other: Planned): boolean =>
  other.place < one.place && (one.reads.has(other.makes) || other.reads.has(one.makes) || other.makes === one.makes);
