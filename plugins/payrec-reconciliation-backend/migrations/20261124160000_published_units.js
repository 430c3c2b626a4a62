// @ts-check

/**
 * What a published unit was published as. The pointer says it for the run that counts; a transaction whose day left the
 * window is found in the run before, by the name that run wrote its rows under. The indexes keep the overview's questions
 * from reading every run there ever was.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    ALTER TABLE recon_run_units ADD COLUMN match_run_id text, ADD COLUMN published_at timestamptz;
    UPDATE recon_run_units u SET match_run_id = u.run_id || '-' || r.attempts,
        published_at = COALESCE(r.finished_at, r.started_at, r.created_at)
      FROM recon_runs r WHERE r.id = u.run_id AND u.state = 'published';
    UPDATE recon_run_units u SET match_run_id = p.match_run_id, published_at = p.published_at
      FROM recon_pointers p WHERE p.run_id = u.run_id AND p.unit = u.unit;
    ALTER TABLE recon_run_units ADD CONSTRAINT recon_run_units_published_as
      CHECK (state <> 'published' OR (match_run_id IS NOT NULL AND published_at IS NOT NULL));
    CREATE INDEX recon_run_units_history ON recon_run_units (unit, published_at DESC) WHERE state = 'published';
    CREATE INDEX recon_run_units_refused ON recon_run_units (unit) WHERE state IN ('refused', 'failed');
    CREATE INDEX recon_runs_as_of ON recon_runs (as_of_date DESC, seq DESC);
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP INDEX recon_runs_as_of, recon_run_units_refused, recon_run_units_history;
    ALTER TABLE recon_run_units DROP CONSTRAINT recon_run_units_published_as;
    ALTER TABLE recon_run_units DROP COLUMN match_run_id, DROP COLUMN published_at;
  `);
};
