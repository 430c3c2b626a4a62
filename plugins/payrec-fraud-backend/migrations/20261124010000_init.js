/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE alerts (
      alert_id text PRIMARY KEY,
      -- One open alert per pattern; see alerts_one_open.
      dedupe_key text NOT NULL,
      -- Two counters on purpose: the pipeline counts scores, we count changes. A claim must not make the next score look stale.
      row_version bigint NOT NULL CHECK (row_version > 0),
      score_version integer NOT NULL,
      state text NOT NULL CHECK (state IN ('NEW', 'IN_REVIEW', 'ESCALATED', 'APPROVAL', 'SNOOZED', 'CLOSED')),
      disposition text CHECK (disposition IN ('CONFIRMED_FRAUD', 'FALSE_POSITIVE')),
      score numeric(6, 5) NOT NULL CHECK (score BETWEEN 0 AND 1),
      previous_score numeric(6, 5),
      score_changed_at timestamptz,
      threshold numeric(6, 5),
      model_version text,
      priority text NOT NULL CHECK (priority IN ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')),
      hit_count integer NOT NULL DEFAULT 1,
      boost text,
      amount_minor numeric(38, 0),
      currency char(3),
      txn_id text,
      business_date text,
      merchant_id text,
      merchant_name text,
      country char(2),
      counter_country char(2),
      reasons jsonb NOT NULL DEFAULT '[]',
      rule_hits jsonb NOT NULL DEFAULT '[]',
      -- Personal values as they came: AMLR Art. 77 wants the record unredacted. They are masked when a row becomes JSON.
      user_id text,
      user_token text,
      person_name text,
      email text,
      phone text,
      pan text,
      card_token text,
      iban text,
      device_id text,
      device_token text,
      ip text,
      ip_token text,
      event_at timestamptz NOT NULL,
      received_at timestamptz NOT NULL,
      sla_due_at timestamptz,
      recoverable_until timestamptz,
      claimed_by text,
      lease_until timestamptz,
      fence bigint NOT NULL DEFAULT 0,
      snoozed_until timestamptz,
      previous_alert_id text REFERENCES alerts (alert_id),
      late boolean NOT NULL DEFAULT false,
      skew_ms integer NOT NULL DEFAULT 0,
      suppression_id text,
      closed_at timestamptz,
      updated_at timestamptz NOT NULL,
      CHECK ((amount_minor IS NULL) = (currency IS NULL)),
      CHECK ((claimed_by IS NULL) = (lease_until IS NULL)),
      CHECK (state <> 'CLOSED' OR closed_at IS NOT NULL)
    );
    CREATE UNIQUE INDEX alerts_one_open ON alerts (dedupe_key) WHERE state <> 'CLOSED';
    CREATE INDEX alerts_closed ON alerts (dedupe_key, closed_at DESC) WHERE state = 'CLOSED';
    CREATE INDEX alerts_due ON alerts (sla_due_at, alert_id) WHERE state <> 'CLOSED';
    CREATE INDEX alerts_score ON alerts (score DESC, alert_id) WHERE state <> 'CLOSED';
    CREATE INDEX alerts_received ON alerts (received_at DESC, alert_id);
    CREATE INDEX alerts_device ON alerts (device_id, event_at) WHERE device_id IS NOT NULL;
    CREATE INDEX alerts_user ON alerts (user_id, event_at) WHERE user_id IS NOT NULL;
    CREATE INDEX alerts_card ON alerts (card_token, event_at) WHERE card_token IS NOT NULL;
    CREATE INDEX alerts_ip ON alerts (ip, event_at) WHERE ip IS NOT NULL;
    CREATE INDEX alerts_claimed ON alerts (claimed_by) WHERE claimed_by IS NOT NULL;

    -- Outbox and history in one: every change of an alert is one row, written in the transaction of the change.
    CREATE TABLE alert_events (
      id bigserial PRIMARY KEY,
      -- Given after commit by the sequencer; dense per epoch.
      seq bigint,
      event_id text NOT NULL UNIQUE,
      alert_id text NOT NULL,
      row_version bigint NOT NULL,
      kind text NOT NULL,
      actor text,
      at timestamptz NOT NULL DEFAULT clock_timestamp(),
      -- Images of the alert row, as the stream's filter and permission need them. NULL before: it came into being.
      before jsonb,
      after jsonb NOT NULL,
      -- What happened, without personal values.
      detail jsonb NOT NULL DEFAULT '{}',
      UNIQUE (alert_id, row_version, kind, id)
    );
    CREATE UNIQUE INDEX alert_events_seq ON alert_events (seq) WHERE seq IS NOT NULL;
    CREATE INDEX alert_events_unsequenced ON alert_events (id) WHERE seq IS NULL;
    CREATE INDEX alert_events_of_alert ON alert_events (alert_id, id);

    CREATE TABLE feed_head (
      stream text PRIMARY KEY,
      epoch uuid NOT NULL,
      last_seq bigint NOT NULL,
      -- Greatest number that may be missing: the events after it are all there.
      min_seq bigint NOT NULL,
      CHECK (min_seq <= last_seq)
    );
    INSERT INTO feed_head (stream, epoch, last_seq, min_seq) VALUES ('alerts', gen_random_uuid(), 0, 0);

    -- Outlives the pruning of alert_events, so that a repeated event stays without effect.
    CREATE TABLE ingested_events (
      event_id text PRIMARY KEY,
      alert_id text,
      result text,
      at timestamptz NOT NULL DEFAULT clock_timestamp()
    );
    CREATE INDEX ingested_events_at ON ingested_events (at);

    CREATE TABLE alert_score_history (
      alert_id text NOT NULL,
      score_version integer NOT NULL,
      score numeric(6, 5) NOT NULL,
      event_id text NOT NULL,
      at timestamptz NOT NULL,
      -- False: an older version that came late and changed nothing.
      applied boolean NOT NULL,
      PRIMARY KEY (alert_id, score_version, event_id)
    );

    CREATE TABLE alert_quarantine (
      quarantine_id text PRIMARY KEY,
      -- SHA-256 of the payload: the same bad event again only counts.
      fingerprint text NOT NULL UNIQUE,
      source text NOT NULL,
      event_id text,
      reason text NOT NULL,
      payload jsonb NOT NULL,
      payload_bytes integer NOT NULL,
      received_at timestamptz NOT NULL,
      count integer NOT NULL DEFAULT 1,
      resolved_at timestamptz,
      resolved_by text,
      resolution text CHECK (resolution IN ('retried', 'discarded'))
    );
    CREATE INDEX alert_quarantine_open ON alert_quarantine (received_at DESC, quarantine_id);

    CREATE TABLE alert_views (
      view_id text PRIMARY KEY,
      owner text NOT NULL,
      name text NOT NULL,
      query text NOT NULL,
      shared boolean NOT NULL,
      created_at timestamptz NOT NULL,
      UNIQUE (owner, name)
    );

    -- Key of the tokens that stand for personal values, where config brings none.
    CREATE TABLE token_keys (version integer PRIMARY KEY, key text NOT NULL);

    CREATE TABLE intake_watermarks (
      source text PRIMARY KEY,
      -- Sort key of the last row taken in.
      position jsonb NOT NULL,
      updated_at timestamptz NOT NULL
    );
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP TABLE intake_watermarks, token_keys, alert_views, alert_quarantine, alert_score_history, ingested_events, feed_head,
      alert_events, alerts
  `);
};
