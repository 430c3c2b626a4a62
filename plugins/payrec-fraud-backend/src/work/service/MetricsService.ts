import { Instant, instantFromEpochMs } from '@internal/plugin-payrec-common';
import { AlertPriority, prioritySchema } from '@internal/plugin-payrec-fraud-common';
import { AlertSight } from '../../access/AlertAccess';
import { WorkDeps } from '../deps';
import { shareOrNull } from './AlertDetailService';

const DAY_MS = 86_400_000;
const BUCKETS = ['<1h', '1-4h', '4-24h', '1-3d', '>3d'] as const;

/** Merchants in sight; NULL for all. */
const IN_SIGHT = `(CAST(:merchants AS text[]) IS NULL OR a.merchant_id = ANY(CAST(:merchants AS text[])))`;

const CLOSED = `SELECT d.disposition, d.decided_by, d.closed_at, d.sla_due_at, a.rule_hits,
    EXTRACT(EPOCH FROM d.decided_at - d.received_at)::float8 / 60 AS minutes
  FROM alert_decisions d JOIN alerts a USING (alert_id)
  WHERE d.void_at IS NULL AND d.closed_at >= CAST(:from AS timestamptz) AND d.closed_at < CAST(:to AS timestamptz)
    AND ${IN_SIGHT}`;

/**
 * How the team works: volume, precision, time from receipt to decision, deadlines, ageing. Medians and percentiles rather
 * than averages (one forgotten alert would be the average), Wilson intervals, and no figure where there is nothing to count.
 * Decisions that were voided by a reopening are out.
 */
export class MetricsService {
  constructor(private readonly deps: WorkDeps) {}

  async analysts(sight: AlertSight, days: number) {
    const to = this.deps.now();
    const from = instantFromEpochMs(Date.parse(to) - days * DAY_MS);
    const values = { from, to, merchants: sight.merchants === 'all' ? null : [...sight.merchants] };
    const [summary, perDay, ageing, byAnalyst, byRule, byPriority] = await Promise.all([
      this.summary(values),
      this.perDay(values),
      this.ageing(values),
      this.byAnalyst(values),
      this.byRule(values),
      this.byPriority(values),
    ]);
    return { from, to, ...summary, perDay, ageing, byAnalyst, byRule, byPriority };
  }

  private async summary(values: Values) {
    const [closed] = await this.rows(
      `SELECT count(*)::int AS n, count(*) FILTER (WHERE disposition = 'CONFIRMED_FRAUD')::int AS fraud,
         count(*) FILTER (WHERE sla_due_at IS NOT NULL)::int AS timed,
         count(*) FILTER (WHERE closed_at > sla_due_at)::int AS missed,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS p50,
         percentile_cont(0.9) WITHIN GROUP (ORDER BY minutes) AS p90
       FROM (${CLOSED}) closed`,
      values,
    );
    const [alerts] = await this.rows(
      `SELECT count(*) FILTER (WHERE received_at >= CAST(:from AS timestamptz))::int AS created,
         count(*) FILTER (WHERE state <> 'CLOSED')::int AS open
       FROM alerts a WHERE ${IN_SIGHT}`,
      values,
    );
    return {
      created: alerts.created,
      open: alerts.open,
      closed: closed.n,
      precision: shareOrNull(closed.fraud, closed.n),
      timeToDecision: closed.n === 0 ? null : { p50: closed.p50, p90: closed.p90, n: closed.n },
      slaMissed: shareOrNull(closed.missed, closed.timed),
    };
  }

  /** Days in UTC, every one of the range, also those without anything. */
  private async perDay(values: Values) {
    return this.rows(
      `SELECT to_char(day, 'YYYY-MM-DD') AS date, COALESCE(c.n, 0)::int AS created, COALESCE(d.n, 0)::int AS closed
       FROM generate_series(date_trunc('day', CAST(:from AS timestamptz) AT TIME ZONE 'UTC'),
         CAST(:to AS timestamptz) AT TIME ZONE 'UTC', interval '1 day') day
       LEFT JOIN (SELECT date_trunc('day', received_at AT TIME ZONE 'UTC') AS of, count(*) AS n FROM alerts a
         WHERE received_at >= CAST(:from AS timestamptz) AND ${IN_SIGHT} GROUP BY 1) c ON c.of = day
       LEFT JOIN (SELECT date_trunc('day', closed_at AT TIME ZONE 'UTC') AS of, count(*) AS n FROM (${CLOSED}) closed
         GROUP BY 1) d ON d.of = day
       ORDER BY day`,
      values,
    ) as Promise<Array<{ date: string; created: number; closed: number }>>;
  }

  private async ageing(values: Values) {
    const rows = await this.rows(
      `SELECT CASE WHEN hours < 1 THEN '<1h' WHEN hours < 4 THEN '1-4h' WHEN hours < 24 THEN '4-24h'
           WHEN hours < 72 THEN '1-3d' ELSE '>3d' END AS bucket, count(*)::int AS count
       FROM (SELECT EXTRACT(EPOCH FROM CAST(:to AS timestamptz) - received_at) / 3600 AS hours FROM alerts a
         WHERE state <> 'CLOSED' AND ${IN_SIGHT}) open
       GROUP BY 1 ORDER BY 1`,
      values,
    );
    return BUCKETS.map(bucket => ({ bucket, count: rows.find(row => row.bucket === bucket)?.count ?? 0 }));
  }

  private async byAnalyst(values: Values) {
    const rows = await this.rows(
      `SELECT decided_by, count(*)::int AS n, count(*) FILTER (WHERE disposition = 'CONFIRMED_FRAUD')::int AS fraud,
         percentile_cont(0.5) WITHIN GROUP (ORDER BY minutes) AS p50
       FROM (${CLOSED}) closed GROUP BY decided_by ORDER BY n DESC, decided_by LIMIT 500`,
      values,
    );
    return rows.map(row => ({
      analyst: row.decided_by as string,
      decided: row.n as number,
      precision: shareOrNull(row.fraud, row.n),
      p50Minutes: row.p50 as number,
    }));
  }

  private async byRule(values: Values) {
    const rows = await this.rows(
      `SELECT rule_id, count(*)::int AS n, count(*) FILTER (WHERE disposition = 'CONFIRMED_FRAUD')::int AS fraud
       FROM (${CLOSED}) closed
       CROSS JOIN LATERAL (SELECT DISTINCT h ->> 'ruleId' AS rule_id FROM jsonb_array_elements(closed.rule_hits) h) hit
       GROUP BY rule_id ORDER BY n DESC, rule_id LIMIT 200`,
      values,
    );
    return rows.map(row => ({
      ruleId: row.rule_id as string,
      hits: row.n as number,
      precision: shareOrNull(row.fraud, row.n),
    }));
  }

  private async byPriority(values: Values): Promise<Array<{ priority: AlertPriority; open: number; pastDue: number }>> {
    const rows = await this.rows(
      `SELECT priority, count(*)::int AS open,
         count(*) FILTER (WHERE sla_due_at < CAST(:to AS timestamptz))::int AS past_due
       FROM alerts a WHERE state <> 'CLOSED' AND ${IN_SIGHT} GROUP BY priority ORDER BY priority`,
      values,
    );
    return [...prioritySchema.options].reverse().map(priority => {
      const row = rows.find(one => one.priority === priority);
      return { priority, open: row?.open ?? 0, pastDue: row?.past_due ?? 0 };
    });
  }

  private async rows(sql: string, values: Values): Promise<Array<Record<string, any>>> {
    const { rows } = await this.deps.db.raw(sql, values);
    return rows;
  }
}

type Values = { from: Instant; to: Instant; merchants: string[] | null };
