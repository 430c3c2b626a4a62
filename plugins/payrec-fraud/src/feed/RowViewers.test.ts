import { FLORA, FRANK, NOW } from '../__testUtils__/fixtures';
import { RowViewers } from './RowViewers';

const viewer = (actor: string) => ({ actor, since: NOW });

test('rows on screen are asked for, and only those that changed are told', () => {
  const viewers = new RowViewers();
  viewers.begin([{ alertId: 'A-1', viewers: [viewer(FLORA)] }, { alertId: 'A-2' }]);
  const told: string[] = [];
  const leave = viewers.watch('A-1', () => told.push('A-1'));
  viewers.watch('A-2', () => told.push('A-2'));
  expect(viewers.onScreen(200)).toEqual(['A-1', 'A-2']);
  expect(viewers.of('A-1')).toEqual([viewer(FLORA)]);

  viewers.put(['A-1', 'A-2'], [{ alertId: 'A-1', viewers: [viewer(FLORA)] }]);
  expect(told).toEqual([]);
  viewers.put(['A-1', 'A-2'], [{ alertId: 'A-2', viewers: [viewer(FRANK)] }]);
  expect(told).toEqual(['A-1', 'A-2']);
  expect([viewers.of('A-1'), viewers.of('A-2')]).toEqual([[], [viewer(FRANK)]]);

  leave();
  expect(viewers.onScreen(200)).toEqual(['A-2']);
});

test('a new beginning forgets who looked before', () => {
  const viewers = new RowViewers();
  const told: string[] = [];
  viewers.begin([{ alertId: 'A-1', viewers: [viewer(FLORA)] }]);
  viewers.watch('A-1', () => told.push('A-1'));
  viewers.begin([]);
  expect(viewers.of('A-1')).toEqual([]);
  expect(told).toEqual(['A-1']);
});
