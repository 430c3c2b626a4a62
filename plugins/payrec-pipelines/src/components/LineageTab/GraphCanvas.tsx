import '@xyflow/react/dist/base.css';
import { ColumnLineage, LineageNode } from '@internal/plugin-payrec-pipelines-common';
import { ActionButton, usePayrecTones } from '@internal/plugin-payrec-react';
import { Background, Edge, MarkerType, Panel, ReactFlow, ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { KeyboardEvent, useCallback, useEffect, useMemo, useRef } from 'react';
import { usePipelinesText } from '../../translation';
import { CanvasNode, DatasetNode, JobNode } from './canvasNodes';
import {
  COLUMN_ROW_PX,
  DATASET_HEIGHT_PX,
  DATASET_WIDTH_PX,
  JOB_HEIGHT_PX,
  JOB_WIDTH_PX,
  useCanvasStyles,
} from './canvasStyles';
import { useLayout } from './layout/useLayout';
import { neighbourOf, ShownGraph, Step } from './mergeGraphs';
import { latePath, lookOf, SlaStates } from './nodeState';
import { useNodeText } from './useNodeText';

const NODE_TYPES = { dataset: DatasetNode, job: JobNode };
/** Moving a canvas is a change of place, not a show. */
const PAN_MS = 120;

export type GraphCanvasProps = {
  graph: ShownGraph;
  states: SlaStates;
  columns: ColumnLineage | undefined;
  selectedId: string;
  onSelect: (id: string) => void;
  onExpand: (node: LineageNode) => void;
  onOpen: (node: LineageNode) => void;
};

/** Columns of the answer by the dataset node they stand in. */
function columnsByNode(graph: ShownGraph, columns: ColumnLineage | undefined) {
  const result = new Map<string, { id: string; field: string }[]>();
  for (const column of columns?.nodes ?? []) {
    const owner = graph.nodes.find(
      node => node.kind === 'dataset' && node.namespace === column.namespace && node.name === column.name,
    );
    if (!owner || !column.field) continue;
    result.set(owner.id, [...(result.get(owner.id) ?? []), { id: column.id, field: column.field }]);
  }
  return result;
}

function Canvas({ graph, states, columns, selectedId, onSelect, onExpand, onOpen }: GraphCanvasProps) {
  const { t } = usePipelinesText();
  const classes = useCanvasStyles();
  const tones = usePayrecTones();
  const textOf = useNodeText(states);
  const flow = useReactFlow();
  const root = useRef<HTMLDivElement>(null);

  const rows = useMemo(() => columnsByNode(graph, columns), [graph, columns]);
  const input = useMemo(
    () => ({
      nodes: graph.nodes.map(({ id, kind }) => ({
        id,
        width: kind === 'job' ? JOB_WIDTH_PX : DATASET_WIDTH_PX,
        height: kind === 'job' ? JOB_HEIGHT_PX : DATASET_HEIGHT_PX + COLUMN_ROW_PX * (rows.get(id)?.length ?? 0),
      })),
      edges: graph.edges,
    }),
    [graph, rows],
  );
  const places = useLayout(input);
  const late = useMemo(() => latePath(graph.nodes, graph.edges, states), [graph, states]);

  const nodes = graph.nodes
    .filter(node => places?.has(node.id))
    .map((node): CanvasNode => {
      const size = input.nodes.find(({ id }) => id === node.id)!;
      return {
        id: node.id,
        type: node.kind === 'job' ? 'job' : 'dataset',
        position: places!.get(node.id)!,
        width: size.width,
        height: size.height,
        draggable: false,
        selectable: false,
        focusable: false,
        data: {
          node,
          look: lookOf(node, states),
          stateText: textOf(node),
          columns: rows.get(node.id) ?? [],
          isFocus: node.id === graph.focus,
          isSelected: node.id === selectedId,
          tabbable: node.id === selectedId,
          onSelect,
          onExpand,
        },
      };
    });

  const edges: Edge[] = graph.edges.map(({ from, to, stale }) => {
    const onPath = late.has(`${from} ${to}`);
    const stroke = onPath ? tones.bad.text : tones.faint;
    return {
      id: `${from} ${to}`,
      source: from,
      target: to,
      sourceHandle: 'data',
      targetHandle: 'data',
      type: 'smoothstep',
      focusable: false,
      markerEnd: { type: MarkerType.ArrowClosed, color: stroke, width: onPath ? 10 : 14, height: onPath ? 10 : 14 },
      style: { stroke, strokeWidth: onPath ? 3 : 1.4, strokeDasharray: stale ? '5 4' : undefined },
    };
  });
  const ownerOf = new Map([...rows].flatMap(([node, list]) => list.map(({ id }) => [id, node] as const)));
  for (const edge of columns?.edges ?? []) {
    const [source, target] = [ownerOf.get(edge.from), ownerOf.get(edge.to)];
    if (!source || !target) continue;
    edges.push({
      id: `column ${edge.from} ${edge.to} ${edge.subtype}`,
      source,
      target,
      sourceHandle: edge.from,
      targetHandle: edge.to,
      type: 'smoothstep',
      focusable: false,
      zIndex: 2,
      label: [edge.subtype?.toLowerCase(), edge.masking && t('lineage.masks')].filter(Boolean).join(', ') || undefined,
      labelStyle: { fill: tones.accent, fontSize: 12 },
      labelBgStyle: { fill: tones.page },
      style: { stroke: tones.accent, strokeWidth: 1.6, strokeDasharray: edge.type === 'INDIRECT' ? '3 3' : undefined },
    });
  }

  // The first layout is brought into sight around the entity; later ones, such as an opened frontier, move nothing.
  const shown = useRef(false);
  useEffect(() => {
    if (shown.current || !places) return;
    shown.current = true;
    const xs = [...places.values()].map(place => place.x);
    const isWide = Math.max(...xs) - Math.min(...xs) + DATASET_WIDTH_PX > (root.current?.clientWidth ?? 0);
    const focus = places.get(graph.focus);
    requestAnimationFrame(() => {
      // Words stay readable: a graph that does not fit is panned, not shrunk.
      if (isWide && focus) flow.setCenter(focus.x + DATASET_WIDTH_PX / 2, focus.y + DATASET_HEIGHT_PX / 2, { zoom: 1 });
      else flow.fitView({ padding: 0.08, maxZoom: 1 });
    });
  }, [places, flow, graph.focus]);

  const focusNode = useCallback(
    (id: string) => {
      onSelect(id);
      const place = places?.get(id);
      const box = root.current?.getBoundingClientRect();
      if (place && box) {
        const at = flow.flowToScreenPosition(place);
        const outside = at.x < box.left || at.y < box.top || at.x > box.right - 190 || at.y > box.bottom - 80;
        if (outside) flow.setCenter(place.x + 90, place.y + 40, { zoom: flow.getZoom(), duration: PAN_MS });
      }
      root.current?.querySelector<HTMLElement>(`[data-node="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
    },
    [flow, onSelect, places],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>('[data-node]')?.dataset.node;
    if (!id || !places) return;
    if (event.key === 'Enter') {
      const node = graph.nodes.find(candidate => candidate.id === id);
      if (node) onOpen(node);
    } else if (event.key.startsWith('Arrow')) {
      const next = neighbourOf(graph, places, id, event.key as Step);
      if (next) focusNode(next);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    // The arrow keys come from the buttons inside.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div ref={root} className={classes.canvas} role="group" aria-label={t('lineage.graphLabel')} onKeyDown={onKeyDown}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        preventScrolling={false}
        zoomOnScroll={false}
        panOnScroll={false}
        minZoom={0.25}
        maxZoom={1.5}
      >
        <Background color={tones.line} gap={18} size={1.5} />
        <Panel position="bottom-right">
          <div style={{ display: 'flex', gap: 4 }}>
            <ActionButton small aria-label={t('lineage.zoomOut')} onClick={() => flow.zoomOut()}>
              −
            </ActionButton>
            <ActionButton small aria-label={t('lineage.zoomIn')} onClick={() => flow.zoomIn()}>
              +
            </ActionButton>
            <ActionButton small onClick={() => flow.fitView({ padding: 0.08, maxZoom: 1 })}>
              {t('lineage.fit')}
            </ActionButton>
          </div>
        </Panel>
      </ReactFlow>
    </div>
  );
}

/** The graph as a drawing: datasets are boxes, jobs hexagons, data flows to the right. */
export function GraphCanvas(props: GraphCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}
