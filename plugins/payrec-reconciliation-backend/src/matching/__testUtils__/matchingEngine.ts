import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Dialect, EngineSession } from '@internal/plugin-payrec-node';
import { DuckDbEngine } from '@internal/plugin-payrec-node/system';
import { MatchingCase, runMatchingCases } from '../cases/matchingCases';

/** A real embedded engine on an empty index; the cases live in sessions. */
export type MatchingEngine = {
  run(
    cases: readonly MatchingCase[],
    change?: (session: EngineSession) => EngineSession,
  ): ReturnType<typeof runMatchingCases>;
  session<T>(work: (session: EngineSession) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export async function openMatchingEngine(threads: number): Promise<MatchingEngine> {
  const root = await mkdtemp(path.join(tmpdir(), 'payrec-matching-'));
  const engine = await DuckDbEngine.open({ root, threads, memoryLimit: '1GB' });
  const session = <T>(work: (session: EngineSession) => Promise<T>) =>
    engine.withSession({ name: 'test.matching' }, work);
  return {
    session,
    run: (cases, change = same => same) => session(one => runMatchingCases(change(one), cases)),
    close: async () => {
      await engine.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** The session with a routing hash of that many values: nearly every key then collides with another. */
export function withHashOf(values: number): (session: EngineSession) => EngineSession {
  return session => {
    const dialect: Dialect = {
      name: session.dialect.name,
      normaliseReference: expr => session.dialect.normaliseReference(expr),
      sha256Hex: expr => session.dialect.sha256Hex(expr),
      categoryType: name => session.dialect.categoryType(name),
      hash64: (...exprs) => `(${session.dialect.hash64(...exprs)} % ${values})`,
    };
    return {
      dialect,
      run: (sql, params) => session.run(sql, params),
      all: (sql, params) => session.all(sql, params),
      defineCategory: (name, all) => session.defineCategory(name, all),
      load: (table, columns, rows) => session.load(table, columns, rows),
      replacePartition: (table, partition, select, params) =>
        session.replacePartition(table, partition, select, params),
    };
  };
}

/** A generator of numbers in [0, 1) that gives the same row for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) % 4294967296;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The same items in another order. */
export function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other], result[at]];
  }
  return result;
}
