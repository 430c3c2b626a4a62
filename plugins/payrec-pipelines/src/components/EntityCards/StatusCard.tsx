import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { AppLink, Panel, QueryState } from '@internal/plugin-payrec-react';
import { usePipelinesRead } from '../../hooks/queries';
import { useEntityLink } from '../../hooks/useEntityLink';
import { useOperationsLink } from '../../hooks/useOperationsLink';
import { durationText } from '../../text/duration';
import { usePipelinesText } from '../../translation';
import { RunMark, VerdictChip } from '../Marks';
import { useSlaStyles } from '../SlaTab/useSlaStyles';
import { ClockText } from '../Zone';

/** Beside the description of an entity: is its promise kept, and what did its last run do? */
export function StatusCard() {
  const { t } = usePipelinesText();
  const classes = useSlaStyles();
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  const entityLink = useEntityLink();
  const operationsLink = useOperationsLink();
  const sla = usePipelinesRead('getSlaStatus', { body: { entityRefs: [entityRef] } });
  const status = usePipelinesRead('getEntityStatus', { body: { entityRefs: [entityRef] } });
  const card = sla.data?.items[0];
  return (
    <div className={classes.root}>
      <Panel
        title={t('card.title')}
        action={
          card?.openIncidentId && (
            <AppLink to={operationsLink({ incident: card.openIncidentId })}>{t('incident.title')}</AppLink>
          )
        }
        padded
      >
        <QueryState
          query={status}
          isEmpty={data => !data.items[0]?.known}
          empty={{ title: t('lineage.noEventsTitle'), hint: t('lineage.noEventsHint') }}
        >
          {({ items: [item] }) => (
            <dl className={classes.facts}>
              <div>
                <dt>{t('card.sla')}</dt>
                <dd>
                  {card?.state ? (
                    <AppLink plain to={entityLink(entityRef, 'sla') ?? ''}>
                      <VerdictChip state={card.state} />
                    </AppLink>
                  ) : (
                    t('card.noSla')
                  )}
                </dd>
              </div>
              <div>
                <dt>{t('card.lastRun')}</dt>
                <dd>
                  {item.lastRun ? (
                    <AppLink plain to={operationsLink({ run: item.lastRun.runId })}>
                      <RunMark state={item.lastRun.state} />{' '}
                      <ClockText instant={item.lastRun.endedAt ?? item.lastRun.startedAt} />
                      {item.lastRun.durationSeconds !== null && `, ${durationText(item.lastRun.durationSeconds)}`}
                    </AppLink>
                  ) : (
                    t('lineage.noRun')
                  )}
                </dd>
              </div>
              {item.newestPartition && (
                <div>
                  <dt>{t('lineage.newest')}</dt>
                  <dd>{item.newestPartition}</dd>
                </div>
              )}
              {item.stale && (
                <div>
                  <dt>{t('card.events')}</dt>
                  <dd>{t('card.silent')}</dd>
                </div>
              )}
              {item.rivals.length > 0 && (
                <div>
                  <dt>{t('card.rivals')}</dt>
                  <dd>{item.rivals.join(', ')}</dd>
                </div>
              )}
            </dl>
          )}
        </QueryState>
      </Panel>
    </div>
  );
}
