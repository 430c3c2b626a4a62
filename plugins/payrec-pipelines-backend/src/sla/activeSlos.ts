import { SloFault } from '@internal/plugin-payrec-pipelines-common';
import { SlaConfig } from './config';
import { compileSlo } from './definition/compileSlo';
import { SlaEntity } from './deps';
import { ActiveSlo } from './store/SloStore';

/** The definitions of all entities compiled, and what is wrong with those that are not. */
export function compileAll(
  entities: readonly SlaEntity[],
  config: SlaConfig,
): { active: ActiveSlo[]; faults: SloFault[] } {
  const active = new Map<string, ActiveSlo>();
  const faults: SloFault[] = [];
  for (const entity of entities) {
    entity.slos.forEach((document, at) => {
      const compiled = compileSlo(document, entity.entityRef, entity.openSlo ? '' : `spec.slos[${at}]`, config);
      if (compiled.kind === 'faults') {
        faults.push(...compiled.faults.map(fault => ({ entityRef: entity.entityRef, ...fault })));
        return;
      }
      const { slo, warnings } = compiled;
      faults.push(...warnings.map(fault => ({ entityRef: entity.entityRef, ...fault })));
      if (active.has(slo.id)) {
        faults.push({
          entityRef: entity.entityRef,
          path: `spec.slos[${at}].name`,
          message: `"${slo.name}" is there twice`,
        });
        return;
      }
      active.set(slo.id, {
        ...slo,
        entityTitle: entity.title,
        owner: entity.owner,
        system: entity.system,
        stage: entity.stage,
        entityKind: entity.kind,
        claims: entity.lineageName,
      });
    });
  }
  return { active: [...active.values()], faults };
}
