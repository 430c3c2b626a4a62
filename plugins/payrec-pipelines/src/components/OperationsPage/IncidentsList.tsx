import { Incident } from '@internal/plugin-payrec-pipelines-common';
import { MoneyList, StateChip } from '@internal/plugin-payrec-react';
import { usePipelinesRead } from '../../hooks/queries';
import { usePipelinesText } from '../../translation';
import { DataPanel } from '../DataPanel';
import { VerdictMark } from '../Marks';
import { ClockText } from '../Zone';
import { PanelContext } from './operationsFilters';
import { useBoardStyles } from './useBoardStyles';

const TONES = { open: 'bad', acknowledged: 'info', resolved: 'ok' } as const;

/** Open incidents first, then the newest. */
export function IncidentsList({ context, chosen }: { context: PanelContext; chosen: string | undefined }) {
  const { t } = usePipelinesText();
  const classes = useBoardStyles();
  const query = usePipelinesRead('listIncidents', { query: { limit: 50 } }, { everyMs: 20_000 });
  return (
    <DataPanel
      title={t('incident.list')}
      query={query}
      empty={{ title: t('incident.noneTitle'), hint: t('incident.noneHint') }}
      flush
    >
      {data => (
        // The table scrolls sideways on narrow screens; the keyboard must reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('incident.list')}>
          <table className={classes.table}>
            <tbody>
              {data.items.map((incident: Incident) => (
                <tr key={incident.id} className={incident.id === chosen ? classes.focused : undefined}>
                  <td>
                    <button
                      type="button"
                      className={classes.name}
                      aria-pressed={incident.id === chosen}
                      onClick={() => context.onIncident(incident.id)}
                    >
                      {t('incident.number', { number: String(incident.number) })}
                    </button>
                  </td>
                  <td className={classes.title}>
                    {incident.title}
                    <div>
                      <VerdictMark state={incident.root.state} />
                      <span className={classes.muted}>
                        {' '}
                        {t('incident.note', { affected: String(incident.affectedCount) })}
                      </span>
                    </div>
                  </td>
                  <td>
                    <StateChip tone={TONES[incident.state]}>{t(`incident.${incident.state}`)}</StateChip>
                  </td>
                  <td className={classes.number}>
                    <ClockText instant={incident.openedAt} />
                    {incident.resolvedAt && (
                      <div className={classes.muted}>
                        {t('deadlines.toLabel')} <ClockText instant={incident.resolvedAt} />
                      </div>
                    )}
                  </td>
                  <td>{incident.moneyBehind.length > 0 ? <MoneyList amounts={incident.moneyBehind} /> : '—'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </DataPanel>
  );
}
