import { LineageNode } from '@internal/plugin-payrec-pipelines-common';
import { Handle, Node, NodeProps, Position } from '@xyflow/react';
import { shortName } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { Glyph, StateLook, useToneText } from '../Marks';
import { COLUMN_ROW_PX, DATASET_HEIGHT_PX, useBorderTones, useCanvasStyles } from './canvasStyles';

export type NodeData = {
  node: LineageNode;
  look: StateLook;
  stateText: string;
  columns: readonly { id: string; field: string }[];
  isFocus: boolean;
  isSelected: boolean;
  /** One stop in the tab order; the arrows go on from there. */
  tabbable: boolean;
  onSelect: (id: string) => void;
  onExpand: (node: LineageNode) => void;
};
export type CanvasNode = Node<NodeData>;

const HEXAGON = '12,1 32,1 43,18 32,35 12,35 1,18';

function More({ data, side }: { data: NodeData; side: 'up' | 'down' }) {
  const { t } = usePipelinesText();
  const classes = useCanvasStyles();
  const { node, onExpand } = data;
  const count = node.more[side];
  if (count === 0 || node.hidden) return null;
  return (
    <button
      type="button"
      className={`nodrag ${classes.more} ${side === 'up' ? classes.moreUp : classes.moreDown}`}
      aria-label={t(side === 'up' ? 'lineage.moreUp' : 'lineage.moreDown', {
        number: String(count),
        name: node.name ?? '',
      })}
      onClick={() => onExpand(node)}
    >
      +{count}
    </button>
  );
}

export function DatasetNode({ data }: NodeProps<CanvasNode>) {
  const { t } = usePipelinesText();
  const classes = useCanvasStyles();
  const borders = useBorderTones();
  const tones = useToneText();
  const { node, look, stateText, columns, isFocus, isSelected } = data;
  const alarming = look.tone === 'bad' || look.tone === 'warn';
  const names = [
    classes.node,
    node.hidden && classes.hidden,
    node.stale && classes.stale,
    alarming && borders[look.tone],
    isFocus && classes.focus,
    isSelected && classes.selected,
  ];
  const y = DATASET_HEIGHT_PX / 2;
  return (
    <>
      <Handle type="target" position={Position.Left} id="data" style={{ top: y }} isConnectable={false} />
      <Handle type="source" position={Position.Right} id="data" style={{ top: y }} isConnectable={false} />
      <More data={data} side="up" />
      <div className={names.filter(Boolean).join(' ')}>
        <button
          type="button"
          className={`nodrag ${classes.main}`}
          data-node={node.id}
          tabIndex={data.tabbable ? 0 : -1}
          aria-pressed={isSelected}
          title={node.hidden ? t('lineage.hiddenNode') : `${node.namespace} ${node.name}`}
          onClick={() => data.onSelect(node.id)}
        >
          <span className={classes.name}>
            <Glyph name="dataset" />
            <span>{node.hidden ? t('lineage.hiddenNode') : shortName(node.name ?? '')}</span>
          </span>
          {!node.hidden && (
            <span className={tones[look.tone]}>
              <Glyph name={look.glyph} size={12} /> {stateText}
            </span>
          )}
        </button>
        {columns.map(column => (
          <div key={column.id} className={classes.columnRow} title={column.field}>
            {column.field}
          </div>
        ))}
      </div>
      {columns.map((column, index) => {
        const top = DATASET_HEIGHT_PX + COLUMN_ROW_PX * (index + 0.5);
        return [
          <Handle
            key={`${column.id}-in`}
            type="target"
            position={Position.Left}
            id={column.id}
            style={{ top }}
            isConnectable={false}
          />,
          <Handle
            key={`${column.id}-out`}
            type="source"
            position={Position.Right}
            id={column.id}
            style={{ top }}
            isConnectable={false}
          />,
        ];
      })}
      <More data={data} side="down" />
    </>
  );
}

export function JobNode({ data }: NodeProps<CanvasNode>) {
  const { t } = usePipelinesText();
  const classes = useCanvasStyles();
  const tones = useToneText();
  const { node, look, stateText, isSelected } = data;
  return (
    <div className={classes.job}>
      <Handle type="target" position={Position.Left} id="data" style={{ top: 52, left: 44 }} isConnectable={false} />
      <Handle type="source" position={Position.Right} id="data" style={{ top: 52, right: 44 }} isConnectable={false} />
      <More data={data} side="up" />
      <button
        type="button"
        className={`nodrag ${classes.jobButton} ${isSelected ? classes.selected : ''}`}
        data-node={node.id}
        tabIndex={data.tabbable ? 0 : -1}
        aria-pressed={isSelected}
        title={node.hidden ? t('lineage.hiddenNode') : `${node.namespace} ${node.name}`}
        onClick={() => data.onSelect(node.id)}
      >
        <span className={classes.jobName}>{node.hidden ? t('lineage.hiddenNode') : shortName(node.name ?? '')}</span>
        <span className={tones[look.tone]}>{node.hidden ? '\u00a0' : stateText}</span>
        <span className={tones[look.tone]}>
          <svg width="44" height="36" viewBox="0 0 44 36" aria-hidden focusable="false">
            <polygon
              points={HEXAGON}
              className={classes.jobShape}
              strokeWidth="1.5"
              strokeDasharray={node.stale ? '4 3' : undefined}
            />
            <svg x="14" y="10" width="16" height="16">
              <Glyph name={look.glyph} size={16} />
            </svg>
          </svg>
        </span>
      </button>
      <More data={data} side="down" />
    </div>
  );
}
