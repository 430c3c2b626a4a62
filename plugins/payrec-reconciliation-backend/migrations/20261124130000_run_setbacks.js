// @ts-check

/**
 * How often a run died with its process or failed for a reason unknown. Kept apart from `attempts`, which also counts the
 * times a run went back to the queue because the query engine did not answer: an engine that is down for an hour must not
 * cost the night's figures.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw('ALTER TABLE recon_runs ADD COLUMN setbacks integer NOT NULL DEFAULT 0');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('ALTER TABLE recon_runs DROP COLUMN setbacks');
};
