import { resolve } from 'node:path';
import { PostgresServer, startTrino } from '@internal/plugin-payrec-testkit';
import { Command, Option } from 'commander';

type StartOptions = { readonly port?: string; readonly data?: string; readonly heap?: string };

/** `trino start`: a Trino with an empty Final Index, for trying the portal on it. Runs until Ctrl-C. */
export function registerTrino(program: Command): void {
  const trino = program.command('trino').description('a local Trino to run the portal on');
  trino
    .command('start')
    .description('fetch Trino once, start it with its catalog in PostgreSQL, and keep it until Ctrl-C')
    .option('--port <number>', 'port on 127.0.0.1; a free one without it')
    .option('--data <folder>', 'keep lake and catalog in this folder; gone at the end without it')
    .addOption(new Option('--heap <size>', 'Java heap').default('4G'))
    .action(start);
}

async function start({ port, data, heap }: StartOptions): Promise<void> {
  const folder = data && resolve(data);
  const postgres = await PostgresServer.start({ dataDir: folder && `${folder}/postgres` });
  try {
    await postgres.ensureDatabase('lake');
    const trino = await startTrino({
      catalogDatabase: postgres.connectionString('lake'),
      workDir: folder && `${folder}/trino`,
      port: port === undefined ? undefined : portNumber(port),
      heap,
      log: line => process.stdout.write(`${line}\n`),
    });
    process.stdout.write(
      `Trino is up: ${trino.url}\nFill it:  yarn payrec load --engine trino --trino ${trino.url} --lake ${trino.lakeDir} --root <index>\n`,
    );
    // A pending promise alone would let the process end.
    const alive = setInterval(() => {}, 60_000);
    const asked = new Promise<true>(done => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => done(true));
    });
    const stopping = await Promise.race([asked, trino.ended.then(() => false)]);
    clearInterval(alive);
    if (stopping) process.stdout.write('Stopping Trino\n');
    await trino.stop();
    if (!stopping) {
      const log = folder ? `; the log is ${folder}/trino/server.log` : '';
      throw new Error(`Trino ended by itself${log}. Start it again: what it held is ${folder ? 'kept' : 'gone'}`);
    }
  } finally {
    await postgres.stop();
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new Error(`--port "${text}" is not a port number`);
  return port;
}
