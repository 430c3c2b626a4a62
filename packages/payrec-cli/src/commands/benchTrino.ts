import { PostgresServer, startTrino } from '@internal/plugin-payrec-testkit';
import { TrinoEngine } from '@internal/plugin-payrec-node/system';
import { loadIntoTrino } from './load';

/**
 * A Trino with the rows of `root` in its index, for measurements: the server of `TRINO_URL` (with `TRINO_LAKE_DIR`), or one
 * of its own that ends with `close`.
 * @throws Error when the server holds transactions of somebody: loading replaces whole tables.
 */
export async function openBenchTrino(root: string, log: (line: string) => void) {
  const postgres = process.env.TRINO_URL ? undefined : await PostgresServer.start({});
  const stopPostgres = async () => postgres?.stop();
  try {
    await postgres?.ensureDatabase('lake');
    const trino = await startTrino({ catalogDatabase: postgres?.connectionString('lake') ?? '', log });
    const engine = new TrinoEngine(trino.options);
    const close = async () => {
      await engine.close();
      await trino.stop();
      await stopPostgres();
    };
    try {
      if (!trino.lakeDir) throw new Error('TRINO_LAKE_DIR is not set: name the folder the server knows as local:///');
      const [{ n }] = await engine.read({
        name: 'bench.guard',
        sql: `SELECT count(*) AS n FROM final_index.transactions WHERE source_system <> 'bench'`,
        params: [],
        maxRows: 1,
        signal: AbortSignal.timeout(60_000),
      });
      if (n !== '0') {
        throw new Error(
          `${trino.url} holds ${n} transactions that are not of a bench, and loading would replace them; name a server without an index`,
        );
      }
      await loadIntoTrino({ root, trino: trino.url, lake: trino.lakeDir, catalog: trino.options.catalog, log });
      return { engine, close };
    } catch (error) {
      await close();
      throw error;
    }
  } catch (error) {
    await stopPostgres();
    throw error;
  }
}
