import { Instant } from '@internal/plugin-payrec-common';
import { Knex } from 'knex';
import { BreakCase, toCaseRow } from './breakRows';

/**
 * Makes `cases` the breaks of the unit: new ones open, known ones keep their state, those that vanished are resolved
 * (approved ones stay approved: their decision is why they vanished), resolved ones that came back are open again, and so
 * are approved ones whose decision the run could not honour. A proposal whose amounts changed falls back to open: nobody
 * approved the new figure.
 * Part of the transaction that flips the pointer of the unit.
 */
export async function applyRun(
  trx: Knex.Transaction,
  unit: string,
  cases: AsyncIterable<readonly BreakCase[]> | Iterable<readonly BreakCase[]>,
  run: { runId: string; matchRunId: string; decisionSeq: string; now: Instant },
): Promise<{ opened: number; resolved: number }> {
  await trx.raw(`CREATE TEMPORARY TABLE IF NOT EXISTS run_cases (LIKE breaks) ON COMMIT DELETE ROWS`);
  await trx.raw('TRUNCATE run_cases');
  for await (const batch of cases) {
    await trx.raw(INSERT_CASES, [
      run.now,
      run.now,
      JSON.stringify(batch.map(one => ({ ...toCaseRow(one), match_run_id: run.matchRunId, run_id: run.runId }))),
    ]);
  }
  await trx.raw('ANALYZE run_cases');
  const changed = await trx.raw(UPDATE_KNOWN, [run.now, run.decisionSeq]);
  const fell: Array<{ id: string; was: string; state: string }> = changed.rows.filter(
    (row: { was: string; state: string }) => row.was !== row.state,
  );
  const opened = await trx.raw(`INSERT INTO breaks SELECT c.* FROM run_cases c
    WHERE NOT EXISTS (SELECT 1 FROM breaks b WHERE b.case_key = c.case_key) RETURNING id`);
  const resolved = await trx.raw(
    `UPDATE breaks b SET state = CASE WHEN b.state = 'approved' THEN b.state ELSE 'resolved' END, present = false,
       version = b.version + 1, updated_at = ?, proposed_by = CASE WHEN b.state = 'approved' THEN b.proposed_by END,
       run_id = ?
     FROM (SELECT id, state AS was FROM breaks WHERE unit = ? AND present
           AND NOT EXISTS (SELECT 1 FROM run_cases c WHERE c.case_key = breaks.case_key) FOR UPDATE) gone
     WHERE b.id = gone.id RETURNING b.id, gone.was, b.state`,
    [run.now, run.runId, unit],
  );
  const events = [
    ...opened.rows.map((row: { id: string }) => eventRow(row.id, run, 'found', null, 'open')),
    ...fell.map(row => eventRow(row.id, run, row.was === 'resolved' ? 'found-again' : 'changed', row.was, row.state)),
    ...resolved.rows.map((row: { id: string; was: string; state: string }) =>
      eventRow(row.id, run, row.state === 'approved' ? 'taken-over' : 'resolved', row.was, row.state),
    ),
  ];
  if (events.length > 0) await trx.batchInsert('break_events', events, 1000);
  return { opened: opened.rows.length, resolved: resolved.rows.length };
}

const CASE_COLUMNS = `id, case_key, unit, currency, break_class, match_run_id, run_id, group_id, pass, match_key, left_count,
  right_count, left_minor, left_net_minor, right_minor, difference_minor, explained_minor, left_value_date, right_value_date,
  left_reference, right_reference, left_party, right_party, right_text, business_date, from_date, to_date, search_text`;

const INSERT_CASES = `INSERT INTO run_cases (${CASE_COLUMNS}, state, version, present, created_at, updated_at)
  SELECT ${CASE_COLUMNS}, 'open', 1, true, ?::timestamptz, ?::timestamptz
  FROM jsonb_populate_recordset(NULL::breaks, ?::jsonb)`;

/*
 * A run that finds the same figures leaves version and updated_at alone, so that a person's decision on what they saw
 * still fits after the nightly run.
 */
const SAME_FIGURES = `b.break_class = c.break_class AND b.left_minor = c.left_minor AND b.right_minor = c.right_minor
  AND b.left_count = c.left_count AND b.right_count = c.right_count AND b.explained_minor = c.explained_minor
  AND b.present`;

const UPDATE_KNOWN = `UPDATE breaks b SET
    break_class = c.break_class, match_run_id = c.match_run_id, run_id = c.run_id, group_id = c.group_id, pass = c.pass,
    match_key = c.match_key, left_count = c.left_count, right_count = c.right_count, left_minor = c.left_minor,
    left_net_minor = c.left_net_minor, right_minor = c.right_minor, difference_minor = c.difference_minor,
    explained_minor = c.explained_minor, left_value_date = c.left_value_date, right_value_date = c.right_value_date,
    left_reference = c.left_reference, right_reference = c.right_reference, left_party = c.left_party,
    right_party = c.right_party, right_text = c.right_text, business_date = c.business_date, from_date = c.from_date,
    to_date = c.to_date, search_text = c.search_text, present = true,
    state = old.next_state,
    proposed_by = CASE WHEN old.next_state IN ('proposed', 'approved') THEN b.proposed_by END,
    approved_by = CASE WHEN old.next_state = 'approved' THEN b.approved_by END,
    version = CASE WHEN ${SAME_FIGURES} AND old.next_state = old.was THEN b.version ELSE b.version + 1 END,
    updated_at = CASE WHEN ${SAME_FIGURES} AND old.next_state = old.was THEN b.updated_at ELSE ?::timestamptz END
  FROM run_cases c
  JOIN (SELECT b.id, b.state AS was,
          CASE WHEN b.state = 'resolved' THEN 'open'
               WHEN b.state = 'proposed' AND NOT (${SAME_FIGURES}) THEN 'open'
               -- The run knew the decision and the question is still there, so the decision no longer fits its rows.
               WHEN b.state = 'approved' AND c.group_id IS NULL AND b.decision_seq <= ?::bigint THEN 'open'
               ELSE b.state END AS next_state
        FROM breaks b JOIN run_cases c ON c.case_key = b.case_key FOR UPDATE OF b) old ON old.id = c.id
  WHERE b.id = c.id
  RETURNING b.id, old.was, b.state`;

function eventRow(
  breakId: string,
  run: { runId: string; now: Instant },
  action: string,
  from: string | null,
  to: string,
) {
  return {
    break_id: breakId,
    at: run.now,
    actor: `run:${run.runId}`,
    action,
    reason: null,
    from_state: from,
    to_state: to,
    decision_seq: null,
  };
}
