import { IsoDate } from '@internal/plugin-payrec-common';

const day = (column: string) => `CAST(${column} AS DATE)`;

/** `line`: what the banks book, before it is put on statements. Ordinals and balances come in {@link NUMBER_LINES}. */
export const CREATE_LINES = `CREATE TABLE line (account_id VARCHAR, booking_date DATE, value_date DATE,
  amount_minor BIGINT, reference VARCHAR, batch_id VARCHAR, counterparty VARCHAR, remittance VARCHAR, reversal BOOLEAN,
  sort_key VARCHAR, group_key VARCHAR, planted VARCHAR)`;

/** Bank lines of the payouts. `late` payouts come three open days after they should, some others one. */
export function insertBatchLines(end: IsoDate): string {
  const lag = `CASE WHEN k.class = 'TIMING' THEN c.next3 WHEN CAST(hash(b.h, 61) % 100::UBIGINT AS BIGINT) < 7 THEN c.next1
    ELSE b.value_date END`;
  const text = `CASE m.psp WHEN 'adyen' THEN 'TX' || CAST(100000 + b.h % 899999::UBIGINT AS VARCHAR) || 'XT BATCH ' || b.batch_id || ', ExampleBV_ECOM'
    WHEN 'stripe' THEN 'STRIPE PAYOUT ' || b.batch_id
    ELSE upper(m.psp) || ' PAYOUT BATCH ' || b.batch_id || ' ' || m.name END`;
  return `INSERT INTO line
    SELECT b.account_id, booked, booked, b.net + coalesce(b.delta_minor, 0), NULL, b.batch_id, b.payer, b.text, false,
      'B' || b.batch_id || n, 'B|' || b.account_id || '|' || b.batch_id, b.class
    FROM (SELECT b.*, k.class, k.delta_minor, ${day(lag)} AS booked, ${text} AS text,
            CASE m.psp WHEN 'adyen' THEN 'ADYEN N.V.' WHEN 'stripe' THEN 'STRIPE' ELSE upper(m.psp) END AS payer
          FROM batch b JOIN merchant m ON m.no = b.merchant_no
          JOIN calendar c ON c.account_id = b.account_id AND c.date = b.value_date
          LEFT JOIN batch_break k ON k.account_id = b.account_id AND k.batch_id = b.batch_id
          WHERE b.net > 0 AND b.value_date <= DATE '${end}' AND coalesce(k.class, '') <> 'MISSING_RIGHT') b,
      range(CASE WHEN b.class = 'DUPLICATE' THEN 2 ELSE 1 END) r(n)
    WHERE booked <= DATE '${end}'`;
}

/** Bank lines of the single transfers: mostly with the reference as it is, some reformatted, a few without any. */
export function insertSingleLines(end: IsoDate): string {
  const form = `CAST(hash(s.h, 62) % 100::UBIGINT AS BIGINT)`;
  const reference = `CASE WHEN ${form} < 3 THEN NULL WHEN ${form} < 8 THEN lower(replace(s.reference, '-', ' ')) ELSE s.reference END`;
  const lag = `CASE WHEN k.class = 'TIMING' THEN c.next3 WHEN CAST(hash(s.h, 63) % 100::UBIGINT AS BIGINT) < 10 THEN c.next1
    ELSE s.value_date END`;
  return `INSERT INTO line
    SELECT s.account_id, booked, booked,
      CASE WHEN s.class = 'SPLIT' THEN CASE n WHEN 0 THEN s.gross_minor // 2 ELSE s.gross_minor - s.gross_minor // 2 END
           ELSE s.gross_minor + coalesce(s.delta_minor, 0) END,
      -- A transfer in two parts or short of a fee is only recognised by its reference.
      CASE WHEN s.class IS NULL THEN s.ref ELSE s.reference END, NULL, s.payer,
      CASE WHEN s.class IS NULL AND s.ref IS NULL THEN 'UEBERWEISUNG ' || s.payer ELSE coalesce(s.ref, s.reference) || ' ' || s.name END,
      false, 'S' || s.txn_id || n, 'S|' || s.txn_id, s.class
    FROM (SELECT s.*, m.name, k.class, k.delta_minor, ${day(lag)} AS booked, ${reference} AS ref,
            'Kunde ' || CAST(1000 + s.h % 8999::UBIGINT AS VARCHAR) AS payer
          FROM single s JOIN merchant m ON m.no = s.merchant_no
          JOIN calendar c ON c.account_id = s.account_id AND c.date = s.value_date
          LEFT JOIN single_break k ON k.txn_id = s.txn_id
          WHERE s.value_date <= DATE '${end}' AND coalesce(k.class, '') <> 'MISSING_RIGHT') s,
      range(CASE WHEN s.class IN ('DUPLICATE', 'SPLIT') THEN 2 ELSE 1 END) r(n)
    WHERE booked <= DATE '${end}'`;
}

/** Credits nobody expects, and a returned payment booked and taken back under one reference. */
export function insertStrayLines(end: IsoDate): string[] {
  const unit = `CASE a.account_id WHEN 'mizu-bank' THEN 1 WHEN 'gulf-settlement' THEN 10 ELSE 1 END`;
  return [
    `INSERT INTO line
     SELECT a.account_id, a.date, a.date, (1500 + CAST(hash(a.account_id, a.date, 91) % 42000::UBIGINT AS BIGINT)) * ${unit}, NULL,
       NULL, 'Unbekannt', 'DOORSTORTING ' || CAST(4000 + hash(a.date, a.account_id) % 999::UBIGINT AS VARCHAR) || ' PART 1', false,
       'U' || a.account_id || a.date, 'U|' || a.account_id || '|' || a.date, 'MISSING_LEFT'
     FROM calendar a WHERE a.open AND a.date <= DATE '${end}' AND date_diff('day', a.date, DATE '${end}') <= 40
       AND CAST(hash(a.account_id, a.date, 92) % 100::UBIGINT AS BIGINT) <
         CASE WHEN date_diff('day', a.date, DATE '${end}') <= 10 THEN 14 ELSE 3 END`,
    `INSERT INTO line
     SELECT account_id, date, date, CASE n WHEN 0 THEN amount ELSE -amount END, reference, NULL, 'Rueckgabe',
       reference || CASE n WHEN 0 THEN ' GUTSCHRIFT' ELSE ' RUECKGABE AC04' END, n = 1, 'R' || reference || n, 'R|' || reference, 'CONTRA'
     FROM (SELECT account_id, date, 12000 + CAST(hash(date, 94) % 9000::UBIGINT AS BIGINT) AS amount,
             'RET-' || strftime(date, '%y%m%d') AS reference
           FROM calendar WHERE account_id = 'handelsbank-collections' AND open AND date <= DATE '${end}'
             AND CAST(hash(date, 93) % 100::UBIGINT AS BIGINT) < 5), range(2) r(n)`,
  ];
}

/**
 * `stmt` (one per account and open day) and `booked` (its lines with their ordinal). Two things go wrong on the way: the
 * statement of Sparbank Sud for the open day before the last is late, and one of Mizu Bank does not foot.
 */
export function numberStatements(end: IsoDate, opening: ReadonlyArray<[accountId: string, minor: number]>): string[] {
  return [
    `CREATE TABLE booked AS SELECT *, CAST(row_number() OVER (PARTITION BY account_id, booking_date ORDER BY sort_key) AS INTEGER)
       AS ordinal FROM line`,
    `CREATE TABLE stmt AS
     SELECT c.account_id, c.date, c.statement_no, o.opening + coalesce(sum(l.total) OVER w, 0) AS closing_minor,
       o.opening + coalesce(sum(l.total) OVER w, 0) - coalesce(l.total, 0) AS opening_minor, coalesce(l.lines, 0) AS lines,
       row_number() OVER (PARTITION BY c.account_id ORDER BY c.date DESC) AS newest
     FROM calendar c
     JOIN (VALUES ${opening.map(([id, minor]) => `('${id}', ${minor}::BIGINT)`).join(', ')}) o(account_id, opening)
       ON o.account_id = c.account_id
     LEFT JOIN (SELECT account_id, booking_date, CAST(sum(amount_minor) AS BIGINT) AS total, count(*) AS lines FROM line GROUP BY ALL) l
       ON l.account_id = c.account_id AND l.booking_date = c.date
     WHERE c.open AND c.date <= DATE '${end}'
     WINDOW w AS (PARTITION BY c.account_id ORDER BY c.date)`,
  ];
}
