import { instantToEpochMs, parseInstant } from '@internal/plugin-payrec-common';
import { DataColumn, DateText, InstantText, ProofMark, StateChip } from '@internal/plugin-payrec-react';
import { RunJson } from '@internal/plugin-payrec-reconciliation-common';
import { Translate } from '../../translation';
import { isZeroMoney, personName } from '../BreakLabels';
import { runNumber } from '../ModuleFrame';
import { isLive, RUN_LABELS, RUN_TONES, TRIGGER_LABELS } from './runTones';

/** How long a finished run took. */
export function tookText(run: RunJson, t: Translate): string {
  if (!run.startedAt || !run.finishedAt) return '—';
  const ms = instantToEpochMs(parseInstant(run.finishedAt)) - instantToEpochMs(parseInstant(run.startedAt));
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return t('runs.seconds', { n: String(seconds) });
  return t('runs.minutes', { n: String(Math.floor(seconds / 60)), rest: String(seconds % 60) });
}

export function triggerText(run: RunJson, t: Translate): string {
  return run.requestedBy ? personName(run.requestedBy) : t(`runs.${TRIGGER_LABELS[run.trigger]}`);
}

/** True when every account that was proven left nothing. */
export function isProven(run: RunJson): boolean {
  return run.units.every(unit => isZeroMoney(unit.proof) && unit.state !== 'refused');
}

export function runColumns(t: Translate, classes: { muted: string }): DataColumn<RunJson>[] {
  return [
    {
      id: 'run',
      header: t('runs.run'),
      width: 90,
      kind: 'id',
      fixed: true,
      cell: run => runNumber(run.id),
      text: run => run.id,
    },
    {
      id: 'state',
      header: t('runs.state'),
      width: 104,
      fixed: true,
      cell: run => <StateChip tone={RUN_TONES[run.state]}>{t(`runs.${RUN_LABELS[run.state]}`)}</StateChip>,
    },
    {
      id: 'trigger',
      header: t('runs.trigger'),
      width: 130,
      cell: run => triggerText(run, t),
      text: run => triggerText(run, t),
    },
    { id: 'date', header: t('runs.asOfDate'), width: 104, cell: run => <DateText date={run.asOfDate} /> },
    { id: 'created', header: t('runs.created'), width: 120, cell: run => <InstantText instant={run.createdAt} /> },
    {
      id: 'took',
      header: t('runs.took'),
      width: 180,
      cell: run =>
        isLive(run) ? (
          <span className={classes.muted}>
            {t('runs.step', { percent: String(run.progressPercent), step: run.step ?? '…' })}
          </span>
        ) : (
          tookText(run, t)
        ),
      text: run => run.step,
    },
    {
      id: 'units',
      header: t('runs.units'),
      width: 150,
      cell: run => {
        const published = run.units.filter(unit => unit.state === 'published').length;
        return t('runs.unitsPublished', { published: String(published), n: String(run.units.length) });
      },
    },
    {
      id: 'proof',
      header: t('runs.proof'),
      width: 110,
      cell: run => {
        const refused = run.units.filter(unit => unit.state === 'refused').length;
        if (refused > 0) return <StateChip tone="bad">{t('runs.refusedUnits', { count: refused })}</StateChip>;
        if (run.state !== 'published') return <span className={classes.muted}>—</span>;
        const proven = isProven(run);
        return (
          <>
            {proven && '0 '}
            <ProofMark proven={proven} />
          </>
        );
      },
    },
  ];
}
