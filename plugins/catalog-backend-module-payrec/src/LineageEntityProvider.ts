import { createHash } from 'node:crypto';
import { LoggerService } from '@backstage/backend-plugin-api';
import { Entity } from '@backstage/catalog-model';
import { EntityProvider, EntityProviderConnection } from '@backstage/plugin-catalog-node';
import { ClaimedRelations } from './ClaimedRelations';
import { Promotion, toEntity } from './toEntity';

/** By ref, the digest of what was emitted last. */
type Emitted = ReadonlyMap<string, { readonly digest: string; readonly entity: Entity }>;

/**
 * Emits the promoted jobs and datasets of the registry. Without a locationKey and in the namespace `lineage`, so that a
 * file somebody writes by hand always wins; the registry leaves out what is claimed. Only changes of shape are emitted,
 * since each emitted entity is stitched again with its relations.
 */
export class LineageEntityProvider implements EntityProvider {
  private connection?: EntityProviderConnection;
  /** Undefined before the first full answer. */
  private emitted?: Emitted;

  constructor(
    private readonly options: {
      readonly listPromoted: () => Promise<Promotion>;
      readonly claimed: ClaimedRelations;
      readonly logger: LoggerService;
    },
  ) {}

  /** Never change it: the catalog would delete what the old name emitted. */
  getProviderName(): string {
    return 'payrec-lineage';
  }

  async connect(connection: EntityProviderConnection): Promise<void> {
    this.connection = connection;
  }

  /** What has changed since the last time; everything at the first time and when `full` is asked for. */
  async refresh(full = false): Promise<void> {
    const { connection } = this;
    if (!connection) return;
    const { items, notPromoted, claimed } = await this.options.listPromoted();
    if (notPromoted > 0) {
      this.options.logger.warn(`${notPromoted} jobs and datasets are over the cap and are not in the catalog`);
    }
    const now = new Map(
      items.map(item => {
        const entity = toEntity(item);
        const digest = createHash('sha256').update(JSON.stringify(entity)).digest('hex');
        return [item.entityRef, { digest, entity }] as const;
      }),
    );
    await this.emit(connection, now, full);
    // After the entities: a relation shows once both of its ends are there.
    const keys = this.options.claimed.replace(claimed);
    if (keys.length > 0) await connection.refresh({ keys });
  }

  private async emit(connection: EntityProviderConnection, now: Emitted, full: boolean): Promise<void> {
    const before = this.emitted;
    if (!before || full) {
      await connection.applyMutation({ type: 'full', entities: [...now.values()].map(({ entity }) => ({ entity })) });
    } else {
      const added = [...now].filter(([ref, { digest }]) => before.get(ref)?.digest !== digest);
      const removed = [...before].filter(([ref]) => !now.has(ref));
      if (added.length === 0 && removed.length === 0) return;
      await connection.applyMutation({
        type: 'delta',
        added: added.map(([, { entity }]) => ({ entity })),
        removed: removed.map(([, { entity }]) => ({ entity })),
      });
    }
    this.emitted = now;
  }
}
