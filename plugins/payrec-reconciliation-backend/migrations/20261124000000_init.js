// @ts-check

/**
 * Everything the reconciliation owns and writes. Amounts are numeric(38,0) minor units, read as text; business dates are
 * text (YYYY-MM-DD), since a `date` would pass through JavaScript's time zones.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE statement_files (
      id text PRIMARY KEY,
      sha256 text NOT NULL UNIQUE,
      file_name text NOT NULL,
      size_bytes bigint NOT NULL,
      requested_format text,
      format text,
      state text NOT NULL CHECK (state IN ('received', 'reading', 'ingested', 'rejected')),
      rejected_reason text,
      uploaded_by text NOT NULL,
      uploaded_at timestamptz NOT NULL,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      ingested_at timestamptz,
      -- Order in which files began to count, and the first business date they reach back to.
      ingest_seq bigint UNIQUE,
      first_date text,
      statement_count integer NOT NULL DEFAULT 0,
      line_count integer NOT NULL DEFAULT 0,
      duplicate_line_count integer NOT NULL DEFAULT 0,
      superseded_line_count integer NOT NULL DEFAULT 0,
      warnings jsonb NOT NULL DEFAULT '[]',
      warning_count integer NOT NULL DEFAULT 0,
      lease_owner text,
      lease_until timestamptz,
      attempts integer NOT NULL DEFAULT 0,
      CHECK ((state = 'rejected') = (rejected_reason IS NOT NULL))
    );
    CREATE INDEX statement_files_open ON statement_files (seq) WHERE state IN ('received', 'reading');
    -- Files are read one after another in the order they came: the chain of balances and the duplicate check
    -- depend on what came before. This index is what makes two replicas agree on it.
    CREATE UNIQUE INDEX statement_files_one_reading ON statement_files ((state)) WHERE state = 'reading';

    CREATE TABLE statement_file_chunks (
      file_id text NOT NULL REFERENCES statement_files (id) DEFERRABLE INITIALLY DEFERRED,
      seq integer NOT NULL,
      bytes bytea NOT NULL,
      PRIMARY KEY (file_id, seq)
    );

    CREATE TABLE file_statements (
      file_id text NOT NULL REFERENCES statement_files (id),
      ordinal integer NOT NULL,
      statement_id text NOT NULL,
      unit text,
      account text NOT NULL,
      currency text,
      statement_no text,
      business_date text,
      opening_minor numeric(38, 0),
      closing_minor numeric(38, 0),
      opening_date text,
      closing_date text,
      line_count integer NOT NULL,
      foots boolean,
      chain_ok boolean,
      interim boolean NOT NULL,
      PRIMARY KEY (file_id, ordinal)
    );
    CREATE INDEX file_statements_unit ON file_statements (unit, business_date);

    CREATE TABLE recon_runs (
      id text PRIMARY KEY,
      seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
      state text NOT NULL CHECK (state IN ('queued', 'running', 'published', 'failed', 'cancelled', 'superseded')),
      trigger text NOT NULL CHECK (trigger IN ('schedule', 'manual', 'statement', 'recheck')),
      requested_by text,
      -- Makes one nightly run per group of accounts and date, and one run per request, however often it is asked for.
      request_key text UNIQUE,
      as_of_date text NOT NULL,
      not_before timestamptz NOT NULL,
      created_at timestamptz NOT NULL,
      started_at timestamptz,
      finished_at timestamptz,
      progress_percent integer NOT NULL DEFAULT 0,
      step text,
      data_version text,
      decision_seq bigint,
      error text,
      cancel_reason text,
      cancelled_by text,
      lease_owner text,
      lease_until timestamptz,
      attempts integer NOT NULL DEFAULT 0
    );
    CREATE INDEX recon_runs_open ON recon_runs (seq) WHERE state IN ('queued', 'running');

    CREATE TABLE recon_run_units (
      run_id text NOT NULL REFERENCES recon_runs (id),
      unit text NOT NULL,
      currency text NOT NULL,
      state text NOT NULL CHECK (state IN ('pending', 'published', 'refused', 'failed', 'cancelled')),
      reason text,
      -- True while a worker matches the unit.
      busy boolean NOT NULL DEFAULT false,
      left_count integer NOT NULL DEFAULT 0,
      right_count integer NOT NULL DEFAULT 0,
      matched_left integer NOT NULL DEFAULT 0,
      matched_right integer NOT NULL DEFAULT 0,
      groups integer NOT NULL DEFAULT 0,
      open_left integer NOT NULL DEFAULT 0,
      open_right integer NOT NULL DEFAULT 0,
      expected_minor numeric(38, 0) NOT NULL DEFAULT 0,
      received_minor numeric(38, 0) NOT NULL DEFAULT 0,
      matched_minor numeric(38, 0) NOT NULL DEFAULT 0,
      on_its_way_minor numeric(38, 0) NOT NULL DEFAULT 0,
      explained_minor numeric(38, 0) NOT NULL DEFAULT 0,
      unexplained_minor numeric(38, 0) NOT NULL DEFAULT 0,
      proof_minor numeric(38, 0) NOT NULL DEFAULT 0,
      passes jsonb NOT NULL DEFAULT '[]',
      PRIMARY KEY (run_id, unit),
      CHECK (state <> 'published' OR proof_minor = 0),
      CHECK (state <> 'published'
             OR expected_minor = received_minor + on_its_way_minor + explained_minor + unexplained_minor)
    );
    -- Two replicas never match one unit at the same time.
    CREATE UNIQUE INDEX recon_run_units_one_busy ON recon_run_units (unit) WHERE busy;
    CREATE INDEX recon_run_units_published ON recon_run_units (unit, run_id) WHERE state = 'published';

    CREATE TABLE recon_run_days (
      run_id text NOT NULL,
      unit text NOT NULL,
      business_date text NOT NULL,
      left_count integer NOT NULL,
      matched_left integer NOT NULL,
      expected_minor numeric(38, 0) NOT NULL,
      received_minor numeric(38, 0) NOT NULL,
      unexplained_minor numeric(38, 0) NOT NULL,
      PRIMARY KEY (run_id, unit, business_date),
      FOREIGN KEY (run_id, unit) REFERENCES recon_run_units (run_id, unit)
    );

    CREATE TABLE recon_pointers (
      unit text PRIMARY KEY,
      run_id text NOT NULL,
      -- Value of run_id in match_groups, match_members and match_breaks: the run and the attempt that wrote them.
      match_run_id text NOT NULL,
      as_of_date text NOT NULL,
      window_from text NOT NULL,
      decision_seq bigint NOT NULL,
      -- Files up to this one were in the run.
      ingest_seq bigint NOT NULL,
      published_at timestamptz NOT NULL,
      FOREIGN KEY (run_id, unit) REFERENCES recon_run_units (run_id, unit)
    );

    CREATE TABLE breaks (
      id text PRIMARY KEY,
      case_key text NOT NULL UNIQUE,
      unit text NOT NULL,
      currency text NOT NULL,
      break_class text NOT NULL,
      state text NOT NULL CHECK (state IN ('open', 'proposed', 'approved', 'disputed', 'resolved')),
      version integer NOT NULL DEFAULT 1,
      match_run_id text NOT NULL,
      run_id text NOT NULL,
      group_id text,
      pass text,
      match_key text,
      left_count integer NOT NULL,
      right_count integer NOT NULL,
      left_minor numeric(38, 0) NOT NULL,
      left_net_minor numeric(38, 0) NOT NULL,
      right_minor numeric(38, 0) NOT NULL,
      difference_minor numeric(38, 0) NOT NULL,
      explained_minor numeric(38, 0) NOT NULL,
      left_value_date text,
      right_value_date text,
      left_reference text,
      right_reference text,
      left_party text,
      right_party text,
      right_text text,
      business_date text NOT NULL,
      -- First and last business date among the rows: the partition bound of the detail's queries.
      from_date text NOT NULL,
      to_date text NOT NULL,
      search_text text NOT NULL,
      assignee text,
      proposed_by text,
      proposed_at timestamptz,
      approved_by text,
      disputed_party text,
      decided_by text,
      decided_at timestamptz,
      decided_action text,
      decision_seq bigint,
      present boolean NOT NULL DEFAULT true,
      created_at timestamptz NOT NULL,
      updated_at timestamptz NOT NULL,
      CHECK (difference_minor = right_minor - left_minor),
      CONSTRAINT breaks_four_eyes CHECK (approved_by IS NULL OR (proposed_by IS NOT NULL AND approved_by <> proposed_by)),
      CHECK (state <> 'proposed' OR proposed_by IS NOT NULL),
      CHECK (state <> 'approved' OR approved_by IS NOT NULL)
    );
    CREATE INDEX breaks_age ON breaks (business_date, id);
    CREATE INDEX breaks_amount ON breaks (abs(difference_minor) DESC, id DESC);
    CREATE INDEX breaks_updated ON breaks (updated_at DESC, id DESC);
    CREATE INDEX breaks_unit ON breaks (unit, state);

    CREATE TABLE decisions (
      seq bigint PRIMARY KEY,
      prev_hash text NOT NULL,
      hash text NOT NULL UNIQUE,
      actor text NOT NULL,
      on_behalf text,
      action text NOT NULL,
      target text NOT NULL,
      target_version integer NOT NULL,
      idempotency_key text NOT NULL,
      reason text,
      evidence_sha256 text,
      proposer text,
      at timestamptz NOT NULL,
      UNIQUE (actor, idempotency_key, target),
      CONSTRAINT decisions_four_eyes CHECK (action NOT IN ('approve', 'reject') OR (proposer IS NOT NULL AND actor <> proposer))
    );
    CREATE INDEX decisions_target ON decisions (target, seq);

    -- What an approval means for matching: the rows of the group held together, or the row written off.
    CREATE TABLE decision_rows (
      seq bigint NOT NULL REFERENCES decisions (seq),
      unit text NOT NULL,
      effect text NOT NULL CHECK (effect IN ('MATCH', 'EXCLUDE', 'NEVER')),
      side text NOT NULL CHECK (side IN ('L', 'R')),
      row_id text NOT NULL,
      PRIMARY KEY (seq, side, row_id)
    );
    CREATE INDEX decision_rows_unit ON decision_rows (unit, seq);

    CREATE FUNCTION payrec_decision_hash(
      p_seq bigint, p_prev text, p_actor text, p_on_behalf text, p_action text, p_target text, p_version integer,
      p_key text, p_reason text, p_evidence text, p_proposer text, p_at timestamptz
    ) RETURNS text LANGUAGE sql STABLE AS $$
      SELECT encode(sha256(convert_to(jsonb_build_array(
        p_seq, p_prev, p_actor, p_on_behalf, p_action, p_target, p_version, p_key, p_reason, p_evidence, p_proposer,
        to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text, 'UTF8')), 'hex')
    $$;

    CREATE FUNCTION payrec_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'Table % is append-only: % is refused', TG_TABLE_NAME, TG_OP;
    END
    $$;
    CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE ON decisions
      FOR EACH ROW EXECUTE FUNCTION payrec_append_only();
    CREATE TRIGGER decisions_no_truncate BEFORE TRUNCATE ON decisions
      FOR EACH STATEMENT EXECUTE FUNCTION payrec_append_only();
    CREATE TRIGGER decision_rows_append_only BEFORE UPDATE OR DELETE ON decision_rows
      FOR EACH ROW EXECUTE FUNCTION payrec_append_only();
    CREATE TRIGGER decision_rows_no_truncate BEFORE TRUNCATE ON decision_rows
      FOR EACH STATEMENT EXECUTE FUNCTION payrec_append_only();

    -- Comments, assignments and what runs did to a break; decisions appear here too, with their position in the log.
    CREATE TABLE break_events (
      seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      break_id text NOT NULL REFERENCES breaks (id),
      at timestamptz NOT NULL,
      actor text NOT NULL,
      action text NOT NULL,
      reason text,
      from_state text,
      to_state text,
      decision_seq bigint REFERENCES decisions (seq)
    );
    CREATE INDEX break_events_break ON break_events (break_id, seq);

    CREATE TABLE idempotency_keys (
      actor text NOT NULL,
      key text NOT NULL,
      operation text NOT NULL,
      request_sha256 text NOT NULL,
      -- json and not jsonb: a retry gets the same text, keys in the same order.
      response json,
      created_at timestamptz NOT NULL,
      PRIMARY KEY (actor, key)
    );
    CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP TABLE idempotency_keys, break_events, decision_rows, decisions, breaks, recon_pointers, recon_run_days,
      recon_run_units, recon_runs, file_statements, statement_file_chunks, statement_files;
    DROP FUNCTION payrec_append_only();
    DROP FUNCTION payrec_decision_hash(bigint, text, text, text, text, text, integer, text, text, text, text, timestamptz);
  `);
};
