/** A transaction or alert with the entities it was made with. */
export type LinkedTransaction = {
  readonly id: string;
  readonly at: string;
  readonly user: string | null;
  readonly card: string | null;
  readonly device: string | null;
  readonly ip: string | null;
};

export type LinkKind = 'transaction' | 'user' | 'card' | 'device' | 'ip';
export type LinkGraph = {
  readonly nodes: ReadonlyArray<{ readonly id: string; readonly kind: LinkKind; readonly label: string }>;
  readonly edges: ReadonlyArray<{ readonly from: string; readonly to: string }>;
};

const ENTITIES = ['user', 'card', 'device', 'ip'] as const;
const DAY_MS = 86_400_000;

/**
 * What hangs together with one transaction: from it to its user, card, device and address, from those to the other
 * transactions that share them; one depth is both steps, and the entities of what was reached belong to it. Node ids are
 * `kind:value`; every transaction has one edge to each of its entities.
 */
export function linkGraph(start: string, all: readonly LinkedTransaction[], depth: number): LinkGraph {
  const byId = new Map(all.map(one => [one.id, one]));
  const byEntity = new Map<string, LinkedTransaction[]>();
  for (const one of all) {
    for (const key of entityKeys(one)) byEntity.set(key, [...(byEntity.get(key) ?? []), one]);
  }
  const origin = byId.get(start);
  if (!origin) return { nodes: [], edges: [] };
  const reached = new Map([[origin.id, origin]]);
  let frontier = [origin];
  // Depth counts steps along edges: transaction → entity → transaction are two.
  for (let step = 0; step + 2 <= depth; step += 2) {
    const next = frontier
      .flatMap(one => entityKeys(one).flatMap(key => byEntity.get(key) ?? []))
      .filter(one => !reached.has(one.id));
    next.forEach(one => reached.set(one.id, one));
    frontier = [...new Set(next)];
  }
  const nodes = new Map<string, LinkGraph['nodes'][number]>();
  const edges: Array<{ from: string; to: string }> = [];
  for (const one of reached.values()) {
    const from = `transaction:${one.id}`;
    nodes.set(from, { id: from, kind: 'transaction', label: one.id });
    for (const kind of ENTITIES) {
      const value = one[kind];
      if (value === null) continue;
      nodes.set(`${kind}:${value}`, { id: `${kind}:${value}`, kind, label: value });
      edges.push({ from, to: `${kind}:${value}` });
    }
  }
  return { nodes: [...nodes.values()], edges };
}

function entityKeys(one: LinkedTransaction): string[] {
  return ENTITIES.flatMap(kind => (one[kind] === null ? [] : [`${kind}:${one[kind]}`]));
}

/**
 * `DEVICE_SHARED_3_CARDS_24H` where the transaction's device was used with three or more cards in the 24 hours up to and
 * around it (any window of 24 hours that holds it); null otherwise. The number in the code is the number of cards.
 */
export function sharedDeviceReason(start: string, all: readonly LinkedTransaction[], cardsMin = 3): string | null {
  const origin = all.find(one => one.id === start);
  if (!origin || origin.device === null) return null;
  const originMs = Date.parse(origin.at);
  const onDevice = all
    .filter(one => one.device === origin.device && one.card !== null)
    .map(one => ({ card: one.card, ms: Date.parse(one.at) }));
  const counts = onDevice
    .map(one => one.ms)
    .filter(ms => ms <= originMs && originMs - ms < DAY_MS)
    .map(from => new Set(onDevice.filter(one => one.ms >= from && one.ms - from < DAY_MS).map(one => one.card)).size);
  const most = Math.max(0, ...counts);
  return most >= cardsMin ? `DEVICE_SHARED_${most}_CARDS_24H` : null;
}
