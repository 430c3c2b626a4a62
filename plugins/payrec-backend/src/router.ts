import { payrecContract } from '@internal/plugin-payrec-common';
import { createMount, FinalIndexService, MountOptions } from '@internal/plugin-payrec-node';
import { Router } from 'express';
import { TransactionService } from './service/TransactionService';

export function createRouter(
  deps: Omit<MountOptions, 'contract'> & { finalIndex: FinalIndexService; transactions: TransactionService },
): Router {
  const { transactions, finalIndex, ...services } = deps;
  const { router, mount, assertAllMounted } = createMount({ ...services, contract: payrecContract, finalIndex });
  const { endpoints } = payrecContract;

  mount(endpoints.listTransactions, ({ query }, context) => transactions.list(query, context));
  mount(endpoints.getTransaction, ({ params, query }, context) =>
    transactions.get(params.txnId, query.businessDate, context),
  );
  mount(endpoints.getSummary, ({ query }, context) => transactions.summary(query.businessDate, context));
  mount(endpoints.getStatus, async () => {
    const { engine, available, reason, asOf } = await finalIndex.status();
    return { engine, available, reason: reason ?? null, asOf };
  });

  assertAllMounted();
  return router;
}
