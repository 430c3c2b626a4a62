import { IncidentDetail, IncidentEvent } from '@internal/plugin-payrec-pipelines-common';
import {
  ActionButton,
  MoneyList,
  perTone,
  ReasonDialog,
  StateChip,
  tonesOf,
  Tone,
  messageOf,
} from '@internal/plugin-payrec-react';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { useMayOperate, usePipelinesChange } from '../../hooks/changes';
import { usePipelinesRead } from '../../hooks/queries';
import { durationText } from '../../text/duration';
import { readableText } from '../../text/readableText';
import { usePipelinesText } from '../../translation';
import { DataPanel } from '../DataPanel';
import { VerdictMark } from '../Marks';
import { useClock } from '../Zone';
import { PanelContext } from './operationsFilters';
import { useBoardStyles } from './useBoardStyles';

const EVENT_TONES: Record<IncidentEvent['kind'], Tone> = {
  fired: 'bad',
  attached: 'bad',
  notified: 'neutral',
  acknowledged: 'info',
  note: 'neutral',
  deploy: 'hold',
  run: 'neutral',
  backfill: 'hold',
  corrected: 'info',
  flapping: 'warn',
  noData: 'warn',
  resolved: 'ok',
};

const STATE_TONES = { open: 'bad', acknowledged: 'info', resolved: 'ok' } as const;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      parts: {
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 5fr) minmax(0, 7fr)',
        borderTop: `1px solid ${tones.line}`,
        '@media (max-width: 639px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
      },
      part: {
        padding: '8px 14px',
        minWidth: 0,
        overflow: 'auto',
        maxHeight: 330,
        '& + &': { borderLeft: `1px solid ${tones.line}` },
        '@media (max-width: 639px)': {
          maxHeight: 'none',
          '& + &': { borderLeft: 0, borderTop: `1px solid ${tones.line}` },
        },
      },
      list: { listStyle: 'none', margin: 0, padding: 0 },
      // A state with its deadline is longer than the column is wide.
      member: {
        padding: '4px 0 4px 8px',
        borderLeft: `1px solid ${tones.line}`,
        overflowWrap: 'anywhere',
        '& span': { whiteSpace: 'normal' },
      },
      event: {
        display: 'grid',
        gridTemplateColumns: 'auto 12px minmax(0, 1fr)',
        gap: 8,
        padding: '4px 0',
        alignItems: 'baseline',
      },
      dot: { width: 8, height: 8, backgroundColor: 'currentColor', borderRadius: '50%', display: 'inline-block' },
      square: { borderRadius: 1 },
      diamond: { borderRadius: 0, transform: 'rotate(45deg)' },
      footer: {
        borderTop: `1px solid ${tones.line}`,
        padding: '8px 14px',
        display: 'flex',
        flexWrap: 'wrap',
        gap: 8,
        alignItems: 'center',
      },
    };
  },
  { name: 'PayrecIncident' },
);
const useDots = makeStyles(theme => perTone(theme, pair => ({ color: pair.text })), { name: 'PayrecIncidentDot' });

/** One incident: its root, what it holds up by lineage, what happened when. The newest open one unless one is chosen. */
export function IncidentPanel({ context, incidentId }: { context: PanelContext; incidentId: string | undefined }) {
  const { t } = usePipelinesText();
  const list = usePipelinesRead('listIncidents', { query: { limit: 10 } }, { enabled: !incidentId, everyMs: 20_000 });
  const id =
    incidentId ?? list.data?.items.find(incident => incident.state !== 'resolved')?.id ?? list.data?.items[0]?.id;
  const detail = usePipelinesRead(
    'getIncident',
    { params: { incidentId: id ?? '' } },
    { enabled: Boolean(id), everyMs: 20_000, keep: false },
  );
  const incident = detail.data;
  if (!id) {
    return (
      <DataPanel
        title={t('incident.title')}
        query={list}
        isEmpty={answer => answer.items.length === 0}
        empty={{ title: t('incident.noneTitle'), hint: t('incident.noneHint') }}
      >
        {() => null}
      </DataPanel>
    );
  }
  return (
    <DataPanel
      title={incident ? t('incident.number', { number: String(incident.number) }) : t('incident.title')}
      note={incident && t('incident.note', { affected: String(incident.affectedCount) })}
      action={incident && <StateChip tone={STATE_TONES[incident.state]}>{t(`incident.${incident.state}`)}</StateChip>}
      query={detail}
      isEmpty={() => false}
      flush
    >
      {data => <Incident incident={data} context={context} />}
    </DataPanel>
  );
}

function Incident({ incident, context }: { incident: IncidentDetail; context: PanelContext }) {
  const { t } = usePipelinesText();
  const classes = useStyles();
  const board = useBoardStyles();
  const dots = useDots();
  const clock = useClock();
  const mayOperate = useMayOperate();
  const acknowledge = usePipelinesChange('acknowledgeIncident');
  const note = usePipelinesChange('noteIncident');
  const [noting, setNoting] = useState(false);
  const params = { incidentId: incident.id };
  const end = incident.resolvedAt ?? clock.now;
  const lasts = durationText((Date.parse(end) - Date.parse(incident.openedAt)) / 1000);
  const reason = mayOperate ? null : t('sla.mayNotOperate');
  return (
    <>
      <div className={classes.parts}>
        {/* Long lists scroll inside; the keyboard must reach them. */}
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className={classes.part} tabIndex={0} role="group" aria-label={t('incident.members')}>
          <ul className={classes.list}>
            {incident.members.map(member => (
              <li key={member.sloId} className={classes.member} style={{ marginLeft: Math.min(member.depth, 4) * 12 }}>
                <button
                  type="button"
                  className={board.name}
                  aria-pressed={member.entityRef === context.focus}
                  onClick={() => context.onFocus(member.entityRef)}
                >
                  {member.entityTitle}
                </button>
                <div>
                  <VerdictMark state={member.state}>
                    {t(`verdict.${member.state}`)}
                    {member.deadlineAt && `, ${t('headline.due', { time: clock.time(member.deadlineAt) })}`}
                    {member.depth === 0 && `, ${t('incident.root')}`}
                  </VerdictMark>
                </div>
              </li>
            ))}
          </ul>
        </div>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <div className={classes.part} tabIndex={0} role="group" aria-label={t('incident.timeline')}>
          <ol className={classes.list}>
            {incident.events.map((event, index) => {
              const shape = {
                fired: classes.square,
                attached: classes.square,
                deploy: classes.diamond,
                acknowledged: classes.diamond,
              }[event.kind as 'fired'];
              return (
                // Two things may happen in one second; the order is their identity.
                <li key={index} className={classes.event}>
                  <time dateTime={event.at} title={clock.exact(event.at)} className={`${board.muted} ${board.number}`}>
                    {clock.time(event.at)}
                  </time>
                  <span className={dots[EVENT_TONES[event.kind]]}>
                    <span aria-hidden className={`${classes.dot} ${shape ?? ''}`} />
                  </span>
                  <span style={{ overflowWrap: 'anywhere' }}>
                    {readableText(event.text, clock)}
                    {event.actor && <span className={board.muted}> · {event.actor.split('/').pop()}</span>}
                    {event.runId && (
                      <ActionButton kind="quiet" small onClick={() => context.onRun(event.runId!)}>
                        {t('run.runShort')}
                      </ActionButton>
                    )}
                  </span>
                </li>
              );
            })}
          </ol>
        </div>
      </div>
      <div className={classes.footer}>
        <span className={`${board.muted} ${board.grow}`}>
          {incident.state === 'resolved'
            ? t('incident.lasted', { time: lasts })
            : t('incident.openFor', { time: lasts })}{' '}
          · {t('incident.notifications', { count: incident.notificationCount })}
          {incident.moneyBehind.length > 0 && (
            <>
              {' '}
              · <MoneyList amounts={incident.moneyBehind} />
            </>
          )}
        </span>
        <ActionButton small disabledReason={reason} onClick={() => setNoting(true)}>
          {t('incident.addNote')}
        </ActionButton>
        {incident.state === 'open' && (
          <ActionButton
            small
            kind="primary"
            disabledReason={reason}
            disabled={acknowledge.isPending}
            onClick={() => acknowledge.mutate({ params, body: {} })}
          >
            {t('incident.acknowledge')}
          </ActionButton>
        )}
      </div>
      <ReasonDialog
        open={noting}
        title={t('incident.addNote')}
        confirmLabel={t('incident.addNote')}
        busy={note.isPending}
        error={note.error ? messageOf(note.error) : undefined}
        onClose={() => setNoting(false)}
        onConfirm={text => note.mutate({ params, body: { text } }, { onSuccess: () => setNoting(false) })}
      />
    </>
  );
}
