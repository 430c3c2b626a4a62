import { SlaVerdict, Slo } from '@internal/plugin-payrec-pipelines-common';
import { ActionButton, AppLink, CountText, Panel, QueryState } from '@internal/plugin-payrec-react';
import { ReactNode, useState } from 'react';
import { usePipelinesRead } from '../../hooks/queries';
import { useMayOperate } from '../../hooks/changes';
import { useOperationsLink } from '../../hooks/useOperationsLink';
import { durationText } from '../../text/duration';
import { readableText } from '../../text/readableText';
import { usePipelinesText } from '../../translation';
import { Budget, VerdictCells } from '../Budget';
import { VerdictMark } from '../Marks';
import { SilenceDialog } from '../SilenceDialog';
import { ClockText, useClock } from '../Zone';
import { currentText, valueText } from './currentText';
import { hasTarget } from './EntitySlaStrip';
import { TargetText } from './TargetText';
import { useSlaStyles } from './useSlaStyles';

type ObjectivePanelProps = { slo: Slo; verdicts: readonly SlaVerdict[]; onRun: (runId: string) => void };

/** One objective: what it says now, its budget, its verdicts with their corrections, and its definition. */
export function ObjectivePanel({ slo, verdicts, onRun }: ObjectivePanelProps) {
  const { t } = usePipelinesText();
  const classes = useSlaStyles();
  const clock = useClock();
  const mayOperate = useMayOperate();
  const operationsLink = useOperationsLink();
  const [showDefinition, setShowDefinition] = useState(false);
  const [silencing, setSilencing] = useState(false);
  const now = currentText(slo, t, clock);
  const reason = readableText(slo.current.reason, clock);
  return (
    <Panel
      title={slo.name}
      note={slo.title}
      action={
        <span className={classes.line}>
          <VerdictMark state={slo.current.state} />
          <ActionButton small aria-expanded={showDefinition} onClick={() => setShowDefinition(!showDefinition)}>
            {t('sla.definition')}
          </ActionButton>
          <ActionButton
            small
            disabledReason={mayOperate ? null : t('sla.mayNotOperate')}
            onClick={() => setSilencing(true)}
          >
            {t('sla.silence')}
          </ActionButton>
        </span>
      }
      padded
    >
      <dl className={classes.facts}>
        <Fact label={t('sla.now')}>
          <span className={classes.big}>{now || '—'}</span>
        </Fact>
        <Fact label={t('sla.targetLabel')}>
          <TargetText slo={slo} withWindow />
        </Fact>
        <Fact label={t('sla.budget')}>{hasTarget(slo) ? <Budget budget={slo.budget} /> : '—'}</Fact>
        {slo.burn.length > 0 && (
          <Fact label={t('sla.burn', { windows: slo.burn.map(burn => burn.window).join(', ') })}>
            {slo.burn.map(burn => (burn.rate === null ? '—' : burn.rate.toFixed(1))).join(', ')}
          </Fact>
        )}
        {slo.current.deadlineAt && (
          <Fact label={t('sla.deadline')}>
            <ClockText instant={slo.current.deadlineAt} />
          </Fact>
        )}
        {slo.runbook && (
          <Fact label={t('sla.runbook')}>
            <a href={slo.runbook} target="_blank" rel="noopener noreferrer">
              {t('sla.open')}
            </a>
          </Fact>
        )}
        {slo.incidentId && (
          <Fact label={t('incident.title')}>
            <AppLink to={operationsLink({ incident: slo.incidentId })}>{t('sla.open')}</AppLink>
          </Fact>
        )}
        {slo.silencedUntil && (
          <Fact label={t('sla.silencedUntil')}>
            <ClockText instant={slo.silencedUntil} />
          </Fact>
        )}
      </dl>
      {reason && reason !== now && <p style={{ margin: '0 0 8px' }}>{reason}</p>}
      {showDefinition && <Definition sloId={slo.id} />}
      <VerdictCells verdicts={verdicts} max={28} />
      <VerdictTable slo={slo} verdicts={verdicts} onRun={onRun} />
      <SilenceDialog open={silencing} slo={slo} onClose={() => setSilencing(false)} />
    </Panel>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Definition({ sloId }: { sloId: string }) {
  const { t } = usePipelinesText();
  const classes = useSlaStyles();
  const query = usePipelinesRead('getSla', { params: { sloId } }, { everyMs: false });
  return (
    <QueryState query={query} isEmpty={() => false}>
      {data => (
        <>
          {/* A long definition scrolls; the keyboard must reach it. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre className={classes.definition} tabIndex={0} aria-label={t('sla.definition')}>
            {JSON.stringify(data.definition, null, 2)}
          </pre>
          <ul className={classes.muted}>
            {data.versions.map(version => (
              <li key={version.version}>
                <span className={classes.mono}>{version.version.slice(0, 12)}</span> {t('sla.since')}{' '}
                <ClockText instant={version.firstSeenAt} />
                {version.version === data.version && ` · ${t('sla.inUse')}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </QueryState>
  );
}

function VerdictTable({ slo, verdicts, onRun }: ObjectivePanelProps) {
  const { t } = usePipelinesText();
  const clock = useClock();
  const classes = useSlaStyles();
  if (verdicts.length === 0) return <p className={classes.muted}>{t('sla.noVerdicts')}</p>;
  return (
    // The table scrolls inside its panel; the keyboard must reach it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.scroll} tabIndex={0} role="group" aria-label={t('sla.verdictsOf', { name: slo.name })}>
      <table className={classes.table}>
        <thead>
          <tr>
            {(['partition', 'state', 'deadline', 'landedAt', 'rows', 'run', 'corrections'] as const).map(column => (
              <th key={column} scope="col">
                {t(`sla.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {verdicts.map(verdict => (
            <tr key={verdict.partition}>
              <td>{verdict.partition}</td>
              <td>
                <VerdictMark state={verdict.state} />
                <div className={classes.muted}>
                  {verdict.reason && readableText(verdict.reason, clock)}
                  {verdict.backfilled && ` ${t('sla.backfilled')}`}
                  {verdict.clockSkew && ` ${t('sla.clockSkew')}`}
                </div>
              </td>
              <td>
                <ClockText instant={verdict.deadlineAt} />
              </td>
              <td>
                {verdict.value !== null && slo.current.unit ? (
                  valueText(verdict.value, slo.current.unit)
                ) : (
                  <ClockText instant={verdict.landedAt} />
                )}
                {(verdict.overdueSeconds ?? 0) > 0 && (
                  <div className={classes.muted}>+{durationText(verdict.overdueSeconds!)}</div>
                )}
              </td>
              <td>{verdict.rowCount === null ? '—' : <CountText value={verdict.rowCount} />}</td>
              <td>
                {verdict.landedBy ? (
                  <ActionButton
                    kind="quiet"
                    small
                    onClick={() => onRun(verdict.landedBy!)}
                    aria-label={t('run.open', { runId: verdict.landedBy })}
                  >
                    <span className={classes.mono}>{verdict.landedBy.slice(0, 8)}</span>
                  </ActionButton>
                ) : (
                  '—'
                )}
              </td>
              <td className={classes.muted}>
                {verdict.corrections.length === 0 && '—'}
                {verdict.corrections.map(correction => (
                  <div key={correction.at}>
                    {t(`verdict.${correction.from}`)} → {t(`verdict.${correction.to}`)},{' '}
                    <ClockText instant={correction.at} />
                    {correction.actor && `, ${correction.actor.split('/').pop()}`}:{' '}
                    {readableText(correction.reason, clock)}
                  </div>
                ))}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
