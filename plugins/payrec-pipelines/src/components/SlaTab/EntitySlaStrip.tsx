import { Slo } from '@internal/plugin-payrec-pipelines-common';
import { AppLink, Panel } from '@internal/plugin-payrec-react';
import { usePipelinesRead } from '../../hooks/queries';
import { useEntityLink } from '../../hooks/useEntityLink';
import { usePipelinesText } from '../../translation';
import { Budget, VerdictCells } from '../Budget';
import { VerdictMark } from '../Marks';
import { currentText, percentText } from './currentText';
import { useSlaStyles } from './useSlaStyles';
import { useClock } from '../Zone';

/** An objective may watch a bound and promise no share of good slices; then there is no budget either. */
export const hasTarget = (slo: Pick<Slo, 'objective'>): boolean => slo.objective.target > 0;

/** Objectives beside each other under the drawing. */
const SHOWN = 4;

/** The objectives of an entity in one line below its lineage; nothing where it has none. */
export function EntitySlaStrip({ entityRef }: { entityRef: string }) {
  const { t } = usePipelinesText();
  const classes = useSlaStyles();
  const clock = useClock();
  const link = useEntityLink()(entityRef, 'sla');
  const { data } = usePipelinesRead('getEntitySla', { query: { entityRef } });
  if (!data || data.slos.length === 0) return null;
  return (
    <Panel
      title={t('sla.summary')}
      note={t('sla.objectives', { count: data.slos.length })}
      action={link && <AppLink to={link}>{t('sla.openTab')}</AppLink>}
    >
      <div className={classes.strip}>
        {data.slos.slice(0, SHOWN).map(slo => (
          <div key={slo.id} className={classes.stripItem}>
            <div className={classes.line}>
              <b className={classes.grow}>{slo.name}</b>
              <VerdictMark state={slo.current.state} />
            </div>
            <div className={classes.big}>{currentText(slo, t, clock)}</div>
            <VerdictCells verdicts={data.verdicts.filter(verdict => verdict.sloId === slo.id)} />
            <div className={classes.muted}>
              {hasTarget(slo) && (
                <>
                  <Budget budget={slo.budget} /> · {t('sla.target', { percent: percentText(slo.objective.target) })}
                </>
              )}
            </div>
          </div>
        ))}
      </div>
    </Panel>
  );
}
