// @ts-check

/**
 * The overview counts all live breaks for everybody who opens it. They are summed from an index in the order they are
 * grouped by, and the few that wait for somebody from one of their own; the rows themselves are ten times as wide.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.raw(`
    CREATE INDEX breaks_live ON breaks (unit, currency, break_class, business_date) INCLUDE (difference_minor)
      WHERE state IN ('open', 'proposed', 'disputed');
    CREATE INDEX breaks_waiting ON breaks (state, proposed_by, proposed_at) WHERE state IN ('proposed', 'disputed');
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX breaks_waiting, breaks_live');
};
