import { InputError, NotFoundError } from '@backstage/errors';
import {
  daysBetween,
  encodeCursor,
  isIsoDate,
  parseIsoDate,
  payrecContract,
  Summary,
  Transaction,
  TRANSACTION_DAYS_MAX,
  TransactionDetail,
  Visibility,
} from '@internal/plugin-payrec-common';
import { FinalIndexService, readCursor, Scope } from '@internal/plugin-payrec-node';
import { z } from 'zod';
import { dayTotals, transactionById, transactionPage } from '../queries/transactionQueries';

type ListQuery = z.infer<typeof payrecContract.endpoints.listTransactions.query>;
type ListAnswer = z.infer<typeof payrecContract.endpoints.listTransactions.response>;
type Sight = { readonly scope: Scope; readonly visibility: Visibility; readonly signal?: AbortSignal };

/** Transactions of the Final Index as one caller may see them. */
export class TransactionService {
  readonly #finalIndex: Pick<FinalIndexService, 'query' | 'status'>;

  constructor(finalIndex: Pick<FinalIndexService, 'query' | 'status'>) {
    this.#finalIndex = finalIndex;
  }

  /** @throws InputError for a span beyond {@link TRANSACTION_DAYS_MAX} days, one that runs backwards, or a bad cursor. */
  async list(query: ListQuery, { scope, visibility, signal }: Sight): Promise<ListAnswer> {
    const { cursor, limit, ...filter } = query;
    const from = parseIsoDate(query.from);
    const to = parseIsoDate(query.to);
    const days = daysBetween(from, to) + 1;
    if (days < 1) throw new InputError(`from ${from} is after to ${to}; swap them`);
    if (days > TRANSACTION_DAYS_MAX) {
      throw new InputError(`${from} to ${to} are ${days} days; ask for at most ${TRANSACTION_DAYS_MAX} at a time`);
    }
    const { rows, asOf } = await this.#finalIndex.query(
      transactionPage,
      {
        ...filter,
        from,
        to,
        before: cursor === undefined ? undefined : lastRow(cursor, { from, to }),
        rows: limit + 1,
      },
      { scope, signal },
    );
    const items = rows.slice(0, limit);
    return { items, nextCursor: rows.length > limit ? cursorAfter(items.at(-1)) : undefined, asOf, visibility };
  }

  /** @throws NotFoundError when it does not exist on that day or is not the caller's to see; both read the same. */
  async get(txnId: string, businessDate: string, { scope, visibility, signal }: Sight): Promise<TransactionDetail> {
    const day = parseIsoDate(businessDate);
    const { rows, asOf } = await this.#finalIndex.query(
      transactionById,
      { txnId, businessDate: day },
      { scope, signal },
    );
    const transaction = rows.at(0);
    if (!transaction) throw new NotFoundError(`No transaction ${txnId} on business date ${day}; check both`);
    return { ...transaction, lineage: visibility === 'all' ? transaction.lineage : null, asOf, visibility };
  }

  /** One day's count and sums; the latest complete day unless told. */
  async summary(businessDate: string | undefined, { scope, visibility, signal }: Sight): Promise<Summary> {
    const wanted = businessDate ?? (await this.#finalIndex.status()).asOf?.businessDate ?? undefined;
    const day = wanted === undefined ? null : parseIsoDate(wanted);
    // An index without data has no latest day; the query then runs for its data version alone.
    const { rows, asOf } = await this.#finalIndex.query(
      dayTotals,
      { businessDate: day ?? parseIsoDate('1970-01-01') },
      { scope, signal },
    );
    return {
      businessDate: day,
      count: rows.reduce((sum, row) => sum + row.total.count, 0),
      merchantCount: rows.at(0)?.merchantCount ?? 0,
      totals: rows.map(row => row.total),
      asOf,
      visibility,
    };
  }
}

function cursorAfter(last: Transaction | undefined): string | undefined {
  return last && encodeCursor([last.businessDate, last.txnId]);
}

function lastRow(cursor: string, span: { from: string; to: string }) {
  const [day, txnId] = readCursor(cursor, 2);
  // The day becomes the partition bound: one outside the span would let a cursor widen what was asked for.
  if (day === null || txnId === null || !isIsoDate(day) || day < span.from || day > span.to) {
    throw new InputError('The cursor belongs to another list; start again without it');
  }
  return { businessDate: day, txnId };
}
