import fc from 'fast-check';
import { alertEvent } from '../__testUtils__/alertEvents';
import { feedPlace, has, waitFor } from '../__testUtils__/feedPlace';
import { sequenceOnce } from './Sequencer';

jest.setTimeout(120_000);

const place = feedPlace();
const { replica, stream, connect, head } = place;

const INSERT_EVENT = `INSERT INTO alert_events (event_id, alert_id, row_version, kind, after) VALUES ($1, $1, 1, 'created', '{}')`;

describe('the sequencer', () => {
  it('numbers in the order of commit, so that an insert which commits late is not lost (RT-01)', async () => {
    await place.knex.raw(`UPDATE feed_head SET last_seq = 100`);
    const [early, late, sequencer] = [await connect(), await connect(), await connect()];
    await early.query('BEGIN');
    await early.query(INSERT_EVENT, ['A-X']);
    await late.query('BEGIN');
    await late.query(INSERT_EVENT, ['A-Y']);
    await late.query('COMMIT');
    expect(await sequenceOnce(sequencer)).toEqual({ count: 1, lastSeq: 101 });
    await early.query('COMMIT');
    expect(await sequenceOnce(sequencer)).toEqual({ count: 1, lastSeq: 102 });
    const { rows } = await place.knex.raw('SELECT seq::int AS seq, alert_id FROM alert_events ORDER BY seq');
    expect(rows).toEqual([
      { seq: 101, alert_id: 'A-Y' },
      { seq: 102, alert_id: 'A-X' },
    ]);
  });

  it('gives every committed event one number, densely, whatever commits when and however often two of them run', async () => {
    const writers = await Promise.all([1, 2, 3, 4].map(connect));
    const sequencers = [await connect(), await connect()];
    let run = 0;
    const step = fc.record({
      writer: fc.nat(3),
      act: fc.constantFrom('insert', 'commit', 'rollback', 'number', 'both'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async steps => {
        run += 1;
        await place.knex.raw('DELETE FROM alert_events');
        const before = await head();
        const inside = writers.map(() => [] as string[]);
        const committed: string[] = [];
        const read: Array<{ seq: number; id: string }> = [];
        let cursor = before.seq;
        const readOn = async () => {
          const { rows } = await place.knex.raw(
            'SELECT seq::int AS seq, alert_id AS id FROM alert_events WHERE seq > ? ORDER BY seq',
            [cursor],
          );
          read.push(...rows);
          cursor = rows.length > 0 ? rows[rows.length - 1].seq : cursor;
        };
        const end = async (writer: number, how: 'COMMIT' | 'ROLLBACK') => {
          if (inside[writer].length === 0) return;
          await writers[writer].query(how);
          if (how === 'COMMIT') committed.push(...inside[writer]);
          inside[writer] = [];
        };
        for (const [at, { writer, act }] of steps.entries()) {
          if (act === 'insert') {
            if (inside[writer].length === 0) await writers[writer].query('BEGIN');
            const id = `${run}-${at}`;
            await writers[writer].query(INSERT_EVENT, [id]);
            inside[writer].push(id);
          } else if (act === 'commit') await end(writer, 'COMMIT');
          else if (act === 'rollback') await end(writer, 'ROLLBACK');
          else {
            await Promise.all((act === 'both' ? sequencers : [sequencers[0]]).map(one => sequenceOnce(one)));
            await readOn();
          }
        }
        for (const writer of writers.keys()) await end(writer, 'COMMIT');
        await sequenceOnce(sequencers[0]);
        await readOn();
        expect(read.map(one => one.seq)).toEqual(committed.map((_, at) => before.seq + 1 + at));
        expect(read.map(one => one.id).sort()).toEqual([...committed].sort());
      }),
      { numRuns: 40 },
    );
  });

  it('is taken over by the other replica when the working one is gone', async () => {
    const [one, two] = [await replica(), await replica()];
    await waitFor(() => one.feed.isSequencer || two.feed.isSequencer);
    const [first, second] = one.feed.isSequencer ? [one, two] : [two, one];
    expect(second.feed.isSequencer).toBe(false);
    // As a killed process would: its session ends without a word. Only here: other suites are on the same server.
    await place.knex.raw(
      `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND pid <> pg_backend_pid()
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    const reader = await stream(two.url);
    await first.intake.ingest([alertEvent({ alertId: 'A-1' })], 'http');
    await reader.until(has('A-1'));
    await first.stop();
    await waitFor(() => second.feed.isSequencer);
  });
});
