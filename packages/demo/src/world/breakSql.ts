import { IsoDate } from '@internal/plugin-payrec-common';

/**
 * The breaks of real life, planted on purpose and written to the truth. The nearer to the end of the world, the more:
 * what is months old has been worked off, what is of yesterday has not.
 */

const ageOf = (column: string, end: IsoDate) => `date_diff('day', ${column}, DATE '${end}')`;

/** One class of ten thousand draws by cumulative limits. */
function classes(draw: string, table: ReadonlyArray<[name: string, upTo: number]>): string {
  return `CASE ${table.map(([name, upTo]) => `WHEN ${draw} < ${upTo} THEN '${name}'`).join(' ')} END`;
}

/** `batch_break`: class and difference of the payouts that do not come as they should. */
export function createBatchBreaks(end: IsoDate): string[] {
  const chance = `CASE WHEN ${ageOf('value_date', end)} <= 4 THEN 1100 WHEN ${ageOf('value_date', end)} <= 14 THEN 420
    WHEN ${ageOf('value_date', end)} <= 40 THEN 90 ELSE 0 END`;
  const pick = `CAST(hash(h, 72) % 100::UBIGINT AS BIGINT)`;
  return [
    `CREATE TABLE batch_break AS
     SELECT account_id, batch_id, class, CAST(CASE class
         WHEN 'FEE' THEN -(greatest(net // 400, 1) + CAST(hash(h, 73) % 40::UBIGINT AS BIGINT))
         WHEN 'AMOUNT' THEN CASE WHEN hash(h, 74) % 3 = 0 THEN net // 50 + 1 ELSE -(net // 25 + 1) END
         WHEN 'FX' THEN -(net // 250 + 1)
         ELSE 0 END AS BIGINT) AS delta_minor
     FROM (SELECT *, ${classes(pick, [
       ['FEE', 34],
       ['AMOUNT', 46],
       ['MISSING_RIGHT', 58],
       ['TIMING', 78],
       ['DUPLICATE', 88],
       ['FX', 100],
     ])} AS class FROM batch WHERE net > 1000 AND value_date <= DATE '${end}'
       AND CAST(hash(h, 71) % 10000::UBIGINT AS BIGINT) < ${chance})`,
    // The one everybody looks at first: the newest payout of Adyen that has reached the bank comes in short by its fees.
    `DELETE FROM batch_break WHERE account_id = 'adyen-example-bv' AND batch_id = ${newestAdyen(end)}`,
    `INSERT INTO batch_break SELECT account_id, batch_id, 'FEE', -(greatest(net // 400, 1) + 17) FROM batch
     WHERE account_id = 'adyen-example-bv' AND batch_id = ${newestAdyen(end)} AND net > 1000`,
  ];
}

function newestAdyen(end: IsoDate): string {
  return `(SELECT max(batch_id) FROM batch WHERE account_id = 'adyen-example-bv' AND value_date <= DATE '${end}')`;
}

/** `single_break`, the same for transactions with a bank line of their own. `perDay` keeps the list workable at any scale. */
export function createSingleBreaks(end: IsoDate, perDay: number): string {
  const damp = Math.max(1, Math.round(perDay / 60));
  const chance = `CASE WHEN ${ageOf('value_date', end)} <= 4 THEN 900 WHEN ${ageOf('value_date', end)} <= 14 THEN 260
    WHEN ${ageOf('value_date', end)} <= 40 THEN 40 ELSE 0 END`;
  const pick = `CAST(hash(h, 82) % 100::UBIGINT AS BIGINT)`;
  return `CREATE TABLE single_break AS
    SELECT txn_id, class, CAST(CASE class
        WHEN 'FEE' THEN -(20 + CAST(hash(h, 83) % 5::UBIGINT AS BIGINT) * 10)
        WHEN 'AMOUNT' THEN CASE WHEN hash(h, 84) % 2 = 0 THEN -(gross_minor // 20 + 1) ELSE -2000 END
        WHEN 'FX' THEN -(gross_minor // 300 + 1)
        ELSE 0 END AS BIGINT) AS delta_minor
    FROM (SELECT *, ${classes(pick, [
      ['MISSING_RIGHT', 26],
      ['AMOUNT', 42],
      ['DUPLICATE', 54],
      ['FEE', 68],
      ['FX', 76],
      ['SPLIT', 86],
      ['TIMING', 100],
    ])} AS class FROM single WHERE kind = 'sale' AND gross_minor > 2100 AND value_date <= DATE '${end}'
      AND CAST(hash(h, 81) % ${10_000 * damp}::UBIGINT AS BIGINT) < ${chance})`;
}
