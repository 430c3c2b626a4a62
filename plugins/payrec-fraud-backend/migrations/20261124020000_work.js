// @ts-check

/**
 * What people do with alerts. Four eyes are constraints here as well as code: no program can sign for its own author.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE work_log (
      seq bigint PRIMARY KEY,
      prev_hash text NOT NULL,
      hash text NOT NULL UNIQUE,
      at timestamptz NOT NULL,
      actor text NOT NULL,
      -- verb.noun turned round: alert.claim, alert.approve, suppression.create, profile.unmask, breakglass.open …
      action text NOT NULL,
      object text NOT NULL,
      object_version bigint,
      outcome text NOT NULL CHECK (outcome IN ('success', 'denied', 'conflict')),
      code text,
      reason text,
      purpose text,
      -- Who made what is signed, rejected or reviewed here.
      proposer text,
      severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high')),
      -- JSON without personal values.
      detail text NOT NULL,
      CONSTRAINT work_log_four_eyes CHECK (outcome <> 'success'
        OR action NOT IN ('alert.approve', 'alert.reject', 'suppression.approve', 'breakglass.review')
        OR (proposer IS NOT NULL AND lower(proposer) <> lower(actor)))
    );
    CREATE INDEX work_log_object ON work_log (object, seq);
    CREATE FUNCTION payrec_fraud_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'Table % is append-only: % is refused', TG_TABLE_NAME, TG_OP;
    END
    $$;
    CREATE TRIGGER work_log_append_only BEFORE UPDATE OR DELETE ON work_log
      FOR EACH ROW EXECUTE FUNCTION payrec_fraud_append_only();
    CREATE TRIGGER work_log_no_truncate BEFORE TRUNCATE ON work_log
      FOR EACH STATEMENT EXECUTE FUNCTION payrec_fraud_append_only();

    CREATE TABLE alert_approvals (
      approval_id text PRIMARY KEY,
      alert_id text NOT NULL REFERENCES alerts (alert_id),
      disposition text NOT NULL CHECK (disposition IN ('CONFIRMED_FRAUD', 'FALSE_POSITIVE')),
      reason text NOT NULL,
      proposed_by text NOT NULL,
      proposed_at timestamptz NOT NULL,
      -- What is signed; the alert in another version is another thing.
      pinned_row_version bigint NOT NULL,
      state text NOT NULL CHECK (state IN ('pending', 'approved', 'rejected', 'void')),
      decided_by text,
      decided_at timestamptz,
      CONSTRAINT alert_approvals_four_eyes CHECK (state NOT IN ('approved', 'rejected')
        OR (decided_by IS NOT NULL AND lower(decided_by) <> lower(proposed_by)))
    );
    CREATE UNIQUE INDEX alert_approvals_one_pending ON alert_approvals (alert_id) WHERE state = 'pending';
    CREATE INDEX alert_approvals_waiting ON alert_approvals (proposed_at, approval_id) WHERE state = 'pending';

    -- Who opened an alert in which version: a signature needs the evidence to have been seen.
    CREATE TABLE alert_sightings (
      alert_id text NOT NULL REFERENCES alerts (alert_id),
      actor text NOT NULL,
      row_version bigint NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (alert_id, actor)
    );

    -- Final decisions, kept for metrics and for the file; a reopened alert voids its decision and does not delete it.
    CREATE TABLE alert_decisions (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      alert_id text NOT NULL REFERENCES alerts (alert_id),
      disposition text NOT NULL CHECK (disposition IN ('CONFIRMED_FRAUD', 'FALSE_POSITIVE')),
      reason text NOT NULL,
      decided_by text NOT NULL,
      decided_at timestamptz NOT NULL,
      signed_by text,
      closed_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      sla_due_at timestamptz,
      void_at timestamptz,
      CONSTRAINT alert_decisions_four_eyes CHECK (signed_by IS NULL OR lower(signed_by) <> lower(decided_by))
    );
    CREATE UNIQUE INDEX alert_decisions_one ON alert_decisions (alert_id) WHERE void_at IS NULL;
    CREATE INDEX alert_decisions_closed ON alert_decisions (closed_at);

    -- Labels on their way to the pipeline: written with the decision, sent after it, until the receiver has said yes.
    CREATE TABLE label_outbox (
      label_id text PRIMARY KEY,
      alert_id text NOT NULL,
      body text NOT NULL,
      created_at timestamptz NOT NULL,
      next_attempt_at timestamptz NOT NULL,
      attempts integer NOT NULL DEFAULT 0,
      delivered_at timestamptz,
      parked_at timestamptz,
      last_error text
    );
    CREATE INDEX label_outbox_due ON label_outbox (next_attempt_at, label_id)
      WHERE delivered_at IS NULL AND parked_at IS NULL;

    CREATE TABLE alert_presence (
      alert_id text NOT NULL,
      actor text NOT NULL,
      since timestamptz NOT NULL,
      seen_at timestamptz NOT NULL,
      PRIMARY KEY (alert_id, actor)
    );

    CREATE TABLE alert_sla_breaches (
      alert_id text NOT NULL REFERENCES alerts (alert_id),
      due_at timestamptz NOT NULL,
      found_at timestamptz NOT NULL,
      PRIMARY KEY (alert_id, due_at)
    );

    CREATE TABLE suppressions (
      suppression_id text PRIMARY KEY,
      rule_id text,
      reason_code text,
      merchant_id text,
      card_token text,
      user_token text,
      device_token text,
      score_ceiling numeric(6, 5) NOT NULL,
      reason text NOT NULL,
      owner text NOT NULL,
      proposed_at timestamptz NOT NULL,
      approved_by text,
      starts_at timestamptz,
      expires_at timestamptz NOT NULL,
      ended_at timestamptz,
      ended_by text,
      CHECK (num_nonnulls(rule_id, reason_code, merchant_id, card_token, user_token, device_token) > 0),
      CHECK ((approved_by IS NULL) = (starts_at IS NULL)),
      CONSTRAINT suppressions_four_eyes CHECK (approved_by IS NULL OR lower(approved_by) <> lower(owner))
    );
    CREATE TABLE suppression_hits (
      suppression_id text NOT NULL REFERENCES suppressions (suppression_id),
      alert_id text NOT NULL,
      kind text NOT NULL CHECK (kind IN ('hidden', 'sampled')),
      score numeric(6, 5) NOT NULL,
      at timestamptz NOT NULL,
      PRIMARY KEY (suppression_id, alert_id)
    );

    CREATE SEQUENCE break_glass_number;
    CREATE TABLE break_glass (
      break_glass_id text PRIMARY KEY,
      subject text NOT NULL,
      opened_by text NOT NULL,
      reason text NOT NULL,
      ticket text NOT NULL,
      opened_at timestamptz NOT NULL,
      expires_at timestamptz NOT NULL,
      notified text[] NOT NULL,
      review_due_date text NOT NULL,
      reviewed_by text,
      reviewed_at timestamptz,
      verdict text CHECK (verdict IN ('justified', 'not_justified')),
      review_text text,
      CHECK ((reviewed_by IS NULL) = (verdict IS NULL)),
      CONSTRAINT break_glass_four_eyes CHECK (reviewed_by IS NULL OR lower(reviewed_by) <> lower(opened_by))
    );
    CREATE INDEX break_glass_open ON break_glass (opened_by, expires_at);

    CREATE TABLE idempotency_keys (
      actor text NOT NULL,
      key text NOT NULL,
      operation text NOT NULL,
      request_sha256 text NOT NULL,
      -- json and not jsonb: a retry gets the same text.
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
    DROP TABLE idempotency_keys, break_glass, suppression_hits, suppressions, alert_sla_breaches, alert_presence,
      label_outbox, alert_decisions, alert_sightings, alert_approvals, work_log;
    DROP SEQUENCE break_glass_number;
    DROP FUNCTION payrec_fraud_append_only();
  `);
};
