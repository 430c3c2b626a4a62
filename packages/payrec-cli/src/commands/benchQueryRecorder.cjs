// Loaded into the portal of `bench query` by `node --require`: one line per statement the engine answered.
const { subscribe } = require('node:diagnostics_channel');
const { appendFileSync } = require('node:fs');

const file = process.env.PAYREC_BENCH_STATEMENTS;
if (file) {
  subscribe('payrec:statement', message => {
    const line = JSON.stringify(message, (_, value) => (typeof value === 'bigint' ? { bigint: String(value) } : value));
    appendFileSync(file, `${line}\n`);
  });
}
