import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { EChartsCoreOption } from 'echarts/core';
import { ReactNode, useEffect, useRef, useState } from 'react';
import { payrecReactTranslationRef } from '../i18n/translation';
import { ActionButton } from '../page/buttons';
import { Panel } from '../page/Panel';
import { PayrecTones, tonesOf, usePayrecTones } from '../theme/tones';
import { TableTwin, TableTwinContent } from './TableTwin';

const MAX_ANIMATION_MS = 120;

const useStyles = makeStyles(
  theme => {
    const tones = tonesOf(theme);
    return {
      canvas: { padding: '0 8px 8px' },
      twin: { padding: '0 16px 14px' },
      note: { color: tones.muted, padding: '0 16px 8px', margin: 0 },
    };
  },
  { name: 'PayrecChart' },
);

export type ChartPanelProps = {
  title: ReactNode;
  note?: ReactNode;
  /** What the chart shows, in a sentence, for who does not see it. */
  summary: string;
  /** Drawn with the colours of the theme; called again when light and dark change. Keep it stable between renders. */
  option: (tones: PayrecTones) => EChartsCoreOption;
  /** Every figure of the chart. */
  table: TableTwinContent;
  heightPx?: number;
};

/** A chart with its table one press away. The library comes in its own chunk. */
export function ChartPanel({ title, note, summary, option, table, heightPx = 200 }: ChartPanelProps) {
  const classes = useStyles();
  const tones = usePayrecTones();
  const canvas = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const [failed, setFailed] = useState(false);
  const { t } = useTranslationRef(payrecReactTranslationRef);
  const showTable = asTable || failed;

  useEffect(() => {
    const element = canvas.current;
    if (showTable || !element) return undefined;
    let stop = () => {};
    let gone = false;
    import('./echartsCore')
      .then(({ init }) => {
        if (gone) return;
        const chart = init(element);
        chart.setOption({ animationDuration: MAX_ANIMATION_MS, ...option(tones) });
        const observer = new ResizeObserver(() => chart.resize());
        observer.observe(element);
        stop = () => {
          observer.disconnect();
          chart.dispose();
        };
      })
      .catch(() => setFailed(true));
    return () => {
      gone = true;
      stop();
    };
  }, [showTable, option, tones]);

  return (
    <Panel
      title={title}
      note={note}
      action={
        !failed && (
          <ActionButton kind="quiet" small onClick={() => setAsTable(!asTable)} aria-pressed={asTable}>
            {t(asTable ? 'chart.chart' : 'chart.table')}
          </ActionButton>
        )
      }
    >
      {failed && <p className={classes.note}>{t('chart.failed')}</p>}
      {showTable ? (
        <div className={classes.twin}>
          <TableTwin twin={table} maxHeight={heightPx} />
        </div>
      ) : (
        <div className={classes.canvas}>
          <div ref={canvas} role="img" aria-label={summary} style={{ height: heightPx }} />
        </div>
      )}
    </Panel>
  );
}
