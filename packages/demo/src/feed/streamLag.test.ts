import { STREAM_GROUPS, streamLagSeconds } from './streamLag';

const FROM = Date.parse('2026-03-30T00:00:00Z');
const minute = (n: number) => FROM + n * 60_000;
const day = (group: (typeof STREAM_GROUPS)[number]) =>
  Array.from({ length: 24 * 60 }, (_, n) => streamLagSeconds(group, minute(n)));

describe('streamLagSeconds', () => {
  it.each(STREAM_GROUPS)('%s is behind at times, never ahead, and rests most of the day', group => {
    const values = day(group);
    expect(Math.min(...values)).toBeGreaterThan(0);
    expect(values.filter(value => value < 10).length).toBeGreaterThan(values.length / 2);
    expect(Math.max(...values)).toBeGreaterThan(20);
  });

  it('breaks the promise of the stream to the lake a few times a day, and keeps it the rest', () => {
    const above = day('stream-to-lake').filter(value => value > 180).length;
    expect(above).toBeGreaterThan(10);
    expect(above).toBeLessThan(24 * 60 * 0.1);
  });
});
