import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { COLLEAGUES, PERSONAS, emailOf, personaById } from './personas';

type Entity = { kind: string; metadata: { name: string }; spec: { profile: { email?: string }; memberOf?: string[] } };

const entities = parseAllDocuments(readFileSync(join(__dirname, '../../../examples/org.yaml'), 'utf8')).map(
  document => document.toJS() as Entity,
);

describe('personas', () => {
  it('are exactly the users of examples/org.yaml, by name and e-mail', () => {
    const users = entities.filter(entity => entity.kind === 'User');
    expect(users.map(user => [user.metadata.name, user.spec.profile.email]).sort()).toEqual(
      [...PERSONAS, ...COLLEAGUES].map(persona => [persona.id, emailOf(persona)]).sort(),
    );
  });

  it('belong to groups that exist', () => {
    const groups = new Set(entities.filter(entity => entity.kind === 'Group').map(entity => entity.metadata.name));
    const named = entities.flatMap(entity => entity.spec.memberOf ?? []);
    expect(named.filter(group => !groups.has(group))).toEqual([]);
  });

  it('answer to their first name, and name everybody when there is no such person', () => {
    expect(personaById('finn').id).toBe('finn.operator');
    expect(() => personaById('bob')).toThrow('There is no persona "bob"; choose one of finn.operator, fay.approver');
  });
});
