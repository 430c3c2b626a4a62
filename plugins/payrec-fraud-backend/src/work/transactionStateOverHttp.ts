import { AuthService, DiscoveryService, LoggerService } from '@backstage/backend-plugin-api';
import { reconciliationContract } from '@internal/plugin-payrec-reconciliation-common';
import { TransactionStateReader } from './deps';

const TIMEOUT_MS = 3_000;
const { path, response } = reconciliationContract.endpoints.getTransactionState;

/**
 * Asks the reconciliation plugin in the name of this one, since a fraud analyst may know where a transaction stands and not
 * see the breaks. Only for transactions of an alert the person may see. Null when it does not answer in three seconds.
 */
export function transactionStateOverHttp(deps: {
  readonly auth: AuthService;
  readonly discovery: DiscoveryService;
  readonly logger: LoggerService;
}): TransactionStateReader {
  return async ({ txnId, reconUnit }, signal) => {
    try {
      const { token } = await deps.auth.getPluginRequestToken({
        onBehalfOf: await deps.auth.getOwnServiceCredentials(),
        targetPluginId: reconciliationContract.pluginId,
      });
      const base = await deps.discovery.getBaseUrl(reconciliationContract.pluginId);
      const url = `${base}${path.replace(':txnId', encodeURIComponent(txnId))}?unit=${encodeURIComponent(reconUnit)}`;
      const answer = await fetch(url, {
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      if (!answer.ok) {
        await answer.body?.cancel();
        deps.logger.warn(`Reconciliation answered ${answer.status} about the state of a transaction`);
        return null;
      }
      return response.parse(await answer.json());
    } catch (error) {
      if (!signal.aborted) deps.logger.warn(`Reconciliation did not say the state of a transaction: ${error}`);
      return null;
    }
  };
}
