import { ActionButton, CountText } from '@internal/plugin-payrec-react';
import { usePipelinesRead } from '../../hooks/queries';
import { shortName } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { DataPanel } from '../DataPanel';
import { ClockText } from '../Zone';
import { PanelContext } from './operationsFilters';
import { useBoardStyles } from './useBoardStyles';

const SPARK_WIDTH = 76;
const SPARK_HEIGHT = 20;
const SHOWN = 8;

/** Errors of runs by class: numbers, ids and quoted values are taken out of a message before it is counted. */
export function ErrorsPanel({ context }: { context: PanelContext }) {
  const { t } = usePipelinesText();
  const classes = useBoardStyles();
  const query = usePipelinesRead('listIngestErrors', { query: { hours: context.hours } }, { everyMs: 30_000 });
  const { data } = query;
  const quarantined = data?.items.reduce((sum, item) => sum + (item.quarantined ?? 0), 0) ?? 0;
  return (
    <DataPanel
      title={t('errors.title')}
      note={
        data &&
        [
          t('errors.note', { number: String(data.total) }),
          quarantined > 0 && t('errors.quarantined', { count: quarantined }),
        ]
          .filter(Boolean)
          .join(' · ')
      }
      query={query}
      empty={{ title: t('errors.emptyTitle'), hint: t('errors.emptyHint') }}
      flush
    >
      {answer => (
        // The table scrolls sideways on narrow screens; the keyboard must reach it.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('errors.title')}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('errors.reason')}</th>
                <th scope="col">{t('errors.byHour')}</th>
                <th scope="col" className={classes.right}>
                  {t('errors.count')}
                </th>
                <th scope="col">{t('errors.lastSeen')}</th>
              </tr>
            </thead>
            <tbody>
              {answer.items.slice(0, SHOWN).map(item => (
                <tr
                  key={`${item.job.name} ${item.errorClass}`}
                  className={item.job.entityRef && item.job.entityRef === context.focus ? classes.focused : undefined}
                >
                  <td style={{ maxWidth: 220 }}>
                    <button
                      type="button"
                      className={classes.name}
                      title={item.sample}
                      onClick={() => context.onRun(item.sampleRunId)}
                    >
                      {item.errorClass}
                    </button>
                    <div className={classes.muted}>{shortName(item.job.name)}</div>
                  </td>
                  <td>
                    <Spark values={item.perHour} />
                  </td>
                  <td className={`${classes.number} ${classes.right}`}>
                    <b>
                      <CountText value={item.count} />
                    </b>
                  </td>
                  <td>
                    <ClockText instant={item.lastSeenAt} />
                    <div className={classes.muted}>
                      {t('errors.since')} <ClockText instant={item.firstSeenAt} />
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {answer.items.length > SHOWN && (
            <ActionButton kind="quiet" small disabled>
              {t('errors.more', { count: answer.items.length - SHOWN })}
            </ActionButton>
          )}
        </div>
      )}
    </DataPanel>
  );
}

function Spark({ values }: { values: readonly number[] }) {
  const { t } = usePipelinesText();
  const classes = useBoardStyles();
  const most = Math.max(1, ...values);
  const step = SPARK_WIDTH / Math.max(1, values.length);
  return (
    <svg
      width={SPARK_WIDTH}
      height={SPARK_HEIGHT}
      role="img"
      aria-label={t('errors.spark', { most: String(Math.max(0, ...values)) })}
      className={classes.bad}
    >
      <line
        x1="0"
        x2={SPARK_WIDTH}
        y1={SPARK_HEIGHT - 0.5}
        y2={SPARK_HEIGHT - 0.5}
        stroke="currentColor"
        strokeOpacity="0.25"
      />
      {values.map((value, index) => {
        const height = value === 0 ? 0 : Math.max(2, (value / most) * (SPARK_HEIGHT - 2));
        return (
          value > 0 && (
            <rect
              key={index}
              x={index * step}
              y={SPARK_HEIGHT - height}
              width={Math.max(1.5, step - 0.5)}
              height={height}
              fill="currentColor"
            />
          )
        );
      })}
    </svg>
  );
}
