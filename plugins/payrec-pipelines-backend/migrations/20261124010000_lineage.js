// @ts-check

/**
 * Lineage as events and what follows from them. `ol_event` is the truth for 30 days; all other tables are a fold of it and
 * depend on the set of events alone. Times are of the events unless the name says "received".
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE TABLE ol_event (
      -- sha256 of the canonical event: delivering it again changes nothing.
      key text PRIMARY KEY,
      seq bigint GENERATED ALWAYS AS IDENTITY,
      received_at timestamptz NOT NULL,
      event_at timestamptz NOT NULL,
      kind text NOT NULL CHECK (kind IN ('run', 'job', 'dataset')),
      event_type text,
      run_id text,
      job_namespace text,
      job_name text,
      dataset_namespace text,
      dataset_name text,
      producer text,
      warnings jsonb NOT NULL DEFAULT '[]',
      body text NOT NULL,
      projected boolean NOT NULL DEFAULT false
    );
    CREATE INDEX ol_event_open ON ol_event (seq) WHERE NOT projected;
    CREATE INDEX ol_event_run ON ol_event (run_id) WHERE run_id IS NOT NULL;
    CREATE INDEX ol_event_received ON ol_event (received_at);
    CREATE INDEX ol_event_job ON ol_event (job_namespace, job_name, event_at);

    CREATE TABLE ol_rejected (day date PRIMARY KEY, events bigint NOT NULL);

    CREATE TABLE lineage_job (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      namespace text NOT NULL,
      name text NOT NULL,
      facets jsonb NOT NULL DEFAULT '{}',
      processing_type text NOT NULL DEFAULT 'BATCH',
      first_seen_at timestamptz NOT NULL,
      last_seen_at timestamptz NOT NULL,
      UNIQUE (namespace, name)
    );

    CREATE TABLE lineage_dataset (
      id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      namespace text NOT NULL,
      name text NOT NULL,
      -- The row that stands for all names of the same data; itself for most.
      canonical_id bigint NOT NULL,
      facets jsonb NOT NULL DEFAULT '{}',
      first_seen_at timestamptz NOT NULL,
      last_seen_at timestamptz NOT NULL,
      UNIQUE (namespace, name)
    );
    CREATE INDEX lineage_dataset_canonical ON lineage_dataset (canonical_id);

    -- "name is another name of target", by whom: symlink, rename, config, claim.
    CREATE TABLE lineage_alias (
      namespace text NOT NULL,
      name text NOT NULL,
      target_namespace text NOT NULL,
      target_name text NOT NULL,
      source text NOT NULL,
      PRIMARY KEY (namespace, name, target_namespace, target_name, source)
    );

    -- Entities that claim a name by annotation; the first by ref order is used.
    CREATE TABLE lineage_claim (
      kind text NOT NULL CHECK (kind IN ('job', 'dataset')),
      namespace text NOT NULL,
      name text NOT NULL,
      entity_ref text NOT NULL,
      PRIMARY KEY (kind, namespace, name, entity_ref)
    );

    CREATE TABLE lineage_run (
      run_id text PRIMARY KEY,
      job_id bigint REFERENCES lineage_job (id),
      produced_namespace text NOT NULL,
      produced_name text NOT NULL,
      state text NOT NULL,
      processing_type text NOT NULL,
      started_at timestamptz,
      ended_at timestamptz,
      duration_seconds double precision,
      nominal_start_at timestamptz,
      nominal_end_at timestamptz,
      events integer NOT NULL,
      conflict boolean NOT NULL,
      error_message text,
      code jsonb,
      rows_in bigint,
      rows_out bigint,
      -- Rows put aside, from the run facet payrec_quarantine.
      quarantined bigint,
      parent_run_id text,
      engine text,
      sql text,
      first_event_at timestamptz NOT NULL,
      last_event_at timestamptz NOT NULL,
      first_received_at timestamptz NOT NULL,
      last_received_at timestamptz NOT NULL,
      -- Its events have been deleted: a late one is counted but cannot be folded in any more.
      frozen boolean NOT NULL DEFAULT false
    );
    CREATE INDEX lineage_run_job ON lineage_run (job_id, first_event_at DESC, run_id);
    CREATE INDEX lineage_run_time ON lineage_run (first_event_at DESC, run_id);
    CREATE INDEX lineage_run_parent ON lineage_run (parent_run_id) WHERE parent_run_id IS NOT NULL;

    CREATE TABLE lineage_run_io (
      run_id text NOT NULL REFERENCES lineage_run (run_id) ON DELETE CASCADE,
      dataset_id bigint NOT NULL REFERENCES lineage_dataset (id),
      direction text NOT NULL CHECK (direction IN ('input', 'output')),
      -- Trimmed path or subset, such as dt=2026-03-01; '' for the whole.
      partition text NOT NULL DEFAULT '',
      row_count bigint,
      size_bytes bigint,
      file_count bigint,
      -- What the producer promises is inside: output facet payrec_controlTotal.
      control_total jsonb,
      PRIMARY KEY (run_id, dataset_id, direction, partition)
    );
    CREATE INDEX lineage_run_io_dataset ON lineage_run_io (dataset_id, direction);

    -- What a JobEvent says without a run.
    CREATE TABLE lineage_job_io (
      job_id bigint NOT NULL REFERENCES lineage_job (id) ON DELETE CASCADE,
      dataset_id bigint NOT NULL REFERENCES lineage_dataset (id),
      direction text NOT NULL,
      first_seen_at timestamptz NOT NULL,
      last_seen_at timestamptz NOT NULL,
      PRIMARY KEY (job_id, dataset_id, direction)
    );

    CREATE TABLE lineage_edge (
      job_id bigint NOT NULL REFERENCES lineage_job (id) ON DELETE CASCADE,
      dataset_id bigint NOT NULL REFERENCES lineage_dataset (id),
      direction text NOT NULL,
      first_seen_at timestamptz NOT NULL,
      last_seen_at timestamptz NOT NULL,
      PRIMARY KEY (job_id, dataset_id, direction)
    );
    CREATE INDEX lineage_edge_dataset ON lineage_edge (dataset_id);

    -- The latest word of each job (0: a DatasetEvent) on the columns of a dataset; lineage_col_edge is its union.
    CREATE TABLE lineage_col_source (
      dataset_id bigint NOT NULL REFERENCES lineage_dataset (id) ON DELETE CASCADE,
      job_id bigint NOT NULL,
      facets jsonb NOT NULL,
      PRIMARY KEY (dataset_id, job_id)
    );
    CREATE TABLE lineage_col_edge (
      to_dataset_id bigint NOT NULL REFERENCES lineage_dataset (id) ON DELETE CASCADE,
      -- '' stands for the whole dataset: filters, joins and sorts.
      to_field text NOT NULL,
      from_dataset_id bigint NOT NULL REFERENCES lineage_dataset (id) ON DELETE CASCADE,
      from_field text NOT NULL,
      job_id bigint NOT NULL,
      type text NOT NULL,
      subtype text,
      description text,
      masking boolean NOT NULL
    );
    CREATE INDEX lineage_col_edge_to ON lineage_col_edge (to_dataset_id, to_field);
    CREATE INDEX lineage_col_edge_from ON lineage_col_edge (from_dataset_id, from_field);

    CREATE TABLE lineage_dataset_version (
      dataset_id bigint NOT NULL REFERENCES lineage_dataset (id) ON DELETE CASCADE,
      schema_hash text NOT NULL,
      field_count integer NOT NULL,
      seen_at timestamptz NOT NULL,
      PRIMARY KEY (dataset_id, schema_hash)
    );

    -- One row; its version says whether the graph in memory is still the one stored.
    CREATE TABLE lineage_state (one boolean PRIMARY KEY DEFAULT true CHECK (one), graph_version bigint NOT NULL);
    INSERT INTO lineage_state (graph_version) VALUES (1);
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP TABLE lineage_state, lineage_dataset_version, lineage_col_edge, lineage_col_source, lineage_edge, lineage_job_io,
      lineage_run_io, lineage_run, lineage_claim, lineage_alias, lineage_dataset, lineage_job, ol_rejected, ol_event;
  `);
};
