/* Makes the tables of the module in the database of the environment. */
import path from 'node:path';
import createKnex from 'knex';

const db = createKnex({ client: 'pg', connection: process.env.BENCH_DATABASE });
db.migrate
  .latest({ directory: path.resolve(__dirname, '../../../migrations') })
  .then(() => db.destroy())
  .then(
    () => process.exit(0),
    error => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    },
  );
