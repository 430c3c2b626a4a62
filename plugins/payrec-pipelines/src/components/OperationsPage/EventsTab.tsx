import { ActionButton, CountText, messageOf, Notice, Panel, QueryState, useNow } from '@internal/plugin-payrec-react';
import { useState } from 'react';
import { PipelinesApi } from '../../api';
import { useMayOperate, usePipelinesChange } from '../../hooks/changes';
import { useIngestStatus } from '../../hooks/queries';
import { usePipelinesText } from '../../translation';
import { Glyph } from '../Marks';
import { ClockText } from '../Zone';
import { ClientConfig } from './ClientConfig';
import { PanelContext } from './operationsFilters';
import { useBoardStyles } from './useBoardStyles';

type IngestStatus = Awaited<ReturnType<PipelinesApi['getIngestStatus']>>;

/** While a test event is awaited the page looks every second. */
const AWAITING_MS = 1_000;
const USUAL_MS = 15_000;

/** What arrives, how clients are set up, and a test event that can be watched arriving. */
export function EventsTab({ context, onlyConfig }: { context: PanelContext; onlyConfig?: boolean }) {
  const { t } = usePipelinesText();
  const classes = useBoardStyles();
  const mayOperate = useMayOperate();
  const [sent, setSent] = useState<string>();
  const send = usePipelinesChange('sendTestEvent');
  const [arrived, setArrived] = useState(false);
  const query = useIngestStatus(sent && !arrived ? AWAITING_MS : USUAL_MS);
  const seen = sent !== undefined && Boolean(query.data?.recent.some(event => event.runId === sent));
  if (seen && !arrived) setArrived(true);
  const test = () =>
    send.mutate(
      { body: {} },
      {
        onSuccess: answer => {
          setArrived(false);
          setSent(answer.runId);
        },
      },
    );
  return (
    <div className={classes.stack}>
      <Panel
        title={t(onlyConfig ? 'events.noneTitle' : 'events.setUp')}
        note={onlyConfig ? undefined : t('events.setUpNote')}
        action={
          <ActionButton
            kind={onlyConfig ? 'primary' : 'plain'}
            disabled={send.isPending}
            disabledReason={mayOperate ? null : t('sla.mayNotOperate')}
            onClick={test}
          >
            {t('events.sendTest')}
          </ActionButton>
        }
        padded
      >
        {onlyConfig && <p style={{ marginTop: 0 }}>{t('events.noneHint')}</p>}
        <div aria-live="polite">
          {send.error && (
            <Notice tone="bad" inset>
              {t('events.testFailed', { message: messageOf(send.error) })}
            </Notice>
          )}
          {sent && (
            <Notice
              inset
              tone={arrived ? 'ok' : 'info'}
              action={
                arrived && (
                  <ActionButton small onClick={() => context.onRun(sent)}>
                    {t('freshness.openRun')}
                  </ActionButton>
                )
              }
            >
              <Glyph name={arrived ? 'check' : 'circle'} />{' '}
              {t(arrived ? 'events.arrived' : 'events.awaiting', { runId: sent.slice(0, 8) })}
            </Notice>
          )}
        </div>
        <QueryState query={query} isEmpty={() => false}>
          {data => <ClientConfig client={data.client} />}
        </QueryState>
      </Panel>
      <QueryState query={query} isEmpty={() => false}>
        {data => <Recent status={data} context={context} />}
      </QueryState>
    </div>
  );
}

function Recent({ status, context }: { status: IngestStatus; context: PanelContext }) {
  const { t } = usePipelinesText();
  const classes = useBoardStyles();
  useNow();
  return (
    <Panel
      title={t('events.recent')}
      note={t('events.counts', {
        hour: String(status.receivedLastHour),
        day: String(status.receivedLastDay),
        rejected: String(status.rejectedLastDay),
      })}
    >
      {status.recent.length === 0 ? (
        <p className={classes.muted} style={{ padding: '0 16px' }}>
          {t('events.nothingYet')}
        </p>
      ) : (
        // The table scrolls inside its panel; the keyboard must reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={`${classes.scroll} ${classes.tall}`} tabIndex={0} role="group" aria-label={t('events.recent')}>
          <table className={classes.table}>
            <thead>
              <tr>
                {(['received', 'kind', 'subject', 'producer', 'warnings'] as const).map(column => (
                  <th key={column} scope="col">
                    {t(`events.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {status.recent.map((event, index) => (
                // Events have no id of their own here; the list is replaced as a whole.
                <tr key={index}>
                  <td className={classes.number}>
                    <ClockText instant={event.receivedAt} />
                  </td>
                  <td>
                    {event.kind} {event.eventType}
                  </td>
                  <td>
                    {event.runId ? (
                      <button
                        type="button"
                        className={classes.name}
                        onClick={() => context.onRun(event.runId!)}
                        title={event.runId}
                      >
                        {event.job?.name ?? event.runId}
                      </button>
                    ) : (
                      (event.job ?? event.dataset)?.name ?? '—'
                    )}
                    <div className={classes.muted}>{(event.job ?? event.dataset)?.namespace}</div>
                  </td>
                  <td className={classes.muted} style={{ minWidth: 160, maxWidth: 240, overflowWrap: 'anywhere' }}>
                    {event.producer ?? '—'}
                  </td>
                  <td className={classes.muted}>
                    {event.warnings.length === 0 ? '—' : <CountText value={event.warnings.length} />}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
