import { sumByCurrency, moneyFromMinor, moneyToJson } from '@internal/plugin-payrec-common';
import { AlertSight, isVisible } from '../../access/AlertAccess';
import { AlertDbRow, AlertRow, toAlertRow } from '../../store/alertRow';
import { LinkKind, LinkedTransaction, linkGraph, sharedDeviceReason } from '../decide/links';
import { WorkDeps } from '../deps';
import { maskOrNull } from '../privacy/masking';
import { AlertDesk } from './AlertDesk';

/** Alerts in one answer; sharing more says so. */
const ALERTS_MAX = 200;
const HOURS = 24;

/**
 * Alerts that share user, card, device or address with one, in the 24 hours around it. Node ids are tokens, labels are at
 * the reader's mask level. Alerts out of the reader's sight are in neither nodes nor counts.
 */
export class LinkService {
  constructor(private readonly deps: WorkDeps, private readonly desk: AlertDesk) {}

  async links(alertId: string, sight: AlertSight, depth: number) {
    const origin = await this.desk.open(alertId, sight);
    const found = new Map([[origin.alert_id, origin]]);
    let truncated = false;
    let frontier: AlertRow[] = [origin];
    for (let step = 0; step + 2 <= depth && frontier.length > 0; step += 2) {
      const rows = await this.sharing(frontier, origin);
      const fresh = rows.filter(row => !found.has(row.alert_id) && isVisible(row, sight));
      truncated ||= rows.length > ALERTS_MAX || found.size + fresh.length > ALERTS_MAX;
      const taken = fresh.slice(0, ALERTS_MAX - found.size);
      taken.forEach(row => found.set(row.alert_id, row));
      frontier = taken;
    }
    const rows = [...found.values()];
    const linked = rows.map(toLinked);
    const graph = linkGraph(alertId, linked, depth);
    const labels = entityLabels(rows, sight);
    return {
      nodes: graph.nodes.map(node => {
        const row = node.kind === 'transaction' ? found.get(node.label) : undefined;
        return {
          id: node.id,
          kind: node.kind,
          label: row ? row.txn_id ?? row.alert_id : labels.get(node.id) ?? node.label,
          alertId: row?.alert_id ?? null,
          score: row?.score ?? null,
          state: row?.state ?? null,
        };
      }),
      edges: graph.edges.map(edge => ({ ...edge })),
      reasonCode: sharedDeviceReason(alertId, linked),
      truncated,
      totals: sumByCurrency(
        rows.flatMap(row =>
          row.amount_minor !== null && row.currency !== null ? [moneyFromMinor(row.amount_minor, row.currency)] : [],
        ),
      ).map(moneyToJson),
    };
  }

  private async sharing(frontier: readonly AlertRow[], origin: AlertRow): Promise<AlertRow[]> {
    const values = (pick: (row: AlertRow) => string | null) => [
      ...new Set(frontier.map(pick).filter(value => value !== null)),
    ];
    const { rows } = await this.deps.db.raw<{ rows: AlertDbRow[] }>(
      `SELECT * FROM alerts
       WHERE event_at BETWEEN ?::timestamptz - interval '${HOURS} hours' AND ?::timestamptz + interval '${HOURS} hours'
         AND (user_id = ANY(?::text[]) OR card_token = ANY(?::text[]) OR device_id = ANY(?::text[]) OR ip = ANY(?::text[]))
       ORDER BY event_at DESC, alert_id LIMIT ${ALERTS_MAX + 1}`,
      [
        origin.event_at,
        origin.event_at,
        values(row => row.user_id),
        values(row => row.card_token),
        values(row => row.device_id),
        values(row => row.ip),
      ],
    );
    return rows.map(toAlertRow);
  }
}

/** By tokens: a graph is compared and linked, never read aloud. */
function toLinked(row: AlertRow): LinkedTransaction {
  return {
    id: row.alert_id,
    at: row.event_at,
    user: row.user_token,
    card: row.card_token,
    device: row.device_token,
    ip: row.ip_token,
  };
}

/** What a person reads beside an entity, by node id. */
function entityLabels(rows: readonly AlertRow[], sight: AlertSight): Map<string, string> {
  const labels = new Map<string, string>();
  const add = (kind: LinkKind, token: string | null, label: string | null) => {
    if (token !== null) labels.set(`${kind}:${token}`, label ?? token);
  };
  for (const row of rows) {
    add('user', row.user_token, maskOrNull('name', row.person_name, sight.maskLevel));
    add('card', row.card_token, maskOrNull('pan', row.pan, sight.maskLevel));
    add('device', row.device_token, null);
    add('ip', row.ip_token, maskOrNull('ip', row.ip, sight.maskLevel));
  }
  return labels;
}
