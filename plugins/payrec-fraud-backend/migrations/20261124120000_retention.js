// @ts-check

/** @param {import('knex').Knex} knex */
exports.up = async function up(knex) {
  await knex.raw(`
    -- The id alone makes it unique: the constraint only cost every event two entries of an index.
    ALTER TABLE alert_events DROP CONSTRAINT alert_events_alert_id_row_version_kind_id_key;
    CREATE INDEX alerts_closed_at ON alerts (closed_at) WHERE state = 'CLOSED';
    CREATE INDEX label_outbox_delivered ON label_outbox (delivered_at) WHERE delivered_at IS NOT NULL;
  `);
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex.raw(`
    DROP INDEX label_outbox_delivered;
    DROP INDEX alerts_closed_at;
    ALTER TABLE alert_events ADD CONSTRAINT alert_events_alert_id_row_version_kind_id_key
      UNIQUE (alert_id, row_version, kind, id);
  `);
};
