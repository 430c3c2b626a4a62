import { ActionButton, formatDate, formatInteger, Panel, usePayrecLocale } from '@internal/plugin-payrec-react';
import { useState } from 'react';
import { AnalystMetrics } from '../../hooks/useMetrics';
import { useFraudText } from '../../translation';
import { useMetricStyles } from './useMetricStyles';

const WIDTH = 960;
const HEIGHT = 180;
const LEFT = 40;
const BOTTOM = 20;
const TOP = 8;

/** Where the chart is wider than the page, today is what one sees first. */
function showNewest(box: HTMLDivElement | null) {
  if (box) box.scrollLeft = box.scrollWidth;
}

/** The next round number: 1, 2 or 5 times a power of ten. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return [1, 2, 5, 10].map(step => step * power).find(step => step >= value) ?? 10 * power;
}

/** Alerts per day: bars for what came, a line for what was closed; the same figures as a table one press away. */
export function VolumeChart({ perDay }: { perDay: AnalystMetrics['perDay'] }) {
  const { t } = useFraudText();
  const classes = useMetricStyles();
  const locale = usePayrecLocale();
  const [asTable, setAsTable] = useState(false);
  const most = Math.max(0, ...perDay.map(day => Math.max(day.created, day.closed)));
  const top = roundUp(most);
  const step = (WIDTH - LEFT) / Math.max(1, perDay.length);
  const y = (count: number) => TOP + (1 - count / top) * (HEIGHT - TOP - BOTTOM);
  const x = (index: number) => LEFT + index * step;
  const date = (day: string) => formatDate(day, { locale, style: 'short' });
  const line = perDay.map((day, index) => `${index === 0 ? 'M' : 'L'}${x(index) + step / 2} ${y(day.closed)}`).join('');
  const labels = perDay.length > 1 ? [0, Math.floor((perDay.length - 1) / 2), perDay.length - 1] : [0];
  return (
    <Panel
      title={t('metrics.volume')}
      note={t('metrics.volumeNote')}
      action={
        <ActionButton kind="quiet" small onClick={() => setAsTable(!asTable)} aria-pressed={asTable}>
          {t(asTable ? 'metrics.chart' : 'metrics.table')}
        </ActionButton>
      }
      padded
    >
      {asTable ? (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('metrics.date')}</th>
                <th scope="col">{t('metrics.created')}</th>
                <th scope="col">{t('metrics.closed')}</th>
              </tr>
            </thead>
            <tbody>
              {perDay.map(day => (
                <tr key={day.date}>
                  <td>{date(day.date)}</td>
                  <td className={classes.number}>{formatInteger(day.created, locale)}</td>
                  <td className={classes.number}>{formatInteger(day.closed, locale)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div ref={showNewest} className={classes.wide}>
          <svg
            className={classes.svg}
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            role="img"
            aria-label={t('metrics.volumeLabel', {
              from: perDay[0] ? date(perDay[0].date) : '—',
              to: perDay.length > 0 ? date(perDay[perDay.length - 1].date) : '—',
              most: formatInteger(most, locale),
            })}
          >
            {[0, top / 2, top].map(value => (
              <g key={value}>
                <line className={classes.axis} x1={LEFT} x2={WIDTH} y1={y(value)} y2={y(value)} />
                <text className={classes.axisText} x={LEFT - 6} y={y(value) + 4} textAnchor="end">
                  {Number.isInteger(value) ? formatInteger(value, locale) : ''}
                </text>
              </g>
            ))}
            {perDay.map((day, index) => (
              <rect
                key={day.date}
                className={classes.created}
                x={x(index) + 1}
                width={Math.max(1, step - 2)}
                y={y(day.created)}
                height={Math.max(0, HEIGHT - BOTTOM - y(day.created))}
                rx={1}
              >
                <title>{`${date(day.date)}: ${t('metrics.created')} ${day.created}, ${t('metrics.closed')} ${
                  day.closed
                }`}</title>
              </rect>
            ))}
            <path className={classes.closed} d={line} />
            {perDay.length > 0 &&
              labels.map((index, place) => (
                <text
                  key={index}
                  className={classes.axisText}
                  x={place === 2 ? WIDTH : x(index) + (place === 1 ? step / 2 : 0)}
                  y={HEIGHT - 4}
                  textAnchor={['start', 'middle', 'end'][place] as 'start' | 'middle' | 'end'}
                >
                  {date(perDay[index].date)}
                </text>
              ))}
          </svg>
        </div>
      )}
    </Panel>
  );
}
