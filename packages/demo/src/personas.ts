/** Someone of the demo company one can sign in as. */
export type Persona = {
  /** Name of the User entity, such as `finn.operator`. */
  readonly id: string;
  readonly name: string;
  readonly role: string;
  /** One line for the chooser: what this person sees. */
  readonly sees: string;
};

/** The twelve personas, in the order the chooser shows them; `examples/org.yaml` has the same people. */
export const PERSONAS: readonly Persona[] = [
  {
    id: 'finn.operator',
    name: 'Finn Operator',
    role: 'Finance operator',
    sees: 'Works the breaks: proposes, disputes, re-checks, uploads statements',
  },
  {
    id: 'fay.approver',
    name: 'Fay Approver',
    role: 'Finance approver',
    sees: 'Approves or rejects what a colleague proposed, never the own proposal',
  },
  {
    id: 'tess.treasury',
    name: 'Tess Treasury',
    role: 'Treasury',
    sees: 'Reads reconciliation, settlement and payouts',
  },
  {
    id: 'aldo.auditor',
    name: 'Aldo Auditor',
    role: 'External auditor',
    sees: 'Reads everything, changes nothing',
  },
  {
    id: 'cora.compliance',
    name: 'Cora Compliance',
    role: 'Compliance officer',
    sees: 'Transactions, retention and exports',
  },
  {
    id: 'frank.analyst',
    name: 'Frank Analyst',
    role: 'Fraud analyst',
    sees: 'Transactions of all merchants, personal data masked',
  },
  {
    id: 'flora.supervisor',
    name: 'Flora Supervisor',
    role: 'Fraud supervisor',
    sees: 'As the analyst, and approves what analysts propose',
  },
  {
    id: 'mila.merchant-a',
    name: 'Mila Kaffeehaus',
    role: 'Merchant · Kaffeehaus Nord',
    sees: 'Only the transactions of Kaffeehaus Nord',
  },
  {
    id: 'marc.merchant-b',
    name: 'Marc Velo',
    role: 'Merchant · Velo Werkstatt',
    sees: 'Only the transactions of Velo Werkstatt',
  },
  {
    id: 'otto.oncall',
    name: 'Otto Oncall',
    role: 'Engineer on call',
    sees: 'Catalog and pipelines, no business data',
  },
  {
    id: 'ada.admin',
    name: 'Ada Admin',
    role: 'Platform admin',
    sees: 'Configuration and catalog, no business data',
  },
  {
    id: 'nora.nobody',
    name: 'Nora Nobody',
    role: 'No portal group',
    sees: 'An empty portal: this is what denied looks like',
  },
];

/**
 * People who work on the queue of alerts by themselves while the demo runs. They are no personas: the chooser does not offer
 * them, so that nobody finds their own name on work they did not do.
 */
export const COLLEAGUES: readonly Persona[] = [
  { id: 'ines.analyst', name: 'Ines Analyst', role: 'Fraud analyst', sees: 'Works on alerts by herself' },
  {
    id: 'sven.supervisor',
    name: 'Sven Supervisor',
    role: 'Fraud supervisor',
    sees: 'Works on what was escalated, and signs what analysts propose',
  },
];

/** E-mail of a persona, which the sign-in resolver looks up in the catalog. */
export function emailOf(persona: Persona): string {
  return `${persona.id}@example.com`;
}

/** @throws Error listing the personas when there is none of that name. */
export function personaById(id: string): Persona {
  const persona = [...PERSONAS, ...COLLEAGUES].find(p => p.id === id || p.id.split('.')[0] === id);
  if (!persona) {
    throw new Error(`There is no persona "${id}"; choose one of ${PERSONAS.map(p => p.id).join(', ')}`);
  }
  return persona;
}
