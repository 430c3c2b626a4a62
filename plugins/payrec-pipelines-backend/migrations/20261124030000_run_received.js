/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  // Runs are asked for by when they were last heard of, once a minute. BRIN: no cost for an update, which a run gets
  // with each event.
  await knex.raw('CREATE INDEX lineage_run_received ON lineage_run USING brin (last_received_at)');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX lineage_run_received');
};
