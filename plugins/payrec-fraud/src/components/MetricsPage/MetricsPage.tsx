import {
  BarList,
  formatInteger,
  FilterBar,
  FilterSelect,
  Panel,
  PanelRow,
  QueryState,
  Sentence,
  usePayrecLocale,
  useUrlState,
} from '@internal/plugin-payrec-react';
import { ShareJson } from '../../api';
import { useCounted } from '../../hooks/useCounted';
import { AnalystMetrics, useMetrics } from '../../hooks/useMetrics';
import { useFraudText } from '../../translation';
import { ageText, personName, PRIORITY_TONES } from '../AlertLabels';
import { ModuleFrame } from '../ModuleFrame';
import { ShareBar } from './ShareBar';
import { useMetricStyles } from './useMetricStyles';
import { VolumeChart } from './VolumeChart';

const RANGES = ['7', '30', '90'] as const;
const MINUTE_MS = 60_000;
/** Buckets of the contract → names of their texts. */
const BUCKETS: Record<string, 'h1' | 'h4' | 'd1' | 'd3' | 'old' | undefined> = {
  '<1h': 'h1',
  '1-4h': 'h4',
  '4-24h': 'd1',
  '1-3d': 'd3',
  '>3d': 'old',
};
const percent = (share: number) => String(Math.round(share * 100));

/** Is the console doing its job: how much came, how much of it was fraud, how fast it was decided, what is getting old. */
export function MetricsPage() {
  const { t } = useFraudText();
  const [chosen, setDays] = useUrlState('days');
  const days = RANGES.find(range => range === chosen) ?? '30';
  const query = useMetrics(Number(days));
  return (
    <ModuleFrame
      page="metrics"
      filters={
        <FilterBar>
          <FilterSelect
            plain
            label={t('metrics.rangeLabel')}
            value={days}
            options={RANGES.map(range => ({ value: range, label: t('metrics.range', { number: range }) }))}
            onChange={value => setDays(value === '30' ? undefined : value)}
          />
        </FilterBar>
      }
    >
      <QueryState
        query={query}
        isEmpty={({ created, open }) => created === 0 && open === 0}
        empty={{ title: t('metrics.emptyTitle'), hint: t('metrics.emptyHint') }}
      >
        {metrics => <MetricsContent metrics={metrics} />}
      </QueryState>
    </ModuleFrame>
  );
}

function MetricsContent({ metrics }: { metrics: AnalystMetrics }) {
  const { t } = useFraudText();
  const classes = useMetricStyles();
  const counted = useCounted();
  const locale = usePayrecLocale();
  const minutes = (value: number) =>
    value < 1 ? t('time.seconds', { s: String(Math.max(1, Math.round(value * 60))) }) : ageText(t, value * MINUTE_MS);
  const { precision, timeToDecision, slaMissed } = metrics;
  const share = (one: ShareJson | null) => <ShareBar share={one} />;
  return (
    <>
      <Sentence>
        {precision && precision.n > 0 ? (
          <>
            <b>{percent(precision.share)} %</b>
            {t('metrics.sentence', {
              n: formatInteger(precision.n, locale),
              low: percent(precision.low),
              high: percent(precision.high),
              p50: timeToDecision ? minutes(timeToDecision.p50) : t('metrics.notKnown'),
            })}
          </>
        ) : (
          t('metrics.sentenceNone')
        )}
      </Sentence>
      <PanelRow side>
        <VolumeChart perDay={metrics.perDay} />
        <Panel
          title={t('metrics.time')}
          note={timeToDecision && t('metrics.timeNote', counted(timeToDecision.n))}
          padded
        >
          <dl className={classes.facts}>
            <dt>{t('metrics.p50')}</dt>
            <dd>{timeToDecision ? minutes(timeToDecision.p50) : t('metrics.notKnown')}</dd>
            <dt>{t('metrics.p90')}</dt>
            <dd>{timeToDecision ? minutes(timeToDecision.p90) : t('metrics.notKnown')}</dd>
            <dt>{t('metrics.slaMissed')}</dt>
            <dd>
              {slaMissed && slaMissed.n > 0
                ? `${percent(slaMissed.share)} % · ${t('metrics.fraction', {
                    hits: formatInteger(slaMissed.hits, locale),
                    n: formatInteger(slaMissed.n, locale),
                  })}`
                : t('metrics.notKnown')}
            </dd>
          </dl>
        </Panel>
      </PanelRow>
      <PanelRow columns={2}>
        <Panel title={t('metrics.ageing')} note={t('metrics.ageingNote', counted(metrics.open))}>
          <BarList
            label={t('metrics.ageing')}
            items={metrics.ageing.map(({ bucket, count }) => ({
              id: bucket,
              label: t(`metrics.age_${BUCKETS[bucket] ?? 'old'}`),
              count,
              tone: bucket === '>3d' || bucket === '1-3d' ? 'warn' : 'info',
            }))}
          />
        </Panel>
        <Panel title={t('metrics.byPriority')}>
          <BarList
            label={t('metrics.byPriority')}
            items={metrics.byPriority.map(({ priority, open, pastDue }) => ({
              id: priority,
              label: `${t(`priority.${priority}`)}${
                pastDue > 0 ? ` · ${t('metrics.pastDueOf', counted(pastDue))}` : ''
              }`,
              count: open,
              tone: PRIORITY_TONES[priority],
            }))}
          />
        </Panel>
      </PanelRow>
      <PanelRow columns={2}>
        <Panel title={t('metrics.byRule')} note={t('metrics.byRuleNote')}>
          <div className={classes.scroll}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t('metrics.rule')}</th>
                  <th scope="col">{t('metrics.hits')}</th>
                  <th scope="col">{t('metrics.precision')}</th>
                </tr>
              </thead>
              <tbody>
                {metrics.byRule.map(rule => (
                  <tr key={rule.ruleId}>
                    <td>{rule.ruleId}</td>
                    <td className={classes.number}>{formatInteger(rule.hits, locale)}</td>
                    <td>{share(rule.precision)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
        <Panel title={t('metrics.byAnalyst')} note={t('metrics.byAnalystNote')}>
          <div className={classes.scroll}>
            <table className={classes.table}>
              <thead>
                <tr>
                  <th scope="col">{t('metrics.analyst')}</th>
                  <th scope="col">{t('metrics.decided')}</th>
                  <th scope="col">{t('metrics.median')}</th>
                  <th scope="col">{t('metrics.precision')}</th>
                </tr>
              </thead>
              <tbody>
                {metrics.byAnalyst.map(one => (
                  <tr key={one.analyst}>
                    <td>{personName(one.analyst)}</td>
                    <td className={classes.number}>{formatInteger(one.decided, locale)}</td>
                    <td className={classes.number}>{one.p50Minutes === null ? '—' : minutes(one.p50Minutes)}</td>
                    <td>{share(one.precision)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      </PanelRow>
    </>
  );
}
