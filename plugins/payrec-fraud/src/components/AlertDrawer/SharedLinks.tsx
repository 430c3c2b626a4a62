import { DrawerSection, formatMoney, usePayrecLocale } from '@internal/plugin-payrec-react';
import { LinkGraphJson } from '../../api';
import { useAlertLinks } from '../../hooks/useAlert';
import { useCounted } from '../../hooks/useCounted';
import { useFraudText } from '../../translation';
import { shortScore } from '../AlertLabels';
import { useDrawerStyles } from './useDrawerStyles';

const WIDTH = 384;
const ROW = 34;
const BOX_HEIGHT = 26;
const LEFT_WIDTH = 196;
const RIGHT_WIDTH = 132;
/** Letters of a label that fit beside what stands right of it. */
const LEFT_LETTERS = 10;
const RIGHT_LETTERS = 14;
/** Of each side; the rest is counted. */
const ROWS_MAX = 5;

type Node = LinkGraphJson['nodes'][number];

/** What at least two payments share, and these payments; most shared first. */
export function sharedOf({ nodes, edges }: LinkGraphJson): { left: Node[]; right: Array<Node & { count: number }> } {
  const byId = new Map(nodes.map(node => [node.id, node]));
  const payments = new Map<string, Set<string>>();
  for (const edge of edges) {
    for (const [one, other] of [
      [edge.from, edge.to],
      [edge.to, edge.from],
    ]) {
      if (byId.get(one)?.kind !== 'transaction' || byId.get(other)?.kind === 'transaction') continue;
      payments.set(other, (payments.get(other) ?? new Set()).add(one));
    }
  }
  const right = [...payments]
    .filter(([, sharing]) => sharing.size > 1)
    .map(([id, sharing]) => ({ ...byId.get(id)!, count: sharing.size }))
    .sort((a, b) => b.count - a.count || Number(a.id > b.id) - Number(a.id < b.id));
  const sharing = new Set(right.flatMap(node => [...payments.get(node.id)!]));
  const left = nodes.filter(node => sharing.has(node.id));
  return { left, right };
}

/** Ids of one day begin alike and tokens end alike: what tells them apart is kept. */
const tail = (label: string) => (label.length > LEFT_LETTERS ? `…${label.slice(1 - LEFT_LETTERS)}` : label);
const head = (label: string) => (label.length > RIGHT_LETTERS ? `${label.slice(0, RIGHT_LETTERS - 1)}…` : label);

/** Payments that share a card, device or address with this one: who is behind one alert is often behind more. */
export function SharedLinks({ alertId }: { alertId: string }) {
  const { t } = useFraudText();
  const classes = useDrawerStyles();
  const counted = useCounted();
  const locale = usePayrecLocale();
  const { data } = useAlertLinks(alertId);
  // A side piece: while it loads or when it fails, the decision does not wait for it.
  if (!data) return null;
  const graph = sharedOf(data);
  const left = graph.left.slice(0, ROWS_MAX);
  const right = graph.right.slice(0, ROWS_MAX);
  const totals = data.totals.map(money => formatMoney(money, { locale, withCurrency: true })).join(', ');
  const note =
    graph.left.length > 0 && [t('alert.linksNote', counted(graph.left.length)), totals].filter(Boolean).join(' · ');
  const height = Math.max(left.length, right.length) * ROW;
  const yOf = (list: readonly Node[], id: string) => list.findIndex(node => node.id === id) * ROW + BOX_HEIGHT / 2 + 1;
  const edges = data.edges.flatMap(({ from, to }) => {
    const [l, r] = left.some(node => node.id === from) ? [from, to] : [to, from];
    const both = left.some(node => node.id === l) && right.some(node => node.id === r);
    return both ? [{ l, r }] : [];
  });
  return (
    <DrawerSection
      title={
        <span className={classes.section}>
          {t('alert.links')}
          {note && <span className={classes.note}>{note}</span>}
        </span>
      }
    >
      {left.length === 0 ? (
        <p className={classes.muted}>{t('alert.linksNone')}</p>
      ) : (
        <svg
          className={classes.svg}
          viewBox={`0 0 ${WIDTH} ${height}`}
          role="img"
          aria-label={t('alert.linksLabel', {
            left: String(graph.left.length),
            right: graph.right.map(node => node.label).join(', '),
          })}
        >
          {edges.map(({ l, r }) => {
            const [y1, y2] = [yOf(left, l), yOf(right, r)];
            const [x1, x2] = [LEFT_WIDTH, WIDTH - RIGHT_WIDTH];
            return (
              <path
                key={`${l} ${r}`}
                className={classes.svgEdge}
                d={`M${x1} ${y1}C${x1 + 36} ${y1} ${x2 - 36} ${y2} ${x2} ${y2}`}
              />
            );
          })}
          {left.map((node, index) => (
            <g key={node.id} transform={`translate(0.75 ${index * ROW + 1})`}>
              <rect
                className={node.alertId === alertId ? classes.svgThis : classes.svgBox}
                width={LEFT_WIDTH}
                height={BOX_HEIGHT}
                rx={6}
              />
              <text className={classes.svgText} x={9} y={17} fontWeight={600}>
                <title>{node.label}</title>
                {tail(node.label)}
              </text>
              <text className={classes.svgMuted} x={LEFT_WIDTH - 9} y={17} textAnchor="end">
                {[
                  node.alertId === alertId ? t('alert.thisAlert') : node.state && t(`state.${node.state}`),
                  node.score && shortScore(node.score),
                ]
                  .filter(Boolean)
                  .join(', ')}
              </text>
            </g>
          ))}
          {right.map((node, index) => (
            <g key={node.id} transform={`translate(${WIDTH - RIGHT_WIDTH} ${index * ROW + 1})`}>
              <rect
                className={index === 0 ? classes.svgShared : classes.svgBox}
                width={RIGHT_WIDTH - 1}
                height={BOX_HEIGHT}
                rx={6}
              />
              <text className={classes.svgText} x={9} y={17} fontWeight={600}>
                <title>{node.label}</title>
                {head(node.label)}
              </text>
              <text className={classes.svgMuted} x={RIGHT_WIDTH - 10} y={17} textAnchor="end">
                {node.count}
              </text>
            </g>
          ))}
        </svg>
      )}
    </DrawerSection>
  );
}
