import { BurnAlert } from '@internal/plugin-payrec-pipelines-common';
import { stepBurn } from './burnAlert';
import { CheckMemory, CheckNotice, FRESH_MEMORY } from './hysteresis';

const PAGE: BurnAlert = { severity: 'page', long: '1h', short: '5m', factor: 13.44 };
const TICKET: BurnAlert = { severity: 'ticket', long: '1d', short: '2h', factor: 2.8 };

// prettier-ignore
test.each<[string, Partial<CheckMemory>, CheckNotice[], BurnAlert[], CheckNotice[], CheckMemory['burn']]>([
  // case                             memory                          check says    alerts          notices       burn
  ['begins to burn', {}, [], [TICKET], ['fired'], 'ticket'],
  ['goes on burning', { burn: 'ticket' }, [], [TICKET], [], 'ticket'],
  ['grows to a page', { burn: 'ticket' }, [], [TICKET, PAGE], ['fired'], 'page'],
  ['falls to a ticket', { burn: 'page' }, [], [TICKET], [], 'ticket'],
  ['check clears, budget burns', { burn: 'page' }, ['resolved'], [PAGE], [], 'page'],
  ['check fires while it burns', { burn: 'page', firing: true }, ['fired'], [PAGE], ['fired'], 'page'],
  ['both begin at once: one message', { firing: true }, ['fired'], [PAGE], ['fired'], 'page'],
  ['burns no more', { burn: 'page' }, [], [], ['resolved'], null],
  ['burns no more, check fires', { burn: 'page', firing: true }, [], [], [], null],
  ['both end at once: one message', { burn: 'page' }, ['resolved'], [], ['resolved'], null],
  ['nothing burns', {}, ['fired'], [], ['fired'], null],
])('%s', (_, memory, notices, alerts, expected, burn) => {
  const step = stepBurn({ memory: { ...FRESH_MEMORY, ...memory }, notices }, alerts);
  expect(step.notices).toEqual(expected);
  expect(step.memory.burn).toBe(burn);
});
