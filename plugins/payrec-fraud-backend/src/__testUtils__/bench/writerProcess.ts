/*
 * The writers of the feed bench: so many senders hand alerts to the real intake at a steady rate, one to eight at a time, a
 * tenth of them a newer score of an alert that is there. Answers `done` with what intake acknowledged.
 */
import createKnex from 'knex';
import { startReplica } from '../startReplica';
import { benchEvent } from './benchEvent';

/** Most alerts of one request. A pipeline sends micro-batches; what it has at hand goes together. */
const BATCH_MAX = 8;

const number = (name: string) => Number(process.env[name]);

async function main(): Promise<void> {
  const writers = number('BENCH_WRITERS');
  const perSecond = number('BENCH_RATE');
  const seconds = number('BENCH_SECONDS');
  const merchants = number('BENCH_MERCHANTS');
  const db = createKnex({
    client: 'pg',
    connection: process.env.BENCH_DATABASE,
  });
  // Its own sequencer must not take part: what is measured runs in the replicas.
  const fraud = await startReplica(db, {
    config: { intake: { waitingMax: 10_000 } },
    withFeed: false,
  });
  process.send?.('ready');
  await new Promise<void>(resolve => process.once('message', () => resolve()));
  const started = Date.now();
  let handed = 0;
  let acknowledged = 0;
  let failed = 0;
  const write = async (writer: number) => {
    for (let batch = 0; Date.now() - started < seconds * 1000; batch += 1) {
      const due = Math.floor(((Date.now() - started) / 1000) * perSecond);
      if (handed >= due) {
        await new Promise(resolve => setTimeout(resolve, 2 + Math.random() * 8));
        continue;
      }
      const size = Math.min(due - handed, 1 + ((writer + batch) % BATCH_MAX));
      handed += size;
      const events = Array.from({ length: size }, (_, at) => benchEvent(`${writer}-${batch}-${at}`, merchants));
      try {
        const results = await fraud.intake.ingest(events, 'http');
        acknowledged += results.length;
      } catch {
        failed += size;
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));
  process.on('disconnect', () => process.exit());
  process.send?.({ done: { acknowledged, failed, seconds: (Date.now() - started) / 1000 } });
}

main().catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
});
