import { PostgresServer } from '../postgres/PostgresServer';
import { lineageFromEnvironment, startTrino } from './TrinoServer';

/**
 * A process that holds one PostgreSQL and one Trino for `yarn test:trino`: prints their addresses as one JSON line on
 * standard output and ends both when its standard input closes.
 */
async function main(): Promise<void> {
  const postgres = await PostgresServer.start();
  const stopAll: Array<() => Promise<void>> = [() => postgres.stop()];
  let stopping = false;
  const stop = async (code: number) => {
    if (stopping) return;
    stopping = true;
    for (const each of stopAll.reverse()) await each();
    process.exit(code);
  };
  process.stdin.resume();
  process.stdin.on('end', () => void stop(0));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
  try {
    await postgres.ensureDatabase('lake');
    const catalogDatabase = postgres.connectionString('lake');
    const trino = await startTrino({
      catalogDatabase,
      lineage: lineageFromEnvironment(),
      log: line => process.stderr.write(`${line}\n`),
    });
    stopAll.push(() => trino.stop());
    process.stdout.write(`${JSON.stringify({ url: trino.url, lakeDir: trino.lakeDir, catalogDatabase })}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    await stop(1);
  }
}

void main();
