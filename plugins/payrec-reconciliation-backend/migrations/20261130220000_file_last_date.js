// @ts-check

/**
 * The last business date among the rows of a file, beside the first: the lines of a file are read from the days they lie in
 * and not from a year of them. Files from before have none and are looked for in a wide range, as they were.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw('ALTER TABLE statement_files ADD COLUMN last_date text');
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('ALTER TABLE statement_files DROP COLUMN last_date');
};
