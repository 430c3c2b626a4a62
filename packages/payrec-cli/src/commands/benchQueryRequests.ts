import { addDays, Endpoint, IsoDate, payrecContract } from '@internal/plugin-payrec-common';
import { reconciliationContract } from '@internal/plugin-payrec-reconciliation-common';

/** Asks a path of the portal and answers its body. */
export type Ask = (path: string) => Promise<unknown>;

/** One read endpoint and the address of its n-th request. */
export type ReadEndpoint = { readonly name: string; readonly path: (round: number) => string };

/** Contracts whose read endpoints are measured; an endpoint added to one of them is measured without a change here. */
const CONTRACTS = [payrecContract, reconciliationContract] as const;
/** Days the requests walk through, so that no answer comes from the portal's cache. */
const DAYS = 60;
const IDS_MAX = 40;

/** What an endpoint needs to be asked: `{name}` in a path, or a query that differs from round to round. */
type Samples = {
  readonly ids: Readonly<Record<string, readonly string[]>>;
  readonly query: Readonly<Record<string, (round: number, id: string) => Record<string, string>>>;
};

/**
 * Every GET endpoint of the contracts, with identifiers found by asking the lists first. Streams are left out: they do not
 * end.
 * @throws Error naming a path parameter nobody knows an identifier for.
 */
export async function readEndpoints(ask: Ask, latest: IsoDate): Promise<ReadEndpoint[]> {
  const samples = await findSamples(ask, latest);
  return CONTRACTS.flatMap(({ pluginId, endpoints }) =>
    Object.entries<Endpoint>(endpoints)
      .filter(([, endpoint]) => endpoint.method === 'GET' && !endpoint.stream && endpoint.caller !== 'service')
      .flatMap(([operation, { path }]) => {
        const name = `${pluginId} ${operation}`;
        const parameter = /:(\w+)/.exec(path)?.[1];
        const ids = parameter === undefined ? [''] : samples.ids[parameter];
        if (!ids) throw new Error(`${name} needs a ${parameter}, which the bench cannot find; add it to findSamples`);
        // A portal without a break or a file has nothing to show there.
        if (ids.length === 0) return [];
        return {
          name,
          path: (round: number) => {
            const id = ids[round % ids.length];
            const query = new URLSearchParams(samples.query[operation]?.(round, id));
            return `/api/${pluginId}${path.replace(/:\w+/, encodeURIComponent(id))}?${query}`;
          },
        };
      }),
  );
}

async function findSamples(ask: Ask, latest: IsoDate): Promise<Samples> {
  const day = (round: number) => addDays(latest, -(round % DAYS));
  const reconciliation = `/api/${reconciliationContract.pluginId}`;
  const idsOf = async (path: string, key: string) => items(await ask(path)).map(item => String(item[key]));
  const txnIds: string[] = [];
  const dayOf = new Map<string, string>();
  for (let round = 0; round < IDS_MAX; round += 1) {
    const [first] = items(await ask(`/api/payrec/v1/transactions?from=${day(round)}&to=${day(round)}&limit=1`));
    if (!first) continue;
    txnIds.push(String(first.txnId));
    dayOf.set(String(first.txnId), day(round));
  }
  return {
    ids: {
      txnId: txnIds,
      breakId: await idsOf(`${reconciliation}/v1/breaks?limit=${IDS_MAX}`, 'id'),
      runId: await idsOf(`${reconciliation}/v1/runs?limit=${IDS_MAX}`, 'id'),
      fileId: await idsOf(`${reconciliation}/v1/statement-files?limit=${IDS_MAX}`, 'id'),
    },
    query: {
      listTransactions: round => ({ from: addDays(day(round), -6), to: day(round), limit: '50' }),
      getTransaction: (_, txnId) => ({ businessDate: dayOf.get(txnId)! }),
      getSummary: round => ({ businessDate: day(round) }),
      getOverview: round => ({ date: day(round) }),
      listBreaks: round => ({ limit: '50', sort: ['age', 'amount', 'updated'][round % 3] }),
    },
  };
}

const items = (answer: unknown) => (answer as { items: Array<Record<string, unknown>> }).items;
