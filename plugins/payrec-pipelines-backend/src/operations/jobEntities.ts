import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { LineageName } from '@internal/plugin-payrec-pipelines-common';
import { nodeKey } from '../incidents/lineageGraph';
import { SlaModuleDeps } from '../sla/deps';

/** Entities of jobs, and which of the jobs the reader may see: one without an entity is nobody's secret. */
export async function jobEntities(
  { registry, visibility }: Pick<SlaModuleDeps, 'registry' | 'visibility'>,
  credentials: BackstageCredentials,
  jobs: readonly LineageName[],
) {
  const distinct = new Map(jobs.map(job => [nodeKey('job', job), job]));
  const refs = new Map(
    await Promise.all([...distinct].map(async ([key, job]) => [key, await registry.entityRefOf('job', job)] as const)),
  );
  const known = [...refs.values()].filter((ref): ref is string => ref !== null);
  const { hidden, seen } = await visibility.look(credentials, known);
  const entityRefOf = (job: LineageName) => refs.get(nodeKey('job', job)) ?? null;
  return {
    entityRefOf,
    /** Title and stage of the entity; undefined where the catalog has none. */
    entityOf: (job: LineageName) => seen.get(entityRefOf(job) ?? ''),
    isVisible(job: LineageName): boolean {
      const ref = entityRefOf(job);
      return ref === null || !hidden.has(ref);
    },
  };
}
