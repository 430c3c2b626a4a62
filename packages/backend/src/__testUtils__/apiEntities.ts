import { Contract } from '@internal/plugin-payrec-common';
import { emitOpenApi } from '@internal/plugin-payrec-node';
import { stringify } from 'yaml';

export type ApiDescription = {
  readonly contract: Contract;
  readonly description: string;
  /** Entity ref of the owner. */
  readonly owner: string;
};

/**
 * API entities with their definition inline, as one YAML text. A `$text` placeholder would need a URL base, which a
 * catalog read from the local disk does not have.
 */
export function apiEntitiesYaml(apis: readonly ApiDescription[]): string {
  const documents = apis.map(({ contract, description, owner }) =>
    stringify({
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'API',
      metadata: { name: contract.pluginId, title: `${contract.title} API`, description },
      spec: {
        type: 'openapi',
        lifecycle: 'production',
        owner,
        system: 'payment-reconciliation',
        definition: emitOpenApi(contract),
      },
    }),
  );
  return `# Emitted from the contracts; UPDATE_OPENAPI=1 yarn test apiEntities rewrites it.\n${documents.join(
    '---\n',
  )}`;
}
