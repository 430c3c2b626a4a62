import { Slo } from '@internal/plugin-payrec-pipelines-common';
import { ActionButton, AppLink, Notice } from '@internal/plugin-payrec-react';
import { useState } from 'react';
import { useMayOperate } from '../../hooks/changes';
import { usePipelinesRead } from '../../hooks/queries';
import { useEntityLink } from '../../hooks/useEntityLink';
import { usePipelinesText } from '../../translation';
import { Budget } from '../Budget';
import { DataPanel } from '../DataPanel';
import { VerdictMark } from '../Marks';
import { SilenceDialog } from '../SilenceDialog';
import { currentText } from '../SlaTab/currentText';
import { hasTarget } from '../SlaTab/EntitySlaStrip';
import { TargetText } from '../SlaTab/TargetText';
import { ClockText, useClock } from '../Zone';
import { PanelContext } from './operationsFilters';
import { useBoardStyles } from './useBoardStyles';

type SlaTableProps = { context: PanelContext; limit: number; allLink?: string };

/** Objectives, worst first: what they say now, what is left of the budget, how fast it burns, and whom to ask. */
export function SlaTable({ context, limit, allLink }: SlaTableProps) {
  const { t } = usePipelinesText();
  const [silenced, setSilenced] = useState<Slo>();
  const query = usePipelinesRead(
    'listSlas',
    { query: { owner: context.owner, state: context.states } },
    { everyMs: 30_000 },
  );
  const { data } = query;
  return (
    <DataPanel
      title={t('sla.title')}
      note={
        data && t('sla.note', { shown: String(Math.min(limit, data.items.length)), total: String(data.items.length) })
      }
      action={allLink && <AppLink to={allLink}>{t('sla.all')}</AppLink>}
      query={query}
      isEmpty={answer => answer.items.length === 0 && answer.faults.length === 0}
      empty={{ title: t('sla.noneTitle'), hint: t('sla.noneHint') }}
      flush
    >
      {answer => (
        <>
          {answer.faults.slice(0, 5).map(fault => (
            <Notice key={`${fault.entityRef} ${fault.path}`} tone="bad">
              {fault.entityRef}: {t('sla.fault', { path: fault.path, message: fault.message })}
            </Notice>
          ))}
          <Rows items={answer.items.slice(0, limit)} context={context} onSilence={setSilenced} />
          <SilenceDialog
            key={silenced?.id}
            open={Boolean(silenced)}
            slo={silenced}
            onClose={() => setSilenced(undefined)}
          />
        </>
      )}
    </DataPanel>
  );
}

function Rows({
  items,
  context,
  onSilence,
}: {
  items: readonly Slo[];
  context: PanelContext;
  onSilence: (slo: Slo) => void;
}) {
  const { t } = usePipelinesText();
  const classes = useBoardStyles();
  const clock = useClock();
  const entityLink = useEntityLink();
  const mayOperate = useMayOperate();
  return (
    // The table scrolls sideways on narrow screens; the keyboard must reach it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('sla.title')}>
      <table className={classes.table}>
        <thead>
          <tr>
            {(['objective', 'targetLabel', 'now', 'budget', 'burnShort', 'owner', 'actions'] as const).map(column => (
              <th key={column} scope="col">
                {t(`sla.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(slo => (
            <tr key={slo.id} className={slo.entityRef === context.focus ? classes.focused : undefined}>
              <td>
                <button
                  type="button"
                  className={classes.name}
                  aria-pressed={slo.entityRef === context.focus}
                  onClick={() => context.onFocus(slo.entityRef)}
                >
                  {slo.entityTitle}
                </button>{' '}
                <AppLink plain to={entityLink(slo.entityRef, 'sla') ?? ''} className={classes.muted} title={slo.title}>
                  {slo.name}
                </AppLink>
              </td>
              <td className={classes.number}>
                <TargetText slo={slo} />
              </td>
              <td className={classes.saying}>
                <VerdictMark state={slo.current.state}>{t(`verdict.${slo.current.state}`)}</VerdictMark>
                <div className={classes.muted}>{currentText(slo, t, clock)}</div>
              </td>
              <td>{hasTarget(slo) ? <Budget budget={slo.budget} /> : '—'}</td>
              <td className={classes.number}>
                {slo.burn.length === 0 ? (
                  <span className={classes.muted}>{t('sla.byMisses')}</span>
                ) : (
                  slo.burn.map(burn => (burn.rate === null ? '—' : burn.rate.toFixed(1))).join('  ')
                )}
              </td>
              <td>
                {slo.owner ? <AppLink to={entityLink(slo.owner) ?? ''}>{slo.owner.split('/').pop()}</AppLink> : '—'}
              </td>
              <td>
                <span className={classes.line}>
                  {slo.runbook && (
                    <a href={slo.runbook} target="_blank" rel="noopener noreferrer">
                      {t('sla.runbook')}
                    </a>
                  )}
                  {slo.silencedUntil ? (
                    <span className={classes.muted}>
                      {t('sla.silencedUntil')} <ClockText instant={slo.silencedUntil} />
                    </span>
                  ) : (
                    <ActionButton
                      kind="quiet"
                      small
                      disabledReason={mayOperate ? null : t('sla.mayNotOperate')}
                      aria-label={t('silence.titleOf', { name: slo.name })}
                      onClick={() => onSilence(slo)}
                    >
                      {t('sla.silence')}
                    </ActionButton>
                  )}
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
