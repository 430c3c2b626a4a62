// @ts-check

/**
 * SLA definitions, verdicts, alert memory, incidents and what is to be sent. Everything here can be recomputed from the
 * lineage registry but the audit rows, the incidents and what people said.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE sla_clock (
      only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
      evaluated_at timestamptz
    );
    INSERT INTO sla_clock DEFAULT VALUES;

    CREATE TABLE slo_definitions (
      slo_id text NOT NULL,
      version text NOT NULL,
      definition jsonb NOT NULL,
      first_seen_at timestamptz NOT NULL,
      -- The version in force; definitions that left the catalog keep their history with false.
      active boolean NOT NULL,
      PRIMARY KEY (slo_id, version)
    );
    CREATE UNIQUE INDEX slo_definitions_one_active ON slo_definitions (slo_id) WHERE active;

    CREATE TABLE slo_faults (
      entity_ref text NOT NULL,
      path text NOT NULL,
      message text NOT NULL,
      PRIMARY KEY (entity_ref, path, message)
    );

    -- One judgement per partition, run or slice. The key is what makes two evaluators write one row.
    CREATE TABLE slo_verdicts (
      slo_id text NOT NULL,
      version text NOT NULL,
      partition text NOT NULL,
      day text,
      state text NOT NULL CHECK (state IN ('PENDING', 'AT_RISK', 'MET', 'LATE', 'BREACHED', 'EXCLUDED', 'UNKNOWN')),
      -- Orders partitions and decides which window a verdict counts in.
      due_at timestamptz NOT NULL,
      deadline_at timestamptz,
      landed_at timestamptz,
      landed_by text,
      overdue_seconds double precision,
      row_count double precision,
      value double precision,
      reason text NOT NULL,
      detected_at timestamptz NOT NULL,
      clock_skew boolean NOT NULL DEFAULT false,
      backfilled boolean NOT NULL DEFAULT false,
      excluded_by text,
      predicted_p90_at timestamptz,
      -- Set by a person; the evaluator leaves such a row alone.
      decided_by text,
      PRIMARY KEY (slo_id, version, partition)
    );
    CREATE INDEX slo_verdicts_due ON slo_verdicts (slo_id, due_at DESC);

    CREATE TABLE slo_verdict_audit (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      slo_id text NOT NULL,
      version text NOT NULL,
      partition text NOT NULL,
      from_state text NOT NULL,
      to_state text NOT NULL,
      at timestamptz NOT NULL,
      actor text,
      reason text NOT NULL
    );
    CREATE INDEX slo_verdict_audit_of ON slo_verdict_audit (slo_id, partition, id);

    -- Time slices of values over time. 'unknown' and 'excluded' are in neither numerator nor denominator.
    CREATE TABLE slo_slices (
      slo_id text NOT NULL,
      slice_at timestamptz NOT NULL,
      state text NOT NULL CHECK (state IN ('good', 'bad', 'unknown', 'excluded')),
      value double precision,
      PRIMARY KEY (slo_id, slice_at)
    );

    CREATE TABLE slo_states (
      slo_id text PRIMARY KEY,
      current jsonb NOT NULL,
      check_state text NOT NULL,
      memory jsonb NOT NULL,
      subject jsonb,
      updated_at timestamptz NOT NULL
    );

    CREATE TABLE incidents (
      id text PRIMARY KEY,
      number bigint GENERATED ALWAYS AS IDENTITY,
      title text NOT NULL,
      severity text NOT NULL,
      root_slo_id text NOT NULL,
      opened_at timestamptz NOT NULL,
      resolved_at timestamptz,
      acknowledged_at timestamptz,
      acknowledged_by text,
      money_behind jsonb NOT NULL DEFAULT '[]'
    );
    CREATE INDEX incidents_open ON incidents (opened_at) WHERE resolved_at IS NULL;

    CREATE TABLE incident_members (
      incident_id text NOT NULL REFERENCES incidents (id),
      slo_id text NOT NULL,
      parent_slo_id text,
      depth integer NOT NULL,
      partition text,
      opened_at timestamptz NOT NULL,
      resolved_at timestamptz,
      PRIMARY KEY (incident_id, slo_id)
    );
    -- An objective is in one open incident at a time, whoever evaluates.
    CREATE UNIQUE INDEX incident_members_one_open ON incident_members (slo_id) WHERE resolved_at IS NULL;

    CREATE TABLE incident_events (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      incident_id text NOT NULL REFERENCES incidents (id),
      at timestamptz NOT NULL,
      kind text NOT NULL,
      text text NOT NULL,
      actor text,
      run_id text
    );
    CREATE INDEX incident_events_of ON incident_events (incident_id, id);

    -- Written in the transaction that decides, sent after it: a message is neither lost nor sent for what was rolled back.
    CREATE TABLE sla_outbox (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      dedupe_key text NOT NULL UNIQUE,
      channel text NOT NULL CHECK (channel IN ('notification', 'webhook')),
      incident_id text NOT NULL,
      payload jsonb NOT NULL,
      created_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      next_at timestamptz NOT NULL,
      sent_at timestamptz,
      given_up_at timestamptz,
      last_error text
    );
    CREATE INDEX sla_outbox_due ON sla_outbox (id) WHERE sent_at IS NULL AND given_up_at IS NULL;

    CREATE TABLE maintenance_windows (
      id text PRIMARY KEY,
      scope text NOT NULL,
      from_at timestamptz NOT NULL,
      to_at timestamptz NOT NULL,
      reason text NOT NULL,
      author text NOT NULL,
      created_at timestamptz NOT NULL,
      retroactive boolean NOT NULL,
      CHECK (from_at <= to_at)
    );

    CREATE TABLE slo_silences (
      slo_id text PRIMARY KEY,
      until timestamptz NOT NULL,
      author text NOT NULL,
      reason text NOT NULL
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP TABLE slo_silences, maintenance_windows, sla_outbox, incident_events, incident_members, incidents, slo_states,
      slo_slices, slo_verdict_audit, slo_verdicts, slo_faults, slo_definitions, sla_clock
  `);
};
