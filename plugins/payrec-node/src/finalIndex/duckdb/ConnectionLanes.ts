import { DuckDBConnection } from '@duckdb/node-api';
import { Sema } from 'async-sema';

/**
 * The connections of one session. Statements that are started together run together, as many as there are lanes; the rest wait
 * in the order they came. A second connection is opened when it is first needed.
 */
export class ConnectionLanes {
  private readonly idle: DuckDBConnection[] = [];
  private readonly opened: DuckDBConnection[] = [];
  private readonly turns: Sema;
  private closed = false;

  constructor(private readonly open: () => Promise<DuckDBConnection>, lanes: number) {
    this.turns = new Sema(lanes);
  }

  /** Runs `work` with a connection nobody else uses meanwhile. @throws Error once the session has ended. */
  async use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    await this.turns.acquire();
    try {
      if (this.closed) throw new Error('The session has ended; statements are awaited inside its work');
      const connection = this.idle.pop() ?? (await this.another());
      try {
        return await work(connection);
      } finally {
        this.idle.push(connection);
      }
    } finally {
      this.turns.release();
    }
  }

  /** Closes all connections when what runs has ended; what waits is refused. */
  async close(): Promise<void> {
    this.closed = true;
    await this.turns.drain();
    for (const connection of this.opened) connection.closeSync();
  }

  private async another(): Promise<DuckDBConnection> {
    const connection = await this.open();
    this.opened.push(connection);
    return connection;
  }
}
