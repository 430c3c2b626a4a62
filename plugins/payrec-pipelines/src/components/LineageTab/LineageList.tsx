import { LineageNode } from '@internal/plugin-payrec-pipelines-common';
import { ActionButton, AppLink, focusRing, plainTable, tonesOf } from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useEntityLink } from '../../hooks/useEntityLink';
import { shortName } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { Glyph, Mark } from '../Marks';
import { ClockText } from '../Zone';
import { ShownGraph } from './mergeGraphs';
import { lookOf, SlaStates } from './nodeState';
import { useNodeText } from './useNodeText';

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      scroll: { overflow: 'auto', maxHeight: 620 },
      table: {
        ...plainTable(theme, { head: '7px 12px', cell: '6px 12px' }),
        '& thead th': { whiteSpace: 'nowrap' },
        '& tbody td': { verticalAlign: 'top' },
      },
      row: { cursor: 'pointer', '&:hover': { backgroundColor: tones.neutral.background } },
      selected: { backgroundColor: tones.info.background, '&:hover': { backgroundColor: tones.info.background } },
      name: {
        border: 0,
        background: 'none',
        padding: 0,
        font: 'inherit',
        fontWeight: 600,
        color: 'inherit',
        cursor: 'pointer',
        textAlign: 'left',
        overflowWrap: 'anywhere',
        '&:focus-visible': focusRing(theme),
      },
      muted: {
        color: tones.muted,
        fontSize: 12,
        overflowWrap: 'anywhere',
        // In a line of grey text the colour alone does not tell a link.
        '& a': { textDecoration: 'underline' },
      },
    };
  },
  { name: 'PayrecLineageList' },
);

export type LineageListProps = {
  graph: ShownGraph;
  states: SlaStates;
  selectedId: string;
  onSelect: (id: string) => void;
  onExpand: (node: LineageNode) => void;
};

/** The same nodes, selection and frontiers as the drawing, as a table. */
export function LineageList({ graph, states, selectedId, onSelect, onExpand }: LineageListProps) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const textOf = useNodeText(states);
  const entityLink = useEntityLink();
  const nameOf = (id: string) => {
    const node = graph.nodes.find(candidate => candidate.id === id);
    return node?.name ? shortName(node.name) : t('lineage.hiddenNode');
  };
  return (
    // A long list scrolls; the keyboard reaches it through its buttons.
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={t('lineage.listLabel')}>
        <thead>
          <tr>
            {(['distance', 'name', 'state', 'newest', 'feeds', 'leftOut'] as const).map(column => (
              <th key={column} scope="col">
                {t(`lineage.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {graph.nodes.map(node => {
            const link = entityLink(node.entityRef, 'lineage');
            const feeds = graph.edges.filter(edge => edge.from === node.id);
            return (
              <tr
                key={node.id}
                className={`${classes.row} ${node.id === selectedId ? classes.selected : ''}`}
                onClick={() => onSelect(node.id)}
              >
                <td className={classes.muted}>{distanceText(node.depth, t)}</td>
                <td>
                  <Glyph name={node.kind === 'job' ? 'job' : 'dataset'} />{' '}
                  <button
                    type="button"
                    className={classes.name}
                    aria-pressed={node.id === selectedId}
                    onClick={() => onSelect(node.id)}
                  >
                    {node.hidden ? t('lineage.hiddenNode') : shortName(node.name ?? '')}
                  </button>
                  <div className={classes.muted}>
                    {node.namespace} {node.stale && t('lineage.staleNode')}
                    {link && node.id !== graph.focus && (
                      <>
                        {' '}
                        <AppLink to={link} aria-label={t('lineage.openNamed', { name: nameOf(node.id) })}>
                          {t('lineage.open')}
                        </AppLink>
                      </>
                    )}
                  </div>
                </td>
                <td>{!node.hidden && <Mark look={lookOf(node, states)}>{textOf(node)}</Mark>}</td>
                <td>{node.newestPartition ?? (node.lastRunAt ? <ClockText instant={node.lastRunAt} /> : '—')}</td>
                <td className={classes.muted}>
                  {feeds.map(edge => `${nameOf(edge.to)}${edge.stale ? ` (${t('lineage.stale')})` : ''}`).join(', ') ||
                    '—'}
                </td>
                <td>
                  {node.more.up + node.more.down > 0 && !node.hidden ? (
                    <ActionButton
                      small
                      onClick={() => onExpand(node)}
                      aria-label={t('lineage.expandNamed', {
                        name: nameOf(node.id),
                        number: String(node.more.up + node.more.down),
                      })}
                    >
                      +{node.more.up + node.more.down}
                    </ActionButton>
                  ) : (
                    '—'
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function distanceText(depth: number, t: ReturnType<typeof usePipelinesText>['t']): string {
  if (depth === 0) return t('lineage.here');
  return t(depth < 0 ? 'lineage.upstreamAt' : 'lineage.downstreamAt', { number: String(Math.abs(depth)) });
}
