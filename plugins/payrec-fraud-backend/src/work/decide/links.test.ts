import { LinkedTransaction, linkGraph, sharedDeviceReason } from './links';

const tx = (
  id: string,
  card: string,
  device: string | null,
  ip: string,
  at = '2026-01-05T12:00:00Z',
): LinkedTransaction => ({
  id,
  at,
  user: `U${id.slice(1)}`,
  card,
  device,
  ip,
});
const THREE = [
  tx('T1', 'C1', 'D1', '198.51.100.7'),
  tx('T2', 'C2', 'D1', '198.51.100.7'),
  tx('T3', 'C3', 'D1', '203.0.113.9'),
];

it('LK-01: three cards on one device in 24 hours', () => {
  const { nodes, edges } = linkGraph('T1', THREE, 2);
  expect(new Set(nodes.map(node => node.label))).toEqual(
    new Set(['T1', 'T2', 'T3', 'U1', 'U2', 'U3', 'C1', 'C2', 'C3', 'D1', '198.51.100.7', '203.0.113.9']),
  );
  expect([nodes.length, edges.length]).toEqual([12, 12]);
  expect(sharedDeviceReason('T1', THREE)).toBe('DEVICE_SHARED_3_CARDS_24H');
});

test.each<[string, LinkedTransaction[], number, number, number, string | null]>([
  ['depth 0 is the transaction and its entities', THREE, 0, 5, 4, 'DEVICE_SHARED_3_CARDS_24H'],
  ['no device, no link', [tx('T1', 'C1', null, 'a'), tx('T2', 'C2', null, 'b')], 2, 4, 3, null],
  ['two cards are not three', THREE.slice(0, 2), 2, 8, 8, null],
  ['the same card thrice', ['T1', 'T2', 'T3'].map(id => tx(id, 'C1', 'D1', 'a')), 2, 9, 12, null],
  [
    'over more than a day',
    [
      tx('T1', 'C1', 'D1', 'a'),
      tx('T2', 'C2', 'D1', 'a', '2026-01-05T00:00:00Z'),
      tx('T3', 'C3', 'D1', 'a', '2026-01-04T12:00:00Z'),
    ],
    2,
    11,
    12,
    null,
  ],
])('%s', (_, all, depth, nodes, edges, reason) => {
  const graph = linkGraph('T1', all, depth);
  expect([graph.nodes.length, graph.edges.length, sharedDeviceReason('T1', all)]).toEqual([nodes, edges, reason]);
});

it('counts four cards as four, and reaches further with more depth', () => {
  expect(sharedDeviceReason('T1', [...THREE, tx('T4', 'C4', 'D1', 'x')])).toBe('DEVICE_SHARED_4_CARDS_24H');
  const chain = [tx('T1', 'C1', 'D1', 'a'), tx('T2', 'C2', 'D1', 'b'), tx('T3', 'C3', 'D2', 'b')];
  expect(linkGraph('T1', chain, 2).nodes.some(node => node.label === 'T3')).toBe(false);
  expect(linkGraph('T1', chain, 4).nodes.some(node => node.label === 'T3')).toBe(true);
});
