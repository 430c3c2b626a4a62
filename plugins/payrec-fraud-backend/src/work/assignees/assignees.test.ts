import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { readWorkConfig } from '../config';
import { CatalogAnalysts } from './AnalystDirectory';
import { AssigneeService } from './AssigneeService';

type Relation = { type: string; targetRef: string };

const entity = (kind: string, name: string, relations: Relation[], displayName?: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind,
  metadata: { name, namespace: 'default' },
  spec:
    kind === 'User'
      ? { memberOf: [], ...(displayName && { profile: { displayName } }) }
      : { type: 'team', children: [] },
  relations,
});
const memberOf = (...groups: string[]) =>
  groups.map(name => ({ type: 'memberOf', targetRef: `group:default/${name}` }));
const parentOf = (name: string) => [{ type: 'parentOf', targetRef: `group:default/${name}` }];

const ENTITIES = [
  entity('Group', 'fraud', parentOf('fraud-night')),
  // A tree that bites its tail ends all the same.
  entity('Group', 'fraud-night', parentOf('fraud')),
  entity('Group', 'audit', []),
  entity('User', 'Zed', memberOf('fraud'), 'Zed Analyst'),
  entity('User', 'nic', memberOf('fraud-night', 'audit'), 'Nic Night'),
  entity('User', 'plain', memberOf('fraud')),
  entity('User', 'aldo', memberOf('audit'), 'Aldo Auditor'),
];

const groups = ['group:default/fraud'];
const directory = new CatalogAnalysts({
  catalog: catalogServiceMock({ entities: ENTITIES }),
  auth: mockServices.auth(),
  groups,
});

it('offers the members of the teams and of the teams below them, by name', async () => {
  expect(await directory.analysts()).toEqual([
    { ref: 'user:default/nic', name: 'Nic Night' },
    { ref: 'user:default/plain', name: 'plain' },
    { ref: 'user:default/zed', name: 'Zed Analyst' },
  ]);
});

test.each([
  ['user:default/aldo', true],
  ['user:default/ghost', false],
])('knows %s: %s', async (ref, known) => {
  expect(await directory.knows(ref)).toBe(known);
});

it('a catalog that is down is said in words that hold nothing of its error', async () => {
  const logger = mockServices.logger.mock();
  const broken = async () => {
    throw new Error('connect ECONNREFUSED /var/run/catalog.sock');
  };
  const service = new AssigneeService({ directory: { analysts: broken, knows: broken }, groups, logger });
  const refusal = await service.require('user:default/nic').catch(error => error);
  expect(refusal).toMatchObject({ name: 'ServiceUnavailableError', cause: undefined });
  expect(refusal.message).toBe(
    'The catalog does not answer, so nobody can say who works on alerts; try again in a minute',
  );
  expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('ECONNREFUSED'));
});

test.each<[string, string[], string]>([
  ['nothing', [], 'payrec.fraud.work.analystGroups is empty'],
  ['a person', ['user:default/nic'], 'holds "user:default/nic"'],
  ['a bare name', ['fraud'], 'holds "fraud"'],
])('the configuration refuses %s', (_, analystGroups, message) => {
  const config = new ConfigReader({ payrec: { fraud: { work: { analystGroups } } } });
  expect(() => readWorkConfig(config)).toThrow(message);
});
