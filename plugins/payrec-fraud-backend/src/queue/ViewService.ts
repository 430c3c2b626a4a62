import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { Instant } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { AlertSight } from '../access/AlertAccess';
import { parseFilterText } from '../work/filterText';
import { QueueService } from './QueueService';

type View = { viewId: string; name: string; query: string; shared: boolean; owner: string; builtIn: boolean };

/** Views everybody has, in the order of the screen. */
const BUILT_IN: readonly View[] = [
  ['priority', 'Priority', 'priority=HIGH&priority=CRITICAL'],
  ['all-open', 'All open', ''],
  ['past-due', 'Past due', 'pastDue=true'],
  ['mine', 'Mine', 'assignee=me'],
  ['card-testing', 'Card testing', 'reason=CARD_TESTING'],
  ['cross-border', 'Cross-border', 'crossBorder=true'],
  ['recoverable', 'Recoverable today', 'recoverable=true'],
].map(([viewId, name, query]) => ({ viewId, name, query, shared: true, owner: 'portal', builtIn: true }));

const PER_PERSON_MAX = 50;

/** Saved filters with how many alerts the person asking sees under each. */
export class ViewService {
  constructor(
    private readonly deps: {
      readonly db: Knex;
      readonly queue: QueueService;
      readonly newId: () => string;
      readonly now: () => Instant;
    },
  ) {}

  async list(sight: AlertSight) {
    const { rows } = await this.deps.db.raw<{
      rows: Array<{ view_id: string; owner: string; name: string; query: string; shared: boolean }>;
    }>(
      `SELECT view_id, owner, name, query, shared FROM alert_views WHERE shared OR owner = ?
       ORDER BY name, view_id LIMIT 200`,
      [sight.actor],
    );
    const saved = rows.map(row => ({ ...row, viewId: row.view_id, builtIn: false }));
    return Promise.all([...BUILT_IN, ...saved].map(view => this.counted(view, sight)));
  }

  /** @throws InputError for a filter that is none or one view too many; ConflictError for a name the person has. */
  async create(view: { name: string; query: string; shared: boolean }, sight: AlertSight) {
    parseFilterText(view.query);
    const viewId = `VIEW-${this.deps.newId()}`;
    const { rows } = await this.deps.db.raw<{ rows: Array<{ result: string }> }>(
      `WITH room AS (SELECT count(*) < ${PER_PERSON_MAX} AS is_left FROM alert_views WHERE owner = :owner),
       made AS (
         INSERT INTO alert_views (view_id, owner, name, query, shared, created_at)
         SELECT :viewId, :owner, :name, :query, :shared, :at FROM room WHERE is_left
         ON CONFLICT (owner, name) DO NOTHING RETURNING view_id
       )
       SELECT CASE WHEN EXISTS (SELECT 1 FROM made) THEN 'made' WHEN is_left THEN 'taken' ELSE 'full' END AS result
       FROM room ORDER BY 1`,
      { viewId, owner: sight.actor, ...view, at: this.deps.now() },
    );
    if (rows[0].result === 'taken')
      throw new ConflictError(`You have a view "${view.name}" already; take another name`);
    if (rows[0].result === 'full') throw new InputError(`You have ${PER_PERSON_MAX} views; delete one first`);
    return this.counted({ ...view, viewId, owner: sight.actor, builtIn: false }, sight);
  }

  /** @throws NotFoundError for one that is not there or not the person's own. */
  async delete(viewId: string, sight: AlertSight): Promise<void> {
    const deleted = await this.deps.db.raw<{ rowCount: number }>(
      'DELETE FROM alert_views WHERE view_id = ? AND owner = ?',
      [viewId, sight.actor],
    );
    if (deleted.rowCount === 0) throw new NotFoundError(`You have no view ${viewId}`);
  }

  private async counted(view: View, sight: AlertSight) {
    const count = await this.deps.queue.count(this.deps.db, { filter: parseFilterText(view.query), sight });
    return { ...view, count };
  }
}
