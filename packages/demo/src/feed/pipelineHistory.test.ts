import { pipelineHistory } from './pipelineHistory';
import { DEMO_JOBS } from './pipelineModel';

const NOW = Date.parse('2026-03-30T12:00:00Z');
type Event = { eventType: string; eventTime: string; run: { runId: string }; job: { name: string } };
const history = (now = NOW) => pipelineHistory(now) as unknown as Event[];

describe('pipelineHistory', () => {
  it('is the same however often it is made, so that sending it again changes nothing', () => {
    expect(history()).toEqual(history());
  });

  it('has every job, in the order of time and nothing of the future', () => {
    const events = history();
    expect(new Set(events.map(event => event.job.name))).toEqual(new Set(DEMO_JOBS.map(job => job.name)));
    const times = events.map(event => Date.parse(event.eventTime));
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.max(...times)).toBeLessThanOrEqual(NOW);
  });

  it('has days that were late, that failed first and that were loaded again', () => {
    const loads = history().filter(event => event.job.name === 'final_index.load_partition');
    const ended = loads.filter(event => event.eventType === 'COMPLETE');
    const late = ended.filter(event => /T0[6-9]:/.test(event.eventTime));
    expect(loads.filter(event => event.eventType === 'FAIL')).toHaveLength(3);
    expect(late.length).toBeGreaterThanOrEqual(2);
    expect(ended).toHaveLength(30);
  });

  it('does not end a run of the early morning before it has ended', () => {
    const early = history(Date.parse('2026-03-30T04:10:00Z'));
    const today = early.filter(event => event.eventTime.startsWith('2026-03-30T04'));
    expect(today.map(event => event.eventType)).not.toContain('FAIL');
    expect(today.filter(event => event.job.name === 'reports.daily_proof')).toEqual([]);
  });
});
