import { readFilters, writeFilters } from '@internal/plugin-payrec-react';
import { queueFilters, sameView, toAlertFilter, toViewQuery } from './queueFilters';

test('the URL, the filter of the feed and a saved view say the same', () => {
  const search = 'amount=EUR%3A5000%3A&country=BR&country=MX&crossBorder=true&scoreMin=0.85&state=NEW';
  const filter = toAlertFilter(readFilters(queueFilters, new URLSearchParams(`${search}&sort=score&alert=A-1`)));
  expect(filter).toEqual({
    amount: ['EUR:5000:'],
    country: ['BR', 'MX'],
    crossBorder: true,
    scoreMin: '0.85',
    state: ['NEW'],
  });
  expect(toViewQuery(filter)).toBe(search);
});

test('what is not set is neither in the filter nor in the URL', () => {
  const filters = readFilters(queueFilters, new URLSearchParams(''));
  expect(toAlertFilter(filters)).toEqual({});
  expect(writeFilters(queueFilters, new URLSearchParams('alert=A-1'), filters).toString()).toBe('alert=A-1');
});

test('a value that is none counts as absent', () => {
  expect(toAlertFilter(readFilters(queueFilters, new URLSearchParams('scoreMin=high&state=NEW')))).toEqual({
    state: ['NEW'],
  });
});

test.each([
  ['scoreMin=0.85&state=NEW', 'state=NEW&scoreMin=0.85', true],
  ['', '', true],
  ['state=NEW', 'state=NEW&state=ESCALATED', false],
])('%s and %s are the same view: %s', (a, b, same) => expect(sameView(a, b)).toBe(same));
