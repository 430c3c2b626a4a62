import { LineageGraph, LineageNode } from '@internal/plugin-payrec-pipelines-common';
import { mergeGraphs, neighbourOf } from './mergeGraphs';

const node = (id: string, depth: number, up = 0, down = 0): LineageNode => ({
  id,
  kind: 'dataset',
  depth,
  more: { up, down },
});
const edge = (from: string, to: string) => ({ from, to, stale: false, lastSeenAt: '2026-11-24T06:00:00Z' });
const graph = (focus: string, nodes: LineageNode[], edges: [string, string][]): LineageGraph => ({
  focus,
  nodes,
  edges: edges.map(([from, to]) => edge(from, to)),
  truncated: false,
  hidden: 0,
  cycle: false,
  visibility: 'all',
});

const base = graph(
  'b',
  [node('a', -1, 2), node('b', 0), node('c', 1, 0, 1)],
  [
    ['a', 'b'],
    ['b', 'c'],
  ],
);

it('opens a frontier in place: depth counts on, what is shown is no longer left out', () => {
  const opened = graph(
    'a',
    [node('a', 0), node('x', -1), node('y', -1, 3), node('b', 1)],
    [
      ['x', 'a'],
      ['y', 'a'],
      ['a', 'b'],
    ],
  );
  const merged = mergeGraphs(base, [opened]);
  expect(merged.focus).toBe('b');
  expect(merged.nodes.map(({ id, depth, more }) => [id, depth, more.up])).toEqual([
    ['x', -2, 0],
    ['y', -2, 3],
    ['a', -1, 0],
    ['b', 0, 0],
    ['c', 1, 0],
  ]);
  expect(merged.edges).toHaveLength(4);
});

it('leaves out edges whose other end is not shown', () => {
  const opened = graph('c', [node('c', 0)], [['c', 'gone']]);
  expect(mergeGraphs(base, [opened]).edges.map(({ to }) => to)).not.toContain('gone');
});

describe('arrow keys', () => {
  const places = new Map([
    ['a', { x: 0, y: 0 }],
    ['a2', { x: 0, y: 100 }],
    ['b', { x: 200, y: 50 }],
    ['c', { x: 400, y: 50 }],
  ]);
  const shown = {
    nodes: ['a', 'a2', 'b', 'c'].map(id => node(id, 0)),
    edges: [edge('a', 'b'), edge('a2', 'b'), edge('b', 'c')],
  };
  it.each([
    ['b', 'ArrowRight', 'c'],
    ['b', 'ArrowLeft', 'a'],
    ['a', 'ArrowDown', 'a2'],
    ['a2', 'ArrowUp', 'a'],
    ['c', 'ArrowRight', undefined],
  ] as const)('from %s by %s to %s', (from, step, to) => {
    expect(neighbourOf(shown, places, from, step)).toBe(to);
  });
});
