// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.raw(`
    -- Lists of reviews read what was unmasked in an opening from the log.
    CREATE INDEX work_log_unmask ON work_log ((detail::jsonb ->> 'breakGlassId'), seq) WHERE action = 'profile.unmask';
    CREATE INDEX break_glass_due ON break_glass (review_due_date, break_glass_id) WHERE reviewed_by IS NULL;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw('DROP INDEX break_glass_due; DROP INDEX work_log_unmask');
};
