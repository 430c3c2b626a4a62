import { LineageNode, PipelineRun } from '@internal/plugin-payrec-pipelines-common';
import {
  ActionButton,
  AppLink,
  CountText,
  DrawerSection,
  QueryState,
  StateChip,
  tonesOf,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { usePipelinesRead } from '../../hooks/queries';
import { useEntityLink } from '../../hooks/useEntityLink';
import { durationText, shortName } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { Glyph, Mark, RunMark } from '../Marks';
import { CommitLink } from '../RunDrawer';
import { useRunStyles } from '../RunDrawer/useRunStyles';
import { ClockText } from '../Zone';
import { lookOf, SlaStates } from './nodeState';
import { useNodeText } from './useNodeText';

/** Rows of a schema before "n more columns". */
const FIRST_COLUMNS = 7;
const RUNS = 5;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      root: { padding: '14px 16px', minWidth: 0, overflow: 'auto', maxHeight: 640, boxSizing: 'border-box' },
      title: {
        fontSize: 15,
        lineHeight: '20px',
        fontWeight: 650,
        margin: 0,
        display: 'flex',
        gap: 8,
        flexWrap: 'wrap',
        alignItems: 'center',
      },
      column: {
        display: 'flex',
        gap: 8,
        alignItems: 'center',
        width: '100%',
        border: 0,
        borderTop: `1px solid ${tones.line}`,
        background: 'none',
        color: 'inherit',
        font: 'inherit',
        padding: '4px 6px',
        textAlign: 'left',
        cursor: 'pointer',
        minHeight: 26,
        '&:hover': { backgroundColor: tones.neutral.background },
      },
      chosen: { backgroundColor: tones.info.background, '&:hover': { backgroundColor: tones.info.background } },
      type: { color: tones.muted, marginLeft: 'auto', fontSize: 12 },
    };
  },
  { name: 'PayrecNodePanel' },
);

export type NodePanelProps = {
  node: LineageNode;
  states: SlaStates;
  /** The column that is drawn, when it is one of this dataset. */
  column: string | undefined;
  onColumn: (field: string | undefined) => void;
  onRun: (runId: string) => void;
};

/** What is known about the selected job or dataset: owner, runs, columns. */
export function NodePanel({ node, states, column, onColumn, onRun }: NodePanelProps) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const run = useRunStyles();
  const textOf = useNodeText(states);
  const entityLink = useEntityLink();
  const subject = { namespace: node.namespace, name: node.name };
  const runs = usePipelinesRead(
    'listRuns',
    { query: { ...subject, kind: node.kind, limit: RUNS } },
    {
      enabled: !node.hidden,
      keep: false,
    },
  );
  if (node.hidden) return <aside className={classes.root}>{t('lineage.hiddenHint')}</aside>;
  const link = entityLink(node.entityRef);
  const ownerLink = entityLink(node.owner);
  return (
    <aside className={classes.root} aria-label={t('lineage.selected', { name: node.name ?? '' })}>
      <h3 className={classes.title}>
        <Glyph name={node.kind === 'job' ? 'job' : 'dataset'} /> {shortName(node.name ?? '')}
        <Mark look={lookOf(node, states)}>{textOf(node)}</Mark>
      </h3>
      <p className={run.mono} style={{ margin: '4px 0 8px' }}>
        {node.namespace} {node.name}
      </p>
      <dl className={run.facts}>
        <dt>{t('lineage.entity')}</dt>
        <dd>{link ? <AppLink to={link}>{node.entityRef}</AppLink> : t('lineage.noEntity')}</dd>
        <dt>{t('lineage.owner')}</dt>
        <dd>{ownerLink ? <AppLink to={ownerLink}>{node.owner?.split('/').pop()}</AppLink> : '—'}</dd>
        {node.kind === 'dataset' && (
          <>
            <dt>{t('lineage.newest')}</dt>
            <dd>
              {node.newestPartition}
              {node.newestPartition && typeof node.lastRowCount === 'number' && ', '}
              {typeof node.lastRowCount === 'number' && (
                <>
                  <CountText value={node.lastRowCount} /> {t('run.rows')}
                </>
              )}
              {!node.newestPartition && typeof node.lastRowCount !== 'number' && '—'}
            </dd>
          </>
        )}
      </dl>
      <DrawerSection title={t(node.kind === 'job' ? 'lineage.runs' : 'lineage.writers')}>
        <QueryState query={runs} empty={{ title: t('lineage.noRun') }}>
          {data => (
            <ul className={run.list}>
              {data.items.map(item => (
                <RunLine key={item.runId} item={item} onRun={onRun} />
              ))}
            </ul>
          )}
        </QueryState>
      </DrawerSection>
      {node.kind === 'dataset' && <Schema subject={subject} column={column} onColumn={onColumn} />}
    </aside>
  );
}

function RunLine({ item, onRun }: { item: PipelineRun; onRun: (runId: string) => void }) {
  const { t } = usePipelinesText();
  const classes = useRunStyles();
  return (
    <li className={classes.item}>
      <span className={classes.grow}>
        <RunMark state={item.state} /> {item.job && shortName(item.job.name)}
        <div className={classes.muted}>
          <ClockText instant={item.startedAt} />
          {item.durationSeconds !== null && `, ${durationText(item.durationSeconds)}`} · {t('run.runShort')}{' '}
          <button
            type="button"
            className={`${classes.link} ${classes.mono}`}
            onClick={() => onRun(item.runId)}
            title={item.runId}
          >
            {item.runId.slice(0, 8)}
          </button>{' '}
          · {t('run.commitShort')} <CommitLink code={item.code} />
        </div>
      </span>
      <span className={classes.number}>{item.rowsOut === null ? '' : <CountText value={item.rowsOut} />}</span>
    </li>
  );
}

function Schema(
  props: { subject: { namespace?: string; name?: string } } & Pick<NodePanelProps, 'column' | 'onColumn'>,
) {
  const { subject, column, onColumn } = props;
  const { t } = usePipelinesText();
  const classes = useStyles();
  const run = useRunStyles();
  const [all, setAll] = useState(false);
  const query = usePipelinesRead('getDataset', { query: subject }, { everyMs: false, keep: false });
  return (
    <DrawerSection title={t('lineage.schema')}>
      <QueryState
        query={query}
        isEmpty={data => data.fields.length === 0}
        empty={{ title: t('lineage.noSchema'), hint: t('lineage.noSchemaHint') }}
      >
        {data => (
          <>
            {(all ? data.fields : data.fields.slice(0, FIRST_COLUMNS)).map(field => (
              <button
                key={field.name}
                type="button"
                aria-pressed={field.name === column}
                className={`${classes.column} ${field.name === column ? classes.chosen : ''}`}
                title={field.description ?? t('lineage.drawColumn', { name: field.name })}
                onClick={() => onColumn(field.name === column ? undefined : field.name)}
              >
                <span className={run.mono}>{field.name}</span>
                {field.pii && (
                  <StateChip tone="hold">{t(field.masked ? 'lineage.piiMasked' : 'lineage.pii')}</StateChip>
                )}
                <span className={classes.type}>{field.type ?? ''}</span>
              </button>
            ))}
            {!all && data.fields.length > FIRST_COLUMNS && (
              <ActionButton kind="quiet" small onClick={() => setAll(true)}>
                {t('lineage.moreColumns', { number: String(data.fields.length - FIRST_COLUMNS) })}
              </ActionButton>
            )}
          </>
        )}
      </QueryState>
    </DrawerSection>
  );
}
