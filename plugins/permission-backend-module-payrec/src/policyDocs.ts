import { POLICY_GROUPS, PolicyRow, policyTable } from './policyTable';

const EFFECT_TEXT = { ALLOW: 'yes', OWN_MERCHANTS: 'own merchants' } as const;

const INTRO = `# Who may do what

Generated from \`plugins/permission-backend-module-payrec/src/policyTable.ts\`; \`UPDATE_DOCS=1 yarn test policyDocs\` rewrites it, and a
test fails when it drifts. Empty means denied. The isolation matrix (\`packages/backend/src/isolation.test.ts\`) asks every endpoint as
every persona and expects exactly this.

- A permission the table does not know is denied, also to administrators: they keep the platform, not the data.
- \`own merchants\` is a conditional decision: the Final Index service compiles it to SQL, and answers carry \`visibility: partial\`.
- Four eyes are not a permission: who approves is never who proposed, in code and by a constraint of the database.
- Service tokens are refused by every data endpoint.
- A person in several groups has the widest effect of them.
`;

function cells(row: PolicyRow): string {
  return POLICY_GROUPS.map(group => {
    const effect = row.effects[group];
    return effect ? EFFECT_TEXT[effect] : '';
  }).join(' | ');
}

/** `docs/permissions.md` as text. */
export function policyMarkdown(): string {
  const head = `| permission | lets a person | ${POLICY_GROUPS.join(' | ')} |`;
  const rule = `| --- | --- | ${POLICY_GROUPS.map(() => '---').join(' | ')} |`;
  const rows = policyTable.map(row => `| \`${row.permission}\` | ${row.lets} | ${cells(row)} |`);
  return `${INTRO}\n${[head, rule, ...rows].join('\n')}\n`;
}
