import { ConfigReader } from '@backstage/config';
import { JsonObject } from '@backstage/types';
import { readFraudConfig } from './config';
import { DEFAULT_BANDS } from './work/decide/priority';

const read = (fraud: JsonObject) => readFraudConfig(new ConfigReader({ payrec: { fraud } }));
const low = { priority: 'LOW', scoreFrom: 0, slaMinutes: 60 };
const berlin = { zone: 'Europe/Berlin', from: '08:00', to: '18:00' };

it('has bands of its own and no working hours unless told', () => {
  expect(read({})).toMatchObject({ bands: DEFAULT_BANDS, hours: null });
});

it('takes bands and hours from the configuration', () => {
  const high = { priority: 'HIGH', scoreFrom: '0.85', slaMinutes: 30 };
  const { bands, hours } = read({ priorities: [high, low], workingHours: { ...berlin, calendar: 'TARGET' } });
  expect(bands).toEqual([high, { ...low, scoreFrom: '0' }]);
  expect(hours).toEqual({ ...berlin, weekdays: [1, 2, 3, 4, 5], calendar: 'TARGET' });
});

test.each<[string, JsonObject, string]>([
  [
    'unknown priority',
    { priorities: [{ ...low, priority: 'URGENT' }] },
    'priorities[0].priority is "URGENT"; expected one of LOW',
  ],
  [
    'score above one',
    { priorities: [{ ...low, scoreFrom: 1.2 }] },
    'priorities[0].scoreFrom is "1.2"; expected a score',
  ],
  [
    'no time at all',
    { priorities: [{ ...low, slaMinutes: 0 }] },
    'priorities[0].slaMinutes is 0; expected a whole number',
  ],
  ['no band from 0', { priorities: [{ ...low, scoreFrom: 0.5 }] }, 'let the lowest begin at 0'],
  ['none at all', { priorities: [] }, 'let the lowest begin at 0'],
  ['a priority twice', { priorities: [low, { ...low, scoreFrom: 0.5 }] }, 'names LOW twice'],
  [
    'a higher priority for a lower score',
    {
      priorities: [low, { ...low, priority: 'CRITICAL', scoreFrom: 0.5 }, { ...low, priority: 'HIGH', scoreFrom: 0.9 }],
    },
    'CRITICAL begin at 0.5 and HIGH at 0.9; a higher priority must begin at a higher score',
  ],
  ['unknown zone', { workingHours: { ...berlin, zone: 'Berlin' } }, 'zone is "Berlin"; expected a name of the IANA'],
  ['no time', { workingHours: { ...berlin, from: '8' } }, 'from is "8"; expected a time such as "08:00"'],
  ['over midnight', { workingHours: { ...berlin, to: '07:00' } }, 'to is "07:00" and from "08:00"; the day must end'],
  ['no such day', { workingHours: { ...berlin, weekdays: [0, 1] } }, 'weekdays is [0,1]; expected days from 1'],
  ['unknown calendar', { workingHours: { ...berlin, calendar: 'NYSE' } }, 'calendar is "NYSE"; expected one of TARGET'],
  ['retention of no days', { retention: { labelsDays: 0 } }, 'payrec.fraud.retention.labelsDays is 0; expected'],
])('refuses %s, and says what to do', (_, fraud, words) => {
  expect(() => read(fraud)).toThrow(words);
  expect(() => read(fraud)).toThrow('payrec.fraud.');
});
